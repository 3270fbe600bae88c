/* Tests that are named with a reason, one a line: "FILE|TEST|kind|reason". */
#ifndef ZR_TEST_NAMED_H
#define ZR_TEST_NAMED_H

#include <stdbool.h>

#include "lib/base/buffer.h"

/* The first line that means the test, from its kind on; NULL when there is none. Yours. */
char *named_find(const struct zr_buffer *lines, const char *file, const char *test);

/* Whether such a line, which may be NULL, begins with this kind. */
bool named_is(const char *line, const char *kind);

#endif

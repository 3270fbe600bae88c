/*
 * Tests that are named with a reason, one a line: "FILE|TEST|kind|reason". A line names one test,
 * by its whole name: a pattern would let a new difference through beside the old one.
 */
#ifndef ZR_TEST_NAMED_H
#define ZR_TEST_NAMED_H

#include <stdbool.h>

#include "lib/base/buffer.h"

#define NAMED_LINE_COUNT_MAX 1000

/* {0} before; text is set to the file's, which stays the caller's. */
struct named {
	const char *text;
	bool is_used[NAMED_LINE_COUNT_MAX]; /* by the line's number from 0 */
};

/* The line that names the test, from its kind on; NULL when there is none. Yours. */
char *named_find(struct named *named, const char *file, const char *test);

/* Prints the lines that no test has used, and counts them. */
unsigned named_print_unused(const struct named *named);

/* Whether such a line, which may be NULL, begins with this kind. */
bool named_is(const char *line, const char *kind);

#endif

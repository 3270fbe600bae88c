/* The shared strings of an .xlsx file, which its cells refer to by number (ECMA-376 part 1, 18.4).
 */
#ifndef ZR_WORKBOOK_SHARED_STRINGS_H
#define ZR_WORKBOOK_SHARED_STRINGS_H

#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/workbook/package.h"

struct zr_shared_string {
	const char *text; /* in the arena, cleaned */
	size_t length;
};

struct zr_shared_strings {
	struct zr_shared_string *items; /* owned */
	size_t count;
	size_t capacity;
	struct zr_arena arena;
};

/* Reads the part into an empty table. Rich text loses its formats, phonetic runs are left out.
 * ZR_E_LIMIT, and what zr_package_parse() returns. */
int zr_shared_strings_read(struct zr_package *package, const char *part,
	struct zr_shared_strings *strings, struct zr_error *error) ZR_MUST_CHECK;
void zr_shared_strings_finish(struct zr_shared_strings *strings);

#endif

/*
 * The text of a cell or a shared string, gathered from an .xlsx part as it is parsed (ECMA-376
 * part 1, 18.4): its runs lose their formats, and phonetic runs (rPh), which repeat in another
 * script what the text says, are left out.
 *
 * A handler of package.h passes on what it is told. One thread at a time.
 */
#ifndef ZR_WORKBOOK_RICH_TEXT_H
#define ZR_WORKBOOK_RICH_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_rich_text {
	struct zr_buffer text; /* owned */
	unsigned phonetic_depth;
	bool is_open; /* within an element whose text counts */
};

void zr_rich_text_finish(struct zr_rich_text *rich);

/* An element begins: text counts in "t" and in "v", a cell's stored value. True when it is one of
 * these, be it within a phonetic run. */
bool zr_rich_text_start(struct zr_rich_text *rich, const char *name);
void zr_rich_text_end(struct zr_rich_text *rich, const char *name);

/* ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_rich_text_add(struct zr_rich_text *rich, const char *text, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

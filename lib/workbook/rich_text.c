/* The depth of phonetic runs is counted, so that a "t" within them is not taken. */
#include "lib/workbook/rich_text.h"

#include <assert.h>
#include <string.h>

void zr_rich_text_finish(struct zr_rich_text *rich)
{
	assert(rich != NULL);
	zr_buffer_finish(&rich->text);
}

bool zr_rich_text_start(struct zr_rich_text *rich, const char *name)
{
	assert(rich != NULL && name != NULL);
	bool is_text = strcmp(name, "t") == 0 || strcmp(name, "v") == 0;
	rich->phonetic_depth += strcmp(name, "rPh") == 0;
	rich->is_open = is_text && rich->phonetic_depth == 0;
	return is_text;
}

void zr_rich_text_end(struct zr_rich_text *rich, const char *name)
{
	rich->is_open = false;
	if (strcmp(name, "rPh") == 0) {
		/* The parser has seen to it that each end has its beginning. */
		assert(rich->phonetic_depth > 0);
		rich->phonetic_depth--;
	}
}

int zr_rich_text_add(
	struct zr_rich_text *rich, const char *text, size_t bytes, struct zr_error *error)
{
	assert(text != NULL || bytes == 0);
	assert(!rich->is_open || rich->phonetic_depth == 0);
	int code = rich->is_open ? zr_buffer_add(&rich->text, text, bytes) : 0;
	return code == 0 ? 0
			 : zr_error_set_fault(error, code,
				   &(const struct zr_fault){
					   .kind = ZR_FAULT_WORKBOOK_TEXT_TOO_LARGE});
}

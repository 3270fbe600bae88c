/* What a person types at a question as the value that is stored: choices by name, number or label,
 * dates and numbers as they are written by hand. */
#ifndef ZR_TOOLS_PLAY_ANSWER_H
#define ZR_TOOLS_PLAY_ANSWER_H

#include "tools/play/play.h"

/* ZR_E_NOT_FOUND: no such choice; the word stands in the sentence. */
int zr_play_answer_read(struct zr_play *play, const struct zr_item *item, const char *typed,
	struct zr_buffer *ret_value, struct zr_error *error) ZR_MUST_CHECK;

#endif

/* An interview as text: one question in full, or every place on a line. */
#ifndef ZR_TOOLS_PLAY_VIEW_H
#define ZR_TOOLS_PLAY_VIEW_H

#include "tools/play/play.h"

/* The place in full: where it stands, label, hint, choices, what is answered now. */
int zr_play_view_item(
	struct zr_play *play, const struct zr_item *item, struct zr_error *error) ZR_MUST_CHECK;

/* The choices that are open and whose value or label holds the word ("": all), at most
 * ZR_PLAY_CHOICE_COUNT_MAX, a line each; the chosen are marked. */
#define ZR_PLAY_CHOICE_COUNT_MAX 60
int zr_play_view_choices(struct zr_play *play, const struct zr_item *item, const char *word,
	size_t count_max, struct zr_error *error) ZR_MUST_CHECK;

/* Path, label and answer of every place that is asked now. */
int zr_play_view_list(struct zr_play *play, struct zr_error *error) ZR_MUST_CHECK;

/* "y (Yes)": the value and, where it differs, what a person reads; "" when empty. */
int zr_play_view_answer(struct zr_play *play, const struct zr_item *item,
	struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;

#endif

/* By the control's kind and type, then by its appearance. */
#include "respond/core/look.h"

#include <assert.h>
#include <string.h>

#include "lib/interview/place.h"

static enum zr_look look_of_input(const struct zr_control *control)
{
	bool is_short = zr_place_has_appearance(control, "year");
	switch (control->type) {
	case ZR_TYPE_INT:
		return ZR_LOOK_INT;
	case ZR_TYPE_DECIMAL:
		return ZR_LOOK_DECIMAL;
	case ZR_TYPE_DATE:
		return is_short                                         ? ZR_LOOK_YEAR
		       : zr_place_has_appearance(control, "month-year") ? ZR_LOOK_MONTH
									: ZR_LOOK_DATE;
	case ZR_TYPE_TIME:
		return ZR_LOOK_TIME;
	case ZR_TYPE_DATETIME:
		return ZR_LOOK_DATETIME;
	default:
		return zr_place_is_hidden(control)                     ? ZR_LOOK_SECRET
		       : zr_place_has_appearance(control, "multiline") ? ZR_LOOK_LINES
								       : ZR_LOOK_TEXT;
	}
}

enum zr_look zr_look_of(const struct zr_item *question)
{
	assert(question != NULL && question->kind == ZR_ITEM_QUESTION);
	const struct zr_control *control = question->control;
	if (zr_place_is_note(question) || zr_item_is_readonly(question)) {
		return ZR_LOOK_NOTE;
	}
	if (zr_place_is_out_of_reach(control)) {
		return ZR_LOOK_ABSENT;
	}
	switch (control->kind) {
	case ZR_CONTROL_SELECT_ONE:
		return zr_place_has_appearance(control, "minimal") ||
				       zr_place_has_appearance(control, "autocomplete")
			       ? ZR_LOOK_MENU
			       : ZR_LOOK_RADIOS;
	case ZR_CONTROL_SELECT_MANY:
		return ZR_LOOK_CHECKS;
	case ZR_CONTROL_RANK:
		return ZR_LOOK_RANK;
	case ZR_CONTROL_RANGE:
		return ZR_LOOK_RANGE;
	case ZR_CONTROL_TRIGGER:
		return ZR_LOOK_TICK;
	case ZR_CONTROL_SECRET:
		return ZR_LOOK_SECRET;
	case ZR_CONTROL_INPUT:
		return look_of_input(control);
	default:
		return ZR_LOOK_ABSENT;
	}
}

bool zr_look_is_input(enum zr_look look)
{
	return look != ZR_LOOK_NOTE && look != ZR_LOOK_ABSENT;
}

bool zr_look_is_set(enum zr_look look)
{
	return look == ZR_LOOK_DATE || look == ZR_LOOK_MONTH || look == ZR_LOOK_DATETIME ||
	       look == ZR_LOOK_RADIOS || look == ZR_LOOK_CHECKS || look == ZR_LOOK_RANK ||
	       look == ZR_LOOK_TICK;
}

enum zr_verdict zr_look_judge(struct zr_session *session, const struct zr_item *question)
{
	assert(session != NULL && question != NULL);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (!zr_look_is_input(zr_look_of(question)) ||
		zr_session_check(session, question, &verdict, NULL) != 0) {
		return ZR_VERDICT_ACCEPTED;
	}
	return verdict;
}

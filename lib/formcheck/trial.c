/* The clock is that of no day in particular: the same form must check the same tomorrow. */
#include "lib/formcheck/trial.h"

#include <assert.h>

#include "lib/form/session.h"

enum {
	PLACE_COUNT_MAX = 20000 /* a jr:count that grows with its own instances has no end */
};

static int look_at(struct zr_session *session, const struct zr_item *item, struct zr_error *error)
{
	assert(item->kind != ZR_ITEM_END);
	static const enum zr_text WHICH[] = {ZR_TEXT_LABEL, ZR_TEXT_HINT, ZR_TEXT_GUIDANCE};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = 0;
	for (size_t i = 0; i < sizeof WHICH / sizeof *WHICH && code == 0; i++) {
		code = zr_session_text(session, item, WHICH[i], &text, error);
	}
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	return code == 0 && item->kind == ZR_ITEM_QUESTION
		       ? zr_session_choices(session, item, &choices, &count, error)
		       : code;
}

int zr_trial_run(const struct zr_form *form, bool *ret_has_begun, struct zr_error *error)
{
	assert(form != NULL && ret_has_begun != NULL);
	static const struct zr_session_env env = {
		.now_us = 1601553600000000}; /* 2020-10-01 12:00 */
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	int code = zr_session_new(form, &env, &session, error);
	*ret_has_begun = code == 0;
	struct zr_item item = {0};
	for (size_t i = 0; i < PLACE_COUNT_MAX && code == 0; i++) {
		item = i == 0 ? zr_session_start(session) : zr_session_next(session, &item);
		if (item.kind == ZR_ITEM_END) {
			break;
		}
		code = look_at(session, &item, error);
	}
	return code;
}

/*
 * The remarks of a controller on a record that was sent back, beside the interview that corrects
 * it: where each belongs, and what was answered. Pure but for the store.
 */
#ifndef ZR_CENSUS_REMARK_H
#define ZR_CENSUS_REMARK_H

#include <glib.h>
#include <stdbool.h>

#include "lib/form/session.h"
#include "lib/store/draft.h"

/* Texts owned. */
struct zr_remark {
	size_t index; /* in the store */
	char *place;  /* path of its question; "" for the whole record */
	char *text;
	char *reply; /* "" while it is not answered */
};

/* Of the record that the draft corrects: an array that frees its texts; empty without any. */
GArray *zr_remark_load(struct zr_drafts *drafts, const char *record_id);

/* Likewise, when they are others than those that are known, or in another order; what was answered
 * is no difference. NULL when they are the same, or cannot be read now. */
GArray *zr_remark_load_others(struct zr_drafts *drafts, const char *record_id, const GArray *known);

/* It is about this question. Where an instance of a repeat is alone its number may be missing. */
bool zr_remark_is_at(const struct zr_remark *remark, const struct zr_item *question);

/* The question that it is about; false for one on the whole, or on what is not there any more. */
bool zr_remark_find(
	const struct zr_remark *remark, struct zr_session *session, struct zr_item *ret_question);

/* Stores what was answered, and has it in the array. */
int zr_remark_reply(struct zr_drafts *drafts, const char *record_id, struct zr_remark *remark,
	const char *reply, struct zr_error *error) ZR_MUST_CHECK;

#endif

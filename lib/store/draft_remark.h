/*
 * Records that were sent back, as the application has them before it: the answers as those of a
 * finished draft again, and the controller's remarks with what the enumerator answered. They lie in
 * the store of drafts, are as durable as an answer, and go with the answers.
 */
#ifndef ZR_STORE_DRAFT_REMARK_H
#define ZR_STORE_DRAFT_REMARK_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/store/draft.h"

/* Stores a record that was sent back, in one transaction. A draft of its id keeps its facts; what
 * was answered to a remark that comes again stands. edition: of the sending back, to know it by.
 * ZR_E_FULL, ZR_E_LIMIT: nothing changed. ZR_E_STATE: its draft is open. */
int zr_draft_remark_take(struct zr_drafts *drafts, const struct zr_record *record, uint64_t edition,
	struct zr_error *error) ZR_MUST_CHECK;

/* The records that were taken; borrowed during visit. */
struct zr_draft_returned {
	const char *record_id;
	uint64_t edition;
	size_t remark_count;
};
int zr_draft_remark_list_records(struct zr_drafts *drafts,
	int (*visit)(void *user, const struct zr_draft_returned *returned), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* The remarks on a record, in their order; borrowed during visit. index: for the answer. */
int zr_draft_remark_list(struct zr_drafts *drafts, const char *record_id,
	int (*visit)(void *user, size_t index, const struct zr_record_remark *remark), void *user,
	struct zr_error *error) ZR_MUST_CHECK;

/* "": it is not answered any more. */
int zr_draft_remark_reply(struct zr_drafts *drafts, const char *record_id, size_t index,
	const char *reply, struct zr_error *error) ZR_MUST_CHECK;

/* The record was corrected, or nobody waits any more: its remarks go, and then its answers. */
int zr_draft_remark_drop(
	struct zr_drafts *drafts, const char *record_id, struct zr_error *error) ZR_MUST_CHECK;

#endif

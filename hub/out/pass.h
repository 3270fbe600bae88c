/*
 * All records of a questionnaire, version by version, a page at a time, as they stood at one
 * moment: what comes later is not among them, and neither does it correct any of them. Between two
 * pages nothing is held but the place. Those of versions that the hub does not have come last.
 */
#ifndef ZR_HUB_OUT_PASS_H
#define ZR_HUB_OUT_PASS_H

#include <stdbool.h>

#include "hub/out/versions.h"
#include "hub/records/answers.h"

struct zr_pass {
	const struct zr_versions *versions;   /* borrowed; as zr_versions_read() gave them */
	struct zr_store_record_filter filter; /* what is wanted; its texts are borrowed */
	size_t left; /* versions to come, and those of none behind them, unless one was chosen */
};

/* From the oldest version on. filter: which of the form's records. */
int zr_pass_begin(struct zr_pass *pass, struct zr_context *context,
	const struct zr_versions *versions, const struct zr_store_record_filter *filter,
	struct zr_error *error) ZR_MUST_CHECK;

/* The version whose records come next; NULL: those that the hub does not have. */
const char *zr_pass_version(const struct zr_pass *pass);

static inline bool zr_pass_is_at_end(const struct zr_pass *pass)
{
	return pass->left == (pass->versions->is_chosen ? 1 : 0);
}

/* The next page, of so many records of that version at most. */
int zr_pass_step(struct zr_pass *pass, struct zr_context *context,
	const struct zr_answers_reader *reader, size_t count_max,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

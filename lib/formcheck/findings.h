/*
 * Findings kept until all are there, to be told in an order that helps: warnings first and errors
 * last, next to the prompt, each by sheet, row and column (by line for an XForm). The same error is
 * kept once.
 */
#ifndef ZR_FORMCHECK_FINDINGS_H
#define ZR_FORMCHECK_FINDINGS_H

#include <stdbool.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/formcheck/finding.h"

struct zr_findings {
	struct zr_finding *items; /* owned; in the order of keeping */
	size_t count, capacity;
	struct zr_arena arena; /* their texts */
};

void zr_findings_finish(struct zr_findings *findings);

/* Keeps a copy; *ret_is_new is false for one that is kept already. An error that is kept as a
 * warning takes its place. ZR_E_NOMEM. */
int zr_findings_keep(struct zr_findings *findings, const struct zr_finding *finding,
	bool *ret_is_new, bool *ret_was_warning) ZR_MUST_CHECK;

/* Sorts them and hands each to tell. */
void zr_findings_tell(struct zr_findings *findings,
	void (*tell)(void *user, const struct zr_finding *finding), void *user);

#endif

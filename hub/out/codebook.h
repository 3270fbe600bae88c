/*
 * GET /api/codebook.{csv,html}?form=ID[&labels=LANG]
 *
 * What stands behind each variable of the tables of a questionnaire: the records first, then each
 * repeat. A line a variable: its headings in CSV and in the packages, kind, question and hint, the
 * choices, the rules as they were written, and the versions that have it. Words and rules are those
 * of the newest version that has the question.
 */
#ifndef ZR_HUB_OUT_CODEBOOK_H
#define ZR_HUB_OUT_CODEBOOK_H

#include "hub/http/request.h"
#include "hub/out/versions.h"

void zr_codebook_get(struct zr_context *context, struct zr_request *request);

/* The whole of it as CSV, for a bundle: appended. */
int zr_codebook_add_csv(struct zr_context *context, const struct zr_versions *versions,
	const char *language, struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;

#endif

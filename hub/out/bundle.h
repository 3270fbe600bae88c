/*
 * All tables of a questionnaire in one ZIP file: the code book, the records, each repeat; made
 * while it is sent. The archive is libarchive's, written from front to back.
 */
#ifndef ZR_HUB_OUT_BUNDLE_H
#define ZR_HUB_OUT_BUNDLE_H

#include "hub/out/job.h"

struct zr_bundle;

/* wish: as for one table, its repeat set for each; borrowed, and outlives the bundle. */
int zr_bundle_begin(struct zr_context *context, const struct zr_job_wish *wish,
	struct zr_bundle **ret_bundle, struct zr_error *error) ZR_MUST_CHECK;
void zr_bundle_free(struct zr_bundle *bundle);

/* As zr_job_step(). */
int zr_bundle_step(struct zr_bundle *bundle, struct zr_context *context, struct zr_buffer *bytes,
	bool *ret_is_done, struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * One table on its way out: rows from a pass over the records, bytes from a format, a piece at a
 * time. Between two pieces nothing is held but what stands in the job; whichever worker comes next
 * goes on.
 */
#ifndef ZR_HUB_OUT_JOB_H
#define ZR_HUB_OUT_JOB_H

#include "hub/out/formats.h"
#include "hub/out/plan.h"

struct zr_job;
struct zr_request;

enum zr_job_many {
	ZR_JOB_MANY_AS_FORMAT, /* as the format likes it */
	ZR_JOB_MANY_TEXT,
	ZR_JOB_MANY_FLAGS,
	ZR_JOB_MANY_BOTH,
};

/* What is wanted; all borrowed, and outlives the job. */
struct zr_job_wish {
	const struct zr_format *format;
	struct zr_plan_wish plan;
	struct zr_store_record_filter filter; /* which records; those of the form in any case */
	const char *who;                      /* asks for their answers */
	enum zr_job_many many;                /* what becomes of several choices */
	bool has_mark;                        /* the byte order mark in front of text */
};

/* The table's head, where it can be told at once, goes to bytes. */
int zr_job_begin(struct zr_context *context, const struct zr_job_wish *wish,
	struct zr_buffer *bytes, struct zr_job **ret_job, struct zr_error *error) ZR_MUST_CHECK;
void zr_job_free(struct zr_job *job);

/* The next piece, appended; it may be nothing. *ret_is_done: it was the last. */
int zr_job_step(struct zr_job *job, struct zr_context *context, struct zr_buffer *bytes,
	bool *ret_is_done, struct zr_error *error) ZR_MUST_CHECK;

/* The plan it goes by. */
const struct zr_plan *zr_job_plan(const struct zr_job *job);

#endif

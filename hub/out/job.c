/* A format that is measured gets its rows once all of them have been set aside. */
#include "hub/out/job.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/out/flatten.h"
#include "hub/out/naming.h"
#include "hub/out/pass.h"
#include "hub/out/spool.h"
#include "hub/records/reading.h"
#include "lib/base/cleanup.h"

#define PIECE_BYTES ((size_t)256 * 1024) /* of what was set aside, at once */

enum {
	/* Records of a page: some tens of milliseconds of the lane for what takes long, which other
	 * tables and uploads share. Some words for choices need an interview. */
	PAGE_COUNT = 200,
	LABELLED_PAGE_COUNT = 50,
};

struct zr_job {
	struct zr_job_wish wish;
	struct zr_plan plan;
	struct zr_variables variables;
	struct zr_format_table table;
	void *writing;      /* the format's state */
	const char **cells; /* of a row, borrowed from it; owned */
	struct zr_flatten flatten;
	struct zr_pass pass;
	struct zr_spool *spool; /* of a format that is measured; owned */
	bool is_done;
	/* Of the version whose records come now; owned. */
	const char *version;
	size_t *places;
	struct zr_meanings words;
};

void zr_job_free(struct zr_job *job)
{
	if (job == NULL) {
		return;
	}
	job->wish.format->free(job->writing);
	zr_spool_free(job->spool);
	zr_flatten_finish(&job->flatten);
	zr_variables_finish(&job->variables);
	zr_meaning_finish(&job->words);
	zr_plan_finish(&job->plan);
	free(job->cells);
	free(job->places);
	free(job);
}

const struct zr_plan *zr_job_plan(const struct zr_job *job)
{
	assert(job != NULL);
	return &job->plan;
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- reading a page ---- */

static int take_row(void *user, const struct zr_table_row *row, struct zr_error *error)
{
	struct zr_job *job = user;
	zr_variables_fill(&job->variables, row, job->cells);
	if (job->spool == NULL) {
		return job->wish.format->add(job->writing, &job->table, job->cells, error);
	}
	zr_variables_measure(&job->variables, job->cells);
	job->table.row_count++;
	return zr_spool_add(job->spool, job->cells, job->variables.count, error);
}

static bool has_words(const struct zr_job *job)
{
	for (size_t i = 0; i < job->variables.count; i++) {
		if (job->variables.items[i].source == ZR_VARIABLE_LABEL) {
			return true;
		}
	}
	return false;
}

/* What a version says of the columns, once for all of its pages. */
static int learn_version(struct zr_job *job, const struct zr_form *form, struct zr_error *error)
{
	assert(form != NULL);
	free(ZR_TAKE(job->places));
	zr_meaning_finish(&job->words);
	int code = zr_plan_find_places(&job->plan, form, &job->places, error);
	if (code == 0 && has_words(job)) {
		code = zr_meaning_make(&job->words, job->plan.columns.count, error);
	}
	return code == 0 && job->words.items != NULL
		       ? zr_meaning_add_form(
				 &job->words, form, job->places, job->wish.plan.language, error)
		       : code;
}

/* The form of the page that comes. Workers keep few: it may be another copy each time. */
static int turn_to_form(struct zr_job *job, struct zr_context *context, struct zr_error *error)
{
	const struct zr_form *form = NULL;
	const char *version = zr_pass_version(&job->pass);
	int code = version != NULL ? zr_reading_form(context, job->plan.versions.form_id, version,
					     &form, error)
				   : 0;
	if (code == 0 && form != NULL && version != job->version) {
		code = learn_version(job, form, error);
		job->version = version;
	}
	if (code == 0) {
		zr_flatten_set_form(&job->flatten, form, job->places,
			job->words.items != NULL ? &job->words : NULL);
	}
	return code;
}

static int read_page(struct zr_job *job, struct zr_context *context, struct zr_error *error)
{
	const struct zr_answers_reader reader = {
		job->wish.who, "export", zr_flatten_add_record, &job->flatten};
	job->flatten.error = error;
	int code = turn_to_form(job, context, error);
	size_t count_max = job->words.items != NULL ? LABELLED_PAGE_COUNT : PAGE_COUNT;
	return code == 0 ? zr_pass_step(&job->pass, context, &reader, count_max, error) : code;
}

/* ---- a piece ---- */

/* All rows are known: the table can begin. */
static int begin_measured(struct zr_job *job, struct zr_error *error)
{
	int code = zr_spool_rewind(job->spool, error);
	return code == 0 ? job->wish.format->begin(&job->table, &job->writing, error) : code;
}

static int end_table(struct zr_job *job, struct zr_error *error)
{
	job->is_done = true;
	return job->wish.format->end(job->writing, &job->table, error);
}

static int write_spooled(struct zr_job *job, struct zr_error *error)
{
	assert(job->spool != NULL && !job->is_done);
	int code = 1;
	while (code == 1 && job->table.bytes->bytes < PIECE_BYTES) {
		code = zr_spool_next(job->spool, job->cells, job->variables.count, error);
		if (code == 0) {
			return end_table(job, error);
		}
		if (code == 1) {
			code = job->wish.format->add(job->writing, &job->table, job->cells, error);
			code = code == 0 ? 1 : code;
		}
	}
	return code == 1 ? 0 : code;
}

int zr_job_step(struct zr_job *job, struct zr_context *context, struct zr_buffer *bytes,
	bool *ret_is_done, struct zr_error *error)
{
	assert(job != NULL && !job->is_done && bytes != NULL && ret_is_done != NULL);
	job->table.bytes = bytes;
	int code = 0;
	if (zr_pass_is_at_end(&job->pass)) {
		code = write_spooled(job, error);
	} else {
		code = read_page(job, context, error);
		if (code == 0 && zr_pass_is_at_end(&job->pass)) {
			code = job->spool != NULL ? begin_measured(job, error)
						  : end_table(job, error);
		}
	}
	*ret_is_done = job->is_done;
	return code;
}

/* ---- the beginning ---- */

static int make_variables(struct zr_job *job, struct zr_error *error)
{
	const struct zr_format *format = job->wish.format;
	enum zr_job_many many = job->wish.many;
	const struct zr_variables_wish wish = {
		.language = job->wish.plan.language,
		.is_repeat = job->plan.repeat != NULL,
		.has_labels = format->has_labels && job->wish.plan.language != NULL,
		.has_labels_of_text = format->is_labelled,
		.label_bytes_max = format->label_bytes_max,
		.has_flags = many == ZR_JOB_MANY_AS_FORMAT ? format->has_flags
							   : many != ZR_JOB_MANY_TEXT,
		.is_without_many = many == ZR_JOB_MANY_FLAGS,
	};
	int code = zr_variables_make(
		&job->variables, &job->plan.columns, &job->plan.meanings, &wish, error);
	job->variables.has_mark = job->wish.has_mark;
	return code == 0 && format->is_measured
		       ? zr_naming_make(&job->variables, &job->plan.columns, error)
		       : code;
}

/* Where rows go: into the format, or aside. */
static int make_table(struct zr_job *job, const struct zr_context *context, struct zr_error *error)
{
	const struct zr_format *format = job->wish.format;
	job->flatten.columns = &job->plan.columns;
	job->flatten.language = job->wish.plan.language;
	job->flatten.hubs_zone = context->shared->zone;
	job->flatten.take = take_row;
	job->flatten.user = job;
	job->table.variables = &job->variables;
	job->table.title = job->plan.title;
	job->table.row_count = format->is_measured ? 0 : -1;
	job->cells = calloc(job->variables.count, sizeof *job->cells);
	int code = job->cells != NULL ? zr_flatten_make(&job->flatten, error) : nomem(error);
	if (code != 0) {
		return code;
	}
	return format->is_measured
		       ? zr_spool_open(context->shared->options.data, &job->spool, error)
		       : format->begin(&job->table, &job->writing, error);
}

int zr_job_begin(struct zr_context *context, const struct zr_job_wish *wish,
	struct zr_buffer *bytes, struct zr_job **ret_job, struct zr_error *error)
{
	assert(context != NULL && wish != NULL && wish->format != NULL && wish->who != NULL);
	assert(bytes != NULL && ret_job != NULL);
	struct zr_job *job = calloc(1, sizeof *job);
	if (job == NULL) {
		return nomem(error);
	}
	job->wish = *wish;
	job->table.bytes = bytes;
	int code = zr_plan_make(&job->plan, context, &job->wish.plan, error);
	if (code == 0) {
		code = make_variables(job, error);
	}
	if (code == 0) {
		code = make_table(job, context, error);
	}
	if (code == 0) {
		code = zr_pass_begin(
			&job->pass, context, &job->plan.versions, &job->wish.filter, error);
	}
	if (code != 0) {
		zr_job_free(job);
		return code;
	}
	*ret_job = job;
	return 0;
}

/* A job after another; what one gives goes into the archive, what the archive gives goes out. */
#include "hub/out/bundle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>

#include "hub/core/context.h"
#include "hub/out/codebook.h"
#include "lib/base/cleanup.h"

enum {
	TABLE_COUNT_MAX = 1000, /* repeats of one questionnaire: the largest known has 30 */
};

struct zr_bundle {
	struct zr_job_wish wish;
	struct zr_versions versions;
	char **repeats; /* owned; NULL first: the records */
	size_t count;
	size_t next; /* to be begun */
	struct zr_job *job;
	struct archive *archive; /* owned */
	struct zr_buffer names;  /* that are in it, between line ends */
	struct zr_buffer piece;  /* of a table, for the archive */
	struct zr_buffer *bytes; /* of the answer, while a step lasts */
	bool is_full;            /* they found no room */
};

void zr_bundle_free(struct zr_bundle *bundle)
{
	if (bundle == NULL) {
		return;
	}
	struct zr_buffer rest = {0};
	bundle->bytes = &rest; /* libarchive writes what it holds when it is freed */
	if (bundle->archive != NULL) {
		(void)archive_write_free(bundle->archive);
	}
	zr_buffer_finish(&rest);
	zr_job_free(bundle->job);
	for (size_t i = 0; i < bundle->count; i++) {
		free(bundle->repeats[i]);
	}
	free(bundle->repeats);
	zr_versions_finish(&bundle->versions);
	zr_buffer_wipe(&bundle->piece);
	zr_buffer_finish(&bundle->names);
	free(bundle);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static int fail(struct zr_bundle *bundle, struct zr_error *error)
{
	const char *fault = archive_error_string(bundle->archive);
	return bundle->is_full ? nomem(error)
			       : zr_error_set(error, ZR_E_IO, "the archive cannot be written: %s",
					 fault != NULL ? fault : "unknown");
}

static la_ssize_t take_bytes(struct archive *archive, void *user, const void *data, size_t length)
{
	(void)archive;
	struct zr_bundle *bundle = user;
	if (zr_buffer_add(bundle->bytes, data, length) != 0) {
		bundle->is_full = true;
		return -1;
	}
	return (la_ssize_t)length;
}

/* ---- the beginning ---- */

static int take_repeat(void *user, const char *repeat)
{
	struct zr_bundle *bundle = user;
	if (bundle->count == TABLE_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	char **more = realloc(bundle->repeats, (bundle->count + 1) * sizeof *more);
	if (more == NULL) {
		return ZR_E_NOMEM;
	}
	bundle->repeats = more;
	more[bundle->count] = repeat != NULL ? strdup(repeat) : NULL;
	if (repeat != NULL && more[bundle->count] == NULL) {
		return ZR_E_NOMEM;
	}
	bundle->count++;
	return 0;
}

static int list_tables(struct zr_bundle *bundle, struct zr_context *context, struct zr_error *error)
{
	int code = zr_versions_read(context, bundle->wish.plan.form_id, &bundle->versions, error);
	if (code != 0) {
		return code;
	}
	code = take_repeat(bundle, NULL);
	if (code == 0) {
		code = zr_versions_list_repeats(
			context, &bundle->versions, take_repeat, bundle, error);
	}
	if (code == ZR_E_LIMIT) {
		return zr_error_set(
			error, code, "the questionnaire has more than %d repeats", TABLE_COUNT_MAX);
	}
	return code == ZR_E_NOMEM ? nomem(error) : code;
}

static int open_archive(struct zr_bundle *bundle, struct zr_error *error)
{
	bundle->archive = archive_write_new();
	if (bundle->archive == NULL) {
		return nomem(error);
	}
	if (archive_write_set_format_zip(bundle->archive) != ARCHIVE_OK ||
		archive_write_set_options(bundle->archive, "zip:hdrcharset=UTF-8") != ARCHIVE_OK ||
		archive_write_set_bytes_per_block(bundle->archive, 0) != ARCHIVE_OK ||
		archive_write_open2(bundle->archive, bundle, NULL, take_bytes, NULL, NULL) !=
			ARCHIVE_OK) {
		return fail(bundle, error);
	}
	return 0;
}

int zr_bundle_begin(struct zr_context *context, const struct zr_job_wish *wish,
	struct zr_bundle **ret_bundle, struct zr_error *error)
{
	assert(context != NULL && wish != NULL && wish->plan.repeat == NULL && ret_bundle != NULL);
	struct zr_bundle *bundle = calloc(1, sizeof *bundle);
	if (bundle == NULL) {
		return nomem(error);
	}
	bundle->wish = *wish;
	int code = list_tables(bundle, context, error);
	if (code == 0) {
		code = open_archive(bundle, error);
	}
	if (code != 0) {
		zr_bundle_free(bundle);
		return code;
	}
	*ret_bundle = bundle;
	return 0;
}

/* ---- entries ---- */

static int begin_entry(struct zr_bundle *bundle, const char *name, struct zr_error *error)
{
	struct archive_entry *entry = archive_entry_new();
	if (entry == NULL) {
		return nomem(error);
	}
	archive_entry_set_pathname_utf8(entry, name);
	archive_entry_set_filetype(entry, S_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_unset_size(entry);
	int result = archive_write_header(bundle->archive, entry);
	archive_entry_free(entry);
	return result == ARCHIVE_OK ? 0 : fail(bundle, error);
}

static int write_piece(struct zr_bundle *bundle, struct zr_error *error)
{
	assert(bundle->archive != NULL && bundle->bytes != NULL);
	const char *data = zr_buffer_text(&bundle->piece);
	size_t left = bundle->piece.bytes;
	while (left > 0) {
		la_ssize_t count = archive_write_data(bundle->archive, data, left);
		if (count <= 0) {
			return fail(bundle, error);
		}
		data += count;
		left -= (size_t)count;
	}
	zr_buffer_clear(&bundle->piece);
	return 0;
}

static int add_codebook(
	struct zr_bundle *bundle, struct zr_context *context, struct zr_error *error)
{
	if (zr_buffer_add_text(&bundle->names, "\ncodebook.csv\n") != 0) {
		return nomem(error);
	}
	int code = begin_entry(bundle, "codebook.csv", error);
	if (code == 0) {
		code = zr_codebook_add_csv(context, &bundle->versions, bundle->wish.plan.language,
			&bundle->piece, error);
	}
	return code == 0 ? write_piece(bundle, error) : code;
}

/* "records.csv", "household-person.csv": a path has no "/" in an archive of one folder. What is
 * there already, for a disk that takes "A" and "a" for one, gets a number. */
static int name_table(
	const struct zr_bundle *bundle, const char *repeat, struct zr_buffer *ret_name)
{
	const char *ending = bundle->wish.format->ending;
	const char *stem = repeat != NULL ? repeat : "records";
	assert(bundle->names.bytes > 0);
	int code = zr_buffer_add_format(ret_name, "\n%s.%s\n", stem, ending);
	for (unsigned i = 2; code == 0; i++) {
		for (char *at = ret_name->data; (at = strchr(at, '/')) != NULL;) {
			*at = '-';
		}
		if (strcasestr(zr_buffer_text(&bundle->names), zr_buffer_text(ret_name)) == NULL) {
			return 0;
		}
		zr_buffer_clear(ret_name);
		code = zr_buffer_add_format(ret_name, "\n%s-%u.%s\n", stem, i, ending);
	}
	return code;
}

static int begin_table(struct zr_bundle *bundle, struct zr_context *context, struct zr_error *error)
{
	assert(bundle->job == NULL && bundle->next < bundle->count);
	const char *repeat = bundle->repeats[bundle->next++];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer name = {0};
	if (name_table(bundle, repeat, &name) != 0 ||
		zr_buffer_add_text(&bundle->names, zr_buffer_text(&name)) != 0) {
		return nomem(error);
	}
	name.data[name.bytes - 1] = '\0';
	bundle->wish.plan.repeat = repeat;
	int code = begin_entry(bundle, name.data + 1, error);
	return code == 0 ? zr_job_begin(context, &bundle->wish, &bundle->piece, &bundle->job, error)
			 : code;
}

static int step_table(struct zr_bundle *bundle, struct zr_context *context, struct zr_error *error)
{
	bool is_done = false;
	int code = zr_job_step(bundle->job, context, &bundle->piece, &is_done, error);
	if (is_done) {
		zr_job_free(ZR_TAKE(bundle->job));
	}
	return code == 0 ? write_piece(bundle, error) : code;
}

int zr_bundle_step(struct zr_bundle *bundle, struct zr_context *context, struct zr_buffer *bytes,
	bool *ret_is_done, struct zr_error *error)
{
	assert(bundle != NULL && context != NULL && bytes != NULL && ret_is_done != NULL);
	int code = 0;
	bundle->bytes = bytes;
	*ret_is_done = false;
	if (bundle->next == 0) {
		code = add_codebook(bundle, context, error);
	}
	if (code == 0 && bundle->job != NULL) {
		return step_table(bundle, context, error);
	}
	if (code == 0 && bundle->next < bundle->count) {
		return begin_table(bundle, context, error);
	}
	if (code == 0) {
		*ret_is_done = true;
		code = archive_write_close(bundle->archive) == ARCHIVE_OK ? 0 : fail(bundle, error);
	}
	return code;
}

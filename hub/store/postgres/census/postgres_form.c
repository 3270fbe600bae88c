/*
 * The store's questionnaires and their files. A version is final, for tablets fill it in and
 * records name it: the same again is taken, another content under its name is refused. Files that
 * were brought before their form wait under the version "".
 */
#include <assert.h>

#include "hub/store/postgres/postgres_parts.h"
#include "hub/store/postgres/query.h"

#define FORM_COLUMNS                                                                               \
	"SELECT form_id, version, title, uploaded_us, warning_count,"                              \
	" EXISTS(SELECT 1 FROM form_workbook AS book WHERE book.form_id = form.form_id"            \
	" AND book.version = form.version)"
/* For lists alone: whoever asks for one form wants no counts. */
#define FORM_COUNTS                                                                                \
	", (SELECT coalesce(sum(record_count), 0)::bigint FROM form_tally"                         \
	" WHERE form_tally.form_id = form.form_id),"                                               \
	" (SELECT record_count FROM form_tally WHERE form_tally.form_id = form.form_id"            \
	" AND form_tally.form_version = form.version)"

static struct zr_store_form read_form(const struct zr_query *row)
{
	struct zr_store_form form = {
		.uploaded_us = zr_query_int(row, 3),
		.warning_count = (uint64_t)zr_query_int(row, 4),
		.has_workbook = zr_query_int(row, 5) != 0,
	};
	if (zr_query_column_count(row) > 6) {
		form.record_count = (uint64_t)zr_query_int(row, 6);
		form.version_record_count = (uint64_t)zr_query_int(row, 7);
	}
	(void)zr_query_copy_text(row, 0, form.form_id, sizeof form.form_id);
	(void)zr_query_copy_text(row, 1, form.version, sizeof form.version);
	(void)zr_query_copy_text(row, 2, form.title, sizeof form.title);
	return form;
}

static int put_media(struct zr_store *store, const struct zr_store_file_name *file,
	const void *data, size_t bytes, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO form_file(form_id, version, name, data) VALUES($1, '', $2, $3)"
		" ON CONFLICT(form_id, version, name) DO UPDATE SET data = $3",
		error, "ttb", file->form_id, file->name, data, bytes);
}

/* Whether the stored version and the waiting files with form.xml differ: 1, 0, or an error. */
static int differs(
	struct zr_store *store, const char *form_id, const char *version, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT count(*) FROM ("
		" SELECT name, data FROM form_file WHERE form_id = $1 AND version = ''"
		" EXCEPT SELECT name, data FROM form_file WHERE form_id = $1 AND version = $2)"
		" AS other",
		error, "tt", form_id, version);
	return code < 0 ? code : zr_query_int(&row, 0) > 0;
}

static int has_version(
	struct zr_store *store, const char *form_id, const char *version, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	return zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT 1 FROM form WHERE form_id = $1 AND version = $2", error, "tt", form_id,
		version);
}

static int add_version(
	struct zr_store *store, const struct zr_store_form *form, struct zr_error *error)
{
	struct zr_conduit *conduit = zr_postgres_conduit(store);
	int code = zr_query_run(conduit, "UPDATE form SET is_current = false WHERE form_id = $1",
		error, "t", form->form_id);
	if (code == 0) {
		code = zr_query_run(conduit,
			"INSERT INTO form(form_id, version, title, uploaded_us, warning_count,"
			" is_current) VALUES($1, $2, $3, $4, $5, true)",
			error, "tttii", form->form_id, form->version, form->title,
			form->uploaded_us, (int64_t)form->warning_count);
	}
	if (code == 0) {
		code = zr_query_run(conduit,
			"INSERT INTO form_file(form_id, version, name, data)"
			" SELECT form_id, $2, name, data FROM form_file"
			" WHERE form_id = $1 AND version = ''",
			error, "tt", form->form_id, form->version);
	}
	return code;
}

static int put_form(struct zr_store *store, const struct zr_store_form *form, const void *xml,
	size_t bytes, struct zr_error *error)
{
	const struct zr_store_file_name file = {form->form_id, "", "form.xml"};
	assert(form->form_id[0] != '\0' && form->version[0] != '\0');
	int code = put_media(store, &file, xml, bytes, error);
	int is_there = code == 0 ? has_version(store, form->form_id, form->version, error) : code;
	if (is_there < 0) {
		return is_there;
	}
	code = is_there == 0 ? add_version(store, form, error)
			     : differs(store, form->form_id, form->version, error);
	if (code == 1) {
		return zr_error_set(error, ZR_E_EXISTS,
			"version %s of %s is stored with other content; give the form a new "
			"version",
			form->version, form->form_id);
	}
	if (code == 0) {
		code = zr_query_run(zr_postgres_conduit(store),
			"DELETE FROM form_file WHERE form_id = $1 AND version = ''"
			" AND name = 'form.xml'",
			error, "t", form->form_id);
	}
	return code != 0 ? code : is_there == 0;
}

static int get_form(struct zr_store *store, const char *form_id, const char *version,
	struct zr_store_form *ret_form, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		FORM_COLUMNS
		" FROM form WHERE form_id = $1 AND (version = $2 OR ($2 IS NULL AND is_current))",
		error, "tt", form_id, version);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"there is no questionnaire %s%s%s; upload it first", form_id,
			version != NULL ? " of version " : "", version != NULL ? version : "");
	}
	if (code == 1) {
		*ret_form = read_form(&row);
	}
	return code < 0 ? code : 0;
}

static int visit_forms(struct zr_query *row, zr_store_visit_form *visit, void *user)
{
	int code = 0;
	while (code == 0 && zr_query_step(row)) {
		struct zr_store_form form = read_form(row);
		code = visit(user, &form);
	}
	return code;
}

static int list_forms(
	struct zr_store *store, zr_store_visit_form *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		FORM_COLUMNS FORM_COUNTS " FROM form WHERE is_current ORDER BY form_id", error, "");
	return code == 0 ? visit_forms(&row, visit, user) : code;
}

static int list_versions(struct zr_store *store, const char *form_id, zr_store_visit_form *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		FORM_COLUMNS FORM_COUNTS
		" FROM form WHERE form_id = $1 ORDER BY is_current DESC, uploaded_us DESC, version",
		error, "t", form_id);
	return code == 0 ? visit_forms(&row, visit, user) : code;
}

static int list_files(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_file *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT name, data FROM form_file WHERE form_id = $1 AND version = $2"
		" ORDER BY name <> 'form.xml', name",
		error, "tt", of->form_id, of->version);
	while (code == 0 && zr_query_step(&row)) {
		const void *data = zr_query_blob(&row, 1);
		code = visit(user, zr_query_text(&row, 0), data != NULL ? data : "",
			zr_query_size(&row, 1));
	}
	return code;
}

static int list_file_names(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_name *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_start(&row, zr_postgres_conduit(store),
		"SELECT name FROM form_file WHERE form_id = $1 AND version = $2 ORDER BY name",
		error, "tt", of->form_id, of->version);
	while (code == 0 && zr_query_step(&row)) {
		code = visit(user, zr_query_text(&row, 0));
	}
	return code;
}

static int append(const struct zr_query *row, const char *what, struct zr_buffer *ret_bytes,
	struct zr_error *error)
{
	int code = zr_buffer_add(ret_bytes, zr_query_blob(row, 0), zr_query_size(row, 0));
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for %s", what);
}

static int get_file(struct zr_store *store, const struct zr_store_file_name *file,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT data FROM form_file WHERE form_id = $1 AND version = $2 AND name = $3",
		error, "ttt", file->form_id, file->version, file->name);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"the questionnaire %s has no file %s; upload the file before the form",
			file->form_id, file->name);
	}
	return code < 0 ? code : append(&row, file->name, ret_bytes, error);
}

static int put_workbook(struct zr_store *store, const struct zr_store_form *form, const void *data,
	size_t bytes, struct zr_error *error)
{
	return zr_query_run(zr_postgres_conduit(store),
		"INSERT INTO form_workbook(form_id, version, data) VALUES($1, $2, $3)"
		" ON CONFLICT(form_id, version) DO UPDATE SET data = $3",
		error, "ttb", form->form_id, form->version, data, bytes);
}

static int get_workbook(struct zr_store *store, const char *form_id, const char *version,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
	int code = zr_query_find(&row, zr_postgres_conduit(store),
		"SELECT data FROM form JOIN form_workbook USING(form_id, version)"
		" WHERE form_id = $1 AND (version = $2 OR ($2 IS NULL AND is_current))",
		error, "tt", form_id, version);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"no workbook was brought for this version of %s", form_id);
	}
	return code < 0 ? code : append(&row, "the workbook", ret_bytes, error);
}

const struct zr_store_engine_forms zr_postgres_forms = {
	.put_media = put_media,
	.put_form = put_form,
	.put_workbook = put_workbook,
	.get_workbook = get_workbook,
	.get_form = get_form,
	.list_forms = list_forms,
	.list_versions = list_versions,
	.list_files = list_files,
	.list_file_names = list_file_names,
	.get_file = get_file,
};

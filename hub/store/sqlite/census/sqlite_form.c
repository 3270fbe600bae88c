/*
 * The store's questionnaires and their files. A version is final, for tablets fill it in and
 * records name it: the same again is taken, another content under its name is refused. Files that
 * were brought before their form wait under the version "".
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/store/sqlite/sqlite_parts.h"
#include "lib/sqlite/statement.h"

#define FORM_COLUMNS                                                                               \
	"SELECT form_id, version, title, uploaded_us, warning_count,"                              \
	" EXISTS(SELECT 1 FROM form_workbook AS book WHERE book.form_id = form.form_id"            \
	" AND book.version = form.version)"
/* For lists alone: whoever asks for one form wants no counts. */
#define FORM_COUNTS                                                                                \
	", ifnull((SELECT sum(record_count) FROM form_tally"                                       \
	" WHERE form_tally.form_id = form.form_id), 0),"                                           \
	" ifnull((SELECT record_count FROM form_tally WHERE form_tally.form_id = form.form_id"     \
	" AND form_tally.form_version = form.version), 0)"

static struct zr_store_form read_form(struct zr_statement *row)
{
	struct zr_store_form form = {
		.uploaded_us = zr_statement_int(row, 3),
		.warning_count = (uint64_t)zr_statement_int(row, 4),
		.has_workbook = zr_statement_int(row, 5) != 0,
	};
	if (zr_statement_column_count(row) > 6) {
		form.record_count = (uint64_t)zr_statement_int(row, 6);
		form.version_record_count = (uint64_t)zr_statement_int(row, 7);
	}
	(void)zr_statement_copy_text(row, 0, form.form_id, sizeof form.form_id);
	(void)zr_statement_copy_text(row, 1, form.version, sizeof form.version);
	(void)zr_statement_copy_text(row, 2, form.title, sizeof form.title);
	return form;
}

static int put_media(struct zr_store *store, const struct zr_store_file_name *file,
	const void *data, size_t bytes, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT INTO form_file(form_id, version, name, data) VALUES(?1, '', ?2, ?3)"
		" ON CONFLICT(form_id, version, name) DO UPDATE SET data = ?3",
		error, "ttb", file->form_id, file->name, data, bytes);
}

/* Whether the stored version and the waiting files with form.xml differ: 1, 0, or an error. */
static int differs(
	struct zr_store *store, const char *form_id, const char *version, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT count(*) FROM ("
		" SELECT name, data FROM form_file WHERE form_id = ?1 AND version = ''"
		" EXCEPT SELECT name, data FROM form_file WHERE form_id = ?1 AND version = ?2)",
		&statement, error, "tt", form_id, version);
	return code < 0 ? code : zr_statement_int(statement, 0) > 0;
}

static int has_version(
	struct zr_store *store, const char *form_id, const char *version, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT 1 FROM form WHERE form_id = ? AND version = ?", &statement, error, "tt",
		form_id, version);
	return code == 0 ? zr_statement_step(statement, error) : code;
}

static int add_version(
	struct zr_store *store, const struct zr_store_form *form, struct zr_error *error)
{
	int code = zr_statement_run(zr_sqlite_database(store),
		"UPDATE form SET is_current = 0 WHERE form_id = ?", error, "t", form->form_id);
	if (code == 0) {
		code = zr_statement_run(zr_sqlite_database(store),
			"INSERT INTO form VALUES(?, ?, ?, ?, ?, 1)", error, "tttii", form->form_id,
			form->version, form->title, form->uploaded_us,
			(int64_t)form->warning_count);
	}
	if (code == 0) {
		code = zr_statement_run(zr_sqlite_database(store),
			"INSERT INTO form_file SELECT form_id, ?2, name, data FROM form_file"
			" WHERE form_id = ?1 AND version = ''",
			error, "tt", form->form_id, form->version);
	}
	return code;
}

static int put_form(struct zr_store *store, const struct zr_store_form *form, const void *xml,
	size_t bytes, struct zr_error *error)
{
	const struct zr_store_file_name file = {form->form_id, "", "form.xml"};
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
		code = zr_statement_run(zr_sqlite_database(store),
			"DELETE FROM form_file WHERE form_id = ? AND version = ''"
			" AND name = 'form.xml'",
			error, "t", form->form_id);
	}
	return code != 0 ? code : is_there == 0;
}

static int get_form(struct zr_store *store, const char *form_id, const char *version,
	struct zr_store_form *ret_form, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		FORM_COLUMNS
		" FROM form WHERE form_id = ?1 AND (version = ?2 OR (?2 IS NULL AND is_current))",
		&statement, error, "tt", form_id, version);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"there is no questionnaire %s%s%s; upload it first", form_id,
			version != NULL ? " of version " : "", version != NULL ? version : "");
	}
	if (code == 1) {
		*ret_form = read_form(statement);
	}
	return code < 0 ? code : 0;
}

static int list_forms(
	struct zr_store *store, zr_store_visit_form *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		FORM_COLUMNS FORM_COUNTS " FROM form WHERE is_current ORDER BY form_id", &statement,
		error, "");
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_store_form form = read_form(statement);
		code = visit(user, &form);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int list_versions(struct zr_store *store, const char *form_id, zr_store_visit_form *visit,
	void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		FORM_COLUMNS FORM_COUNTS
		" FROM form WHERE form_id = ? ORDER BY is_current DESC, uploaded_us DESC, version",
		&statement, error, "t", form_id);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		struct zr_store_form form = read_form(statement);
		code = visit(user, &form);
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int list_files(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_file *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT name, data FROM form_file WHERE form_id = ? AND version = ?"
		" ORDER BY name != 'form.xml', name",
		&statement, error, "tt", of->form_id, of->version);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		const void *data = zr_statement_blob(statement, 1);
		code = visit(user, zr_statement_text(statement, 0), data != NULL ? data : "",
			zr_statement_size(statement, 1));
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int list_file_names(struct zr_store *store, const struct zr_store_file_name *of,
	zr_store_visit_name *visit, void *user, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_start(zr_sqlite_database(store),
		"SELECT name FROM form_file WHERE form_id = ? AND version = ? ORDER BY name",
		&statement, error, "tt", of->form_id, of->version);
	while (code == 0 && (code = zr_statement_step(statement, error)) == 1) {
		code = visit(user, zr_statement_text(statement, 0));
		if (code != 0) {
			return code;
		}
	}
	return code;
}

static int get_file(struct zr_store *store, const struct zr_store_file_name *file,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT data FROM form_file WHERE form_id = ? AND version = ? AND name = ?",
		&statement, error, "ttt", file->form_id, file->version, file->name);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"the questionnaire %s has no file %s; upload the file before the form",
			file->form_id, file->name);
	}
	if (code < 0) {
		return code;
	}
	code = zr_statement_append(statement, 0, ret_bytes);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for %s", file->name);
}

static int put_workbook(struct zr_store *store, const struct zr_store_form *form, const void *data,
	size_t bytes, struct zr_error *error)
{
	return zr_statement_run(zr_sqlite_database(store),
		"INSERT OR REPLACE INTO form_workbook VALUES(?, ?, ?)", error, "ttb", form->form_id,
		form->version, data, bytes);
}

static int get_workbook(struct zr_store *store, const char *form_id, const char *version,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP(zr_statement_endp) struct zr_statement *statement = NULL;
	int code = zr_statement_find(zr_sqlite_database(store),
		"SELECT data FROM form JOIN form_workbook USING(form_id, version)"
		" WHERE form_id = ?1 AND (version = ?2 OR (?2 IS NULL AND is_current))",
		&statement, error, "tt", form_id, version);
	if (code == 0) {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"no workbook was brought for this version of %s", form_id);
	}
	if (code < 0) {
		return code;
	}
	code = zr_statement_append(statement, 0, ret_bytes);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for the workbook");
}

const struct zr_store_engine_forms zr_sqlite_forms = {
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

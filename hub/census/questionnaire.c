/* Questionnaires. A conversion takes seconds at worst: it runs on the slow lane (hub/hub.h). */
#include "hub/census/questionnaire.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "hub/device/assignment.h"
#include "hub/http/error_body.h"
#include "hub/http/json.h"
#include "hub/store/store.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/base/limits.h"
#include "lib/form/form.h"
#include "lib/formcheck/deliverable.h"
#include "lib/formcheck/formcheck.h"
#include "lib/workbook/xlsx.h"
#include "lib/xlsform/xlsform.h"

#define UNVERSIONED_BYTES 6
#define WORKBOOK_TYPE     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* ---- the list ---- */

struct form_list {
	struct zr_store *store;
	struct json_object *forms;
	struct zr_error *error;
};

static int add_media_name(void *user, const char *name)
{
	struct json_object *media = user;
	if (strcmp(name, "form.xml") != 0) {
		(void)json_object_array_add(media, json_object_new_string(name));
	}
	return 0;
}

static int add_form(void *user, const struct zr_store_form *form)
{
	struct form_list *list = user;
	struct json_object *media = json_object_new_array();
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "id", form->form_id);
	zr_json_add_text(row, "version", form->version);
	zr_json_add_text(row, "title", form->title);
	zr_json_add_time(row, "uploaded", form->uploaded_us);
	zr_json_add_count(row, "records", form->record_count);
	zr_json_add_count(row, "warnings", form->warning_count);
	(void)json_object_object_add(row, "workbook", json_object_new_boolean(form->has_workbook));
	(void)json_object_object_add(row, "media", media);
	(void)json_object_array_add(list->forms, row);
	const struct zr_store_file_name of = {.form_id = form->form_id, .version = form->version};
	return zr_store_list_file_names(list->store, &of, add_media_name, media, list->error);
}

void zr_questionnaire_list(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	struct json_object *forms = json_object_new_array();
	struct form_list list = {context->reader, forms, &error};
	if (zr_store_list_forms(context->reader, add_form, &list, &error) != 0) {
		(void)json_object_put(forms);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "forms", forms);
	zr_json_answer(request, answer);
}

/* ---- what was brought, and what is to be told of it ---- */

struct brought {
	struct zr_store_form form;
	struct zr_xlsform *converted; /* owned; NULL when an XForm came */
	struct json_object *errors;   /* owned */
	struct json_object *warnings; /* owned */
	size_t untold_count;
	struct zr_error first;     /* the first error, with its place */
	struct json_object *facts; /* owned until answered */
};

static void brought_free(void *state)
{
	struct brought *brought = state;
	if (brought == NULL) {
		return;
	}
	zr_xlsform_free(brought->converted);
	(void)json_object_put(brought->errors);
	(void)json_object_put(brought->warnings);
	(void)json_object_put(brought->facts);
	free(brought);
}

/* "survey row 12, column C (relevant)" or "/data/age, relevant". */
static void format_place(const struct zr_finding *finding, char *text, size_t size)
{
	bool has_heading = *finding->heading != '\0';
	bool has_column = *finding->column != '\0';
	if (finding->row > 0) {
		(void)snprintf(text, size, "%s row %u%s%s%s%s%s", finding->sheet, finding->row,
			has_column ? ", column " : "", finding->column, has_heading ? " (" : "",
			finding->heading, has_heading ? ")" : "");
		return;
	}
	bool has_sheet = *finding->sheet != '\0';
	(void)snprintf(text, size, "%s%s%s", has_sheet ? finding->sheet : finding->path,
		*finding->aspect != '\0' ? ", " : "", finding->aspect);
}

static void add_known(struct json_object *row, const char *name, const char *text)
{
	if (*text != '\0') {
		zr_json_add_text(row, name, text);
	}
}

static void take_finding(void *user, const struct zr_finding *finding)
{
	struct brought *brought = user;
	char place[160];
	if (finding->is_error && brought->first.code == 0) {
		format_place(finding, place, sizeof place);
		(void)zr_error_set_at(&brought->first, finding->code, finding->line, place, "%s",
			finding->message);
	}
	struct json_object *list = finding->is_error ? brought->errors : brought->warnings;
	if (json_object_array_length(list) >= ZR_HUB_FINDING_COUNT_MAX) {
		brought->untold_count++;
		return;
	}
	struct json_object *row = json_object_new_object();
	zr_json_add_text(row, "severity", finding->is_error ? "error" : "warning");
	add_known(row, "sheet", finding->sheet);
	if (finding->row > 0) {
		zr_json_add_count(row, "row", finding->row);
	}
	add_known(row, "column", finding->column);
	add_known(row, "heading", finding->heading);
	if (finding->line > 0) {
		zr_json_add_count(row, "line", finding->line);
	}
	if (finding->row == 0 && *finding->path != '\0') {
		format_place(finding, place, sizeof place);
		zr_json_add_text(row, "node", place);
	}
	zr_json_add_text(row, "message", finding->message);
	(void)json_object_array_add(list, row);
}

/* Moves what was told into the object. */
static void add_findings(struct brought *brought, struct json_object *object)
{
	struct json_object *findings = brought->errors;
	brought->errors = NULL;
	for (size_t i = 0; i < json_object_array_length(brought->warnings); i++) {
		struct json_object *row = json_object_array_get_idx(brought->warnings, i);
		(void)json_object_array_add(findings, json_object_get(row));
	}
	(void)json_object_object_add(object, "findings", findings);
	zr_json_add_count(object, "more", brought->untold_count);
}

/* ---- the check ---- */

/* Lists and media that wait for the form. */
struct waiting {
	struct zr_store *store;
	const char *form_id;
};

static int read_waiting(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct waiting *waiting = user;
	const char *slash = strrchr(uri, '/');
	const struct zr_store_file_name file = {
		waiting->form_id, "", slash != NULL ? slash + 1 : uri};
	return zr_store_get_file(waiting->store, &file, ret_bytes, error);
}

/* It must be what the operator says it is. */
static void check_id(struct zr_formcheck *check, const struct zr_form *form, const char *wanted)
{
	char sentence[400];
	const char *id = zr_form_id(form);
	if (strcmp(id, wanted) != 0) {
		(void)snprintf(sentence, sizeof sentence,
			"the form calls itself \"%s\" and was brought as \"%s\"; bring it as "
			"\"%s\", "
			"or write \"%s\" as its id",
			id, wanted, id, wanted);
		zr_formcheck_tell_setting(check, true, "form_id", sentence);
	}
}

static void make_version(const char *xml, size_t bytes, char *text, size_t size)
{
	uint8_t hash[32] = {0};
	char digits[2 * UNVERSIONED_BYTES + 1];
	(void)EVP_Digest(xml, bytes, hash, NULL, EVP_sha256(), NULL);
	zr_hex_encode(hash, UNVERSIONED_BYTES, digits);
	(void)snprintf(text, size, "sha256-%s", digits);
}

static void take_facts(
	struct brought *brought, const struct zr_form *form, const struct zr_formcheck *check)
{
	struct zr_store_form *facts = &brought->form;
	(void)snprintf(facts->form_id, sizeof facts->form_id, "%s", zr_form_id(form));
	(void)snprintf(facts->version, sizeof facts->version, "%s", zr_form_version(form));
	(void)snprintf(facts->title, sizeof facts->title, "%s", zr_form_title(form));
	zr_utf8_clean(facts->title);
	facts->warning_count = check->warning_count;
	struct json_object *languages = json_object_new_array();
	for (size_t i = 0; i < zr_form_language_count(form); i++) {
		(void)json_object_array_add(
			languages, json_object_new_string(zr_form_language(form, i)));
	}
	brought->facts = json_object_new_object();
	(void)json_object_object_add(brought->facts, "languages", languages);
	zr_json_add_count(brought->facts, "questions", check->question_count);
	zr_json_add_count(brought->facts, "groups", check->group_count);
	zr_json_add_count(brought->facts, "repeats", check->repeat_count);
}

/* The form is sound; whether it is also the one that was announced. */
static void check_facts(struct zr_formcheck *check, const struct zr_request *request,
	const struct zr_form *form, const char *xml, size_t bytes)
{
	struct brought *brought = check->user;
	char *version = brought->form.version;
	check_id(check, form, request->parts[2]);
	if (check->error_count == 0) {
		take_facts(brought, form, check);
		if (version[0] == '\0') {
			make_version(xml, bytes, version, sizeof brought->form.version);
		}
	}
}

static int check_xform(
	struct zr_formcheck *check, const struct zr_request *request, struct zr_error *error)
{
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	const char *xml = zr_buffer_text(&request->body);
	int code = zr_formcheck_run(check, xml, request->body.bytes, &form, error);
	if (code == 0 && form != NULL) {
		check_facts(check, request, form, xml, request->body.bytes);
	}
	return code;
}

static int check_workbook(
	struct zr_formcheck *check, const struct zr_request *request, struct zr_error *error)
{
	struct brought *brought = check->user;
	const struct zr_xlsform_options options = {
		.form_id = request->parts[2], .is_forgiving = true};
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	int code = zr_xlsx_read(zr_buffer_text(&request->body), request->body.bytes, &book, error);
	if (code != 0 && code != ZR_E_NOMEM) {
		zr_formcheck_tell_error(check, error);
		return 0;
	}
	struct zr_formcheck_made made = {0};
	check->book = book;
	if (code == 0) {
		code = zr_formcheck_workbook(check, book, &options, &made, error);
	}
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = made.form;
	brought->converted = made.converted;
	if (code == 0 && form != NULL) {
		size_t bytes = 0;
		const char *xml = zr_xlsform_text(brought->converted, &bytes);
		check_facts(check, request, form, xml, bytes);
	}
	check->book = NULL;
	return code;
}

/* ---- taking it in ---- */

struct media_total {
	size_t count;
	size_t bytes;
	const char *replaced;
	size_t replaced_bytes;
};

static int count_media(void *user, const char *name, const void *data, size_t bytes)
{
	(void)data;
	struct media_total *total = user;
	if (strcmp(name, total->replaced) != 0) {
		total->count++;
		total->bytes += bytes;
	} else {
		total->replaced_bytes = bytes;
	}
	return 0;
}

static int put_beside(struct zr_store *store, const char *form_id, const char *name,
	const struct zr_buffer *content, struct zr_error *error)
{
	struct media_total total = {.replaced = name};
	const struct zr_store_file_name file = {form_id, "", name};
	int code = zr_store_list_files(store, &file, count_media, &total, error);
	if (code == 0) {
		code = zr_deliverable_fits(total.count + 1, total.bytes + content->bytes, error);
	}
	if (code == 0) {
		code = zr_store_put_media(
			store, &file, zr_buffer_text(content), content->bytes, error);
	}
	/* a smaller file in the place of a larger one is the way out for who has brought too much
	 */
	bool is_way_out = content->bytes < total.replaced_bytes;
	return code == 0 && !is_way_out ? zr_assignment_check_form(store, form_id, "", error)
					: code;
}

/* The lists that the workbook itself holds. */
static int put_itemsets(
	struct zr_store *store, const struct brought *brought, struct zr_error *error)
{
	struct zr_buffer content = {0};
	const char *text = zr_xlsform_itemsets(brought->converted, &content.bytes);
	content.data = (char *)(uintptr_t)text; /* only read */
	return content.bytes == 0
		       ? 0
		       : put_beside(store, brought->form.form_id, "itemsets.csv", &content, error);
}

static int apply_form(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct brought *brought = request->state;
	const struct zr_store_form *form = &brought->form;
	bool is_workbook = brought->converted != NULL;
	size_t bytes = request->body.bytes;
	const char *xml = is_workbook ? zr_xlsform_text(brought->converted, &bytes)
				      : zr_buffer_text(&request->body);
	int code = is_workbook ? put_itemsets(store, brought, error) : 0;
	if (code == 0) {
		code = zr_store_put_form(store, form, xml, bytes, error);
	}
	bool is_new = code == 1;
	code = is_new ? 0 : code;
	if (code == 0 && is_workbook) {
		code = zr_store_put_workbook(
			store, form, zr_buffer_text(&request->body), request->body.bytes, error);
	}
	if (code == 0 && is_new) {
		code = zr_assignment_check_form(store, form->form_id, form->version, error);
	}
	if (code == 0 && is_new) {
		code = zr_assignment_refresh_form(store, form->form_id, error);
	}
	return code == 0 && is_new ? zr_audit_line_write(store, request, error) : code;
}

/* The error as every call answers it, and the findings. */
static void refuse(
	struct zr_request *request, struct brought *brought, const struct zr_error *error)
{
	zr_refusal_answer(request, error, NULL, "form");
	if (error->code == ZR_E_UNSUPPORTED || error->code == ZR_E_NOT_FOUND) {
		request->answer.status = 422; /* of the form, not of the hub nor of the address */
	}
	struct json_object *body = zr_error_body_make(error);
	add_findings(brought, body);
	if (zr_json_put_body(request, body) != 0) {
		zr_buffer_clear(
			&request->answer.body); /* without memory the status alone goes out */
	}
}

static void accept(struct zr_request *request, struct brought *brought)
{
	struct zr_store_form *form = &brought->form;
	struct json_object *answer = brought->facts;
	brought->facts = NULL;
	form->uploaded_us = request->now_us;
	zr_json_add_text(answer, "id", form->form_id);
	zr_json_add_text(answer, "version", form->version);
	zr_json_add_text(answer, "title", form->title);
	add_findings(brought, answer);
	zr_json_answer(request, answer);
	char detail[150];
	(void)snprintf(detail, sizeof detail, "%s, version %s", form->form_id, form->version);
	zr_audit_line_note(request, "operator", "form", detail);
	zr_request_write(request, apply_form, NULL);
}

static void put(struct zr_context *context, struct zr_request *request, bool is_workbook)
{
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct brought *brought = calloc(1, sizeof *brought);
	request->state = brought;
	request->state_free = brought_free;
	zr_audit_line_note(request, "operator", "form", "");
	if (brought == NULL || !zr_deliverable_is_id(request->parts[2])) {
		if (brought != NULL) {
			(void)zr_error_set(&error, ZR_E_INVALID,
				"a form id must be letters, digits and . _ : - (at most 63)");
		}
		zr_refusal_answer(request, &error, NULL, "form");
		return;
	}
	zr_audit_line_note(request, "operator", "form", request->parts[2]);
	brought->errors = json_object_new_array();
	brought->warnings = json_object_new_array();
	struct waiting waiting = {context->reader, request->parts[2]};
	struct zr_formcheck check = {.loader = {.read = read_waiting, .user = &waiting},
		.missing_advice = "upload it first",
		.is_delivered = true,
		.tell = take_finding,
		.user = brought};
	int code = is_workbook ? check_workbook(&check, request, &error)
			       : check_xform(&check, request, &error);
	brought->untold_count += check.untold_count;
	if (code != 0 || check.error_count > 0) {
		refuse(request, brought, code != 0 ? &error : &brought->first);
		return;
	}
	accept(request, brought);
}

void zr_questionnaire_put_xform(struct zr_context *context, struct zr_request *request)
{
	put(context, request, false);
}

void zr_questionnaire_put_workbook(struct zr_context *context, struct zr_request *request)
{
	put(context, request, true);
}

void zr_questionnaire_get_workbook(struct zr_context *context, struct zr_request *request)
{
	struct zr_error error = {0};
	const char *id = request->parts[2];
	int code = zr_store_get_workbook(context->reader, id,
		zr_request_argument(request, "version", NULL), &request->answer.body, &error);
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, WORKBOOK_TYPE);
	(void)snprintf(request->answer.disposition, sizeof request->answer.disposition,
		"attachment; filename=\"%s.xlsx\"", zr_deliverable_is_id(id) ? id : "form");
}

static int apply_media(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	return put_beside(store, request->parts[2], request->parts[4], &request->body, error);
}

void zr_questionnaire_put_media(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	struct zr_error error;
	if (!zr_deliverable_is_id(request->parts[2]) ||
		!zr_deliverable_is_file_name(request->parts[4])) {
		(void)zr_error_set(&error, ZR_E_INVALID,
			"this is no form id or no plain file name; see the address");
		zr_refusal_answer(request, &error, "operator", "media");
		return;
	}
	if (zr_deliverable_check_list(request->parts[4], zr_buffer_text(&request->body),
		    request->body.bytes, &error) != 0) {
		zr_refusal_answer(request, &error, "operator", "media");
		return;
	}
	zr_json_answer(request, json_object_new_object());
	zr_request_write(request, apply_media, NULL);
}

/* The fact's value is the JSON that came, read anew each time: no second form of it. */
#include "hub/doubles/person_fields.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/records/reading.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/form/flat.h"
#include "lib/form/schema.h"

#define FACT_BYTES (sizeof "persons:" + ZR_STORE_ID_BYTES)

static void name_fact(const char *form_id, char ret_name[FACT_BYTES])
{
	(void)snprintf(ret_name, FACT_BYTES, "persons:%.63s", form_id);
}

static int read_names(
	struct json_object *body, struct zr_office_fields *fields, struct zr_error *error)
{
	struct json_object *names = NULL;
	bool is_list = json_object_object_get_ex(body, "names", &names) &&
		       json_object_is_type(names, json_type_array);
	size_t count = is_list ? json_object_array_length(names) : 0;
	if (count == 0 || count > ZR_OFFICE_NAME_COUNT_MAX) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "names",
			"must be a list of 1 to %d paths", ZR_OFFICE_NAME_COUNT_MAX);
	}
	for (size_t i = 0; i < count; i++) {
		const char *path = json_object_get_string(json_object_array_get_idx(names, i));
		size_t bytes = path != NULL ? strlen(path) : 0;
		if (bytes == 0 || bytes >= ZR_OFFICE_PATH_BYTES) {
			return zr_error_set_at(error, ZR_E_INVALID, 0, "names",
				"path %zu is empty or longer than %d bytes", i + 1,
				ZR_OFFICE_PATH_BYTES - 1);
		}
		memcpy(fields->names[i], path, bytes + 1);
	}
	fields->name_count = count;
	return 0;
}

static int read_fields(
	struct json_object *body, struct zr_office_fields *fields, struct zr_error *error)
{
	int code = zr_json_get_text(body, "person", fields->person, sizeof fields->person, error);
	if (code == 0) {
		code = zr_json_get_text(body, "birth", fields->birth, sizeof fields->birth, error);
	}
	return code == 0 ? read_names(body, fields, error) : code;
}

int zr_person_fields_read(struct zr_store *store, const char *form_id,
	struct zr_office_fields *ret_fields, struct zr_error *error)
{
	assert(store != NULL && form_id != NULL && ret_fields != NULL);
	char name[FACT_BYTES];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	name_fact(form_id, name);
	int code = zr_store_get_fact(store, name, &value, error);
	if (code == ZR_E_NOT_FOUND) {
		return zr_error_set_at(error, code, 0, "form",
			"nobody has said yet where the questionnaire %.63s has persons, names and "
			"birth dates",
			form_id);
	}
	if (code != 0) {
		return code;
	}
	ZR_CLEANUP(zr_json_release)
	struct json_object *body = json_tokener_parse(zr_buffer_text(&value));
	return read_fields(body, ret_fields, error);
}

/* ---- whether the form has them ---- */

static bool has_path(const struct zr_form *form, const char *path)
{
	const struct zr_bind *bind = zr_flat_schema(form);
	while (bind != NULL && strcmp(bind->path, path) != 0) {
		bind = zr_flat_next(form, bind);
	}
	return bind != NULL || strcmp(zr_flat_schema(form)->path, path) == 0;
}

static int check_within(const struct zr_form *form, const char *person, const char *path,
	const char *member, struct zr_error *error)
{
	char whole[2 * ZR_OFFICE_PATH_BYTES];
	(void)snprintf(whole, sizeof whole, "%s/%s", person, path);
	return has_path(form, whole)
		       ? 0
		       : zr_error_set_at(error, ZR_E_INVALID, 0, member,
				 "the questionnaire has no question at %.255s", whole);
}

static int check_fields(struct zr_context *context, const char *form_id,
	const struct zr_office_fields *fields, struct zr_error *error)
{
	struct zr_store_form facts;
	const struct zr_form *form = NULL;
	int code = zr_store_get_form(context->reader, form_id, NULL, &facts, error);
	if (code == 0) {
		code = zr_reading_form(context, form_id, facts.version, &form, error);
	}
	if (code == 0 && !has_path(form, fields->person)) {
		code = zr_error_set_at(error, ZR_E_INVALID, 0, "person",
			"the questionnaire has nothing at %.255s", fields->person);
	}
	for (size_t i = 0; code == 0 && i < fields->name_count; i++) {
		code = check_within(form, fields->person, fields->names[i], "names", error);
	}
	return code == 0 ? check_within(form, fields->person, fields->birth, "birth", error) : code;
}

/* ---- the calls ---- */

static struct json_object *write_fields(const struct zr_office_fields *fields)
{
	struct json_object *body = json_object_new_object();
	struct json_object *names = json_object_new_array();
	zr_json_add_text(body, "person", fields->person);
	for (size_t i = 0; i < fields->name_count; i++) {
		(void)json_object_array_add(names, json_object_new_string(fields->names[i]));
	}
	(void)json_object_object_add(body, "names", names);
	zr_json_add_text(body, "birth", fields->birth);
	return body;
}

void zr_person_fields_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_office_fields fields = {0};
	if (zr_person_fields_read(context->reader, request->parts[2], &fields, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_json_answer(request, write_fields(&fields));
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	char name[FACT_BYTES];
	ZR_CLEANUP(zr_json_release) struct json_object *body = write_fields(request->state);
	const char *text = json_object_to_json_string(body);
	name_fact(request->parts[2], name);
	int code = zr_store_put_fact(store, name, text, strlen(text), error);
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

void zr_person_fields_put(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	struct zr_office_fields *fields = calloc(1, sizeof *fields);
	request->state = fields;
	request->state_free = free;
	int code = fields != NULL ? zr_json_parse(request, &body, &error) : ZR_E_NOMEM;
	if (code == 0) {
		code = read_fields(body, fields, &error);
	}
	if (code == 0) {
		code = check_fields(context, request->parts[2], fields, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, "persons");
		return;
	}
	zr_audit_line_note(request, request->caller.name, "persons", request->parts[2]);
	zr_json_answer(request, json_object_new_object());
	zr_request_write(request, apply, NULL);
}

/* The tables of a questionnaire: its records and each repeat that any version has. Versions are
 * loaded one after another, on the lane for what takes seconds. */
#include "hub/records/tables.h"

#include <assert.h>
#include <string.h>

#include "hub/records/columns.h"
#include "hub/http/json.h"
#include "hub/records/reading.h"
#include "hub/store/store.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "lib/form/flat.h"

static int add_version(void *user, const struct zr_store_form *form)
{
	struct json_object *versions = user;
	struct json_object *row = json_object_new_object();
	bool is_first = json_object_array_length(versions) == 0; /* the present one comes first */
	zr_json_add_text(row, "version", form->version);
	zr_json_add_time(row, "uploaded", form->uploaded_us);
	zr_json_add_count(row, "records", form->version_record_count);
	(void)json_object_object_add(row, "current", json_object_new_boolean(is_first));
	(void)json_object_array_add(versions, row);
	return 0;
}

/* Records of the whole country are counted: whoever has a part of it is not told. */
static void hide_counts(struct json_object *versions)
{
	for (size_t i = 0; i < json_object_array_length(versions); i++) {
		json_object_object_del(json_object_array_get_idx(versions, i), "records");
	}
}

static bool has_text(struct json_object *list, const char *text)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		if (strcmp(json_object_get_string(item), text) == 0) {
			return true;
		}
	}
	return false;
}

static void add_repeats(const struct zr_form *form, struct json_object *repeats)
{
	for (const struct zr_bind *bind = zr_flat_schema(form); bind != NULL;
		bind = zr_flat_next(form, bind)) {
		const char *path = zr_columns_path(form, bind);
		if (bind->is_repeat && !has_text(repeats, path)) {
			(void)json_object_array_add(repeats, json_object_new_string(path));
		}
	}
}

static void add_languages(const struct zr_form *form, struct json_object *languages)
{
	for (size_t i = 0; i < zr_form_language_count(form); i++) {
		(void)json_object_array_add(
			languages, json_object_new_string(zr_form_language(form, i)));
	}
}

static int add_forms(struct zr_context *context, const char *form_id, struct json_object *answer,
	struct zr_error *error)
{
	struct json_object *versions = NULL;
	struct json_object *repeats = json_object_new_array();
	struct json_object *languages = json_object_new_array();
	int code = 0;
	(void)json_object_object_get_ex(answer, "versions", &versions);
	(void)json_object_object_add(answer, "repeats", repeats);
	(void)json_object_object_add(answer, "languages", languages);
	for (size_t i = 0; code == 0 && i < json_object_array_length(versions); i++) {
		struct json_object *name = NULL;
		const struct zr_form *form = NULL;
		(void)json_object_object_get_ex(
			json_object_array_get_idx(versions, i), "version", &name);
		code = zr_reading_form(
			context, form_id, json_object_get_string(name), &form, error);
		if (code == 0) {
			add_repeats(form, repeats);
		}
		if (code == 0 && i == 0) {
			add_languages(form, languages);
		}
	}
	return code;
}

void zr_tables_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *answer = json_object_new_object();
	struct json_object *versions = json_object_new_array();
	const char *form_id = request->parts[2];
	(void)json_object_object_add(answer, "versions", versions);
	int code = zr_store_list_versions(context->reader, form_id, add_version, versions, &error);
	if (code == 0 && json_object_array_length(versions) == 0) {
		code = zr_error_set(
			&error, ZR_E_NOT_FOUND, "there is no questionnaire %.63s", form_id);
	}
	if (request->caller.territory[0] != '\0') {
		hide_counts(versions);
	}
	if (code == 0) {
		code = add_forms(context, form_id, answer, &error);
	}
	if (code != 0) {
		(void)json_object_put(answer);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_json_answer(request, answer);
}

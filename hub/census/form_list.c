/* A row a current version; its files are those that a tablet gets with it. */
#include "hub/census/form_list.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "lib/formcheck/deliverable.h"

#define WORKBOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct form_list {
	struct zr_store *store;
	struct json_object *forms;
	bool is_whole; /* it is an account of the whole country that asks */
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
	if (list->is_whole) { /* records of the whole country are counted */
		zr_json_add_count(row, "records", form->record_count);
	}
	zr_json_add_count(row, "warnings", form->warning_count);
	(void)json_object_object_add(row, "workbook", json_object_new_boolean(form->has_workbook));
	(void)json_object_object_add(row, "media", media);
	(void)json_object_array_add(list->forms, row);
	const struct zr_store_file_name of = {.form_id = form->form_id, .version = form->version};
	return zr_store_list_file_names(list->store, &of, add_media_name, media, list->error);
}

void zr_form_list_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *forms = json_object_new_array();
	struct form_list list = {
		context->reader, forms, request->caller.territory[0] == '\0', &error};
	if (zr_store_list_forms(context->reader, add_form, &list, &error) != 0) {
		(void)json_object_put(forms);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "forms", forms);
	zr_json_answer(request, answer);
}

void zr_form_list_get_workbook(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
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

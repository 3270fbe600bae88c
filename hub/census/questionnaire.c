/* Bringing a questionnaire. A conversion takes seconds at worst: it runs on the slow lane. */
#include "hub/census/questionnaire.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

#include "hub/census/brought.h"
#include "hub/census/form_file.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/device/assignment.h"
#include "hub/http/error_body.h"
#include "hub/http/json.h"
#include "lib/formcheck/deliverable.h"
#include "lib/xlsform/xlsform.h"

static void free_brought(void *state)
{
	zr_brought_free(state);
}

/* The lists that the workbook itself holds. */
static int put_itemsets(
	struct zr_store *store, const struct zr_brought *brought, struct zr_error *error)
{
	struct zr_buffer content = {0};
	const char *text = zr_xlsform_itemsets(brought->converted, &content.bytes);
	content.data = (char *)(uintptr_t)text; /* only read */
	const struct zr_store_file_name file = {brought->form.form_id, "", "itemsets.csv"};
	return content.bytes == 0 ? 0 : zr_form_file_put(store, &file, &content, error);
}

static int apply_form(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_brought *brought = request->state;
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
	return code == 0 && is_new ? zr_audit_line_write(store, request, error) : code;
}

/* The error as every call answers it, and the findings. */
static void refuse(
	struct zr_request *request, struct zr_brought *brought, const struct zr_error *error)
{
	zr_refusal_answer(request, error, NULL, "form");
	if (error->code == ZR_E_UNSUPPORTED || error->code == ZR_E_NOT_FOUND) {
		request->answer.status = 422; /* of the form, not of the hub nor of the address */
	}
	struct json_object *body = zr_error_body_make(error);
	zr_finding_list_add_to(&brought->findings, body);
	if (zr_json_put_body(request, body) != 0) {
		zr_buffer_clear(
			&request->answer.body); /* without memory the status alone goes out */
	}
}

static void accept(struct zr_request *request, struct zr_brought *brought)
{
	struct zr_store_form *form = &brought->form;
	struct json_object *answer = brought->facts;
	brought->facts = NULL;
	form->uploaded_us = request->now_us;
	zr_json_add_text(answer, "id", form->form_id);
	zr_json_add_text(answer, "version", form->version);
	zr_json_add_text(answer, "title", form->title);
	zr_finding_list_add_to(&brought->findings, answer);
	zr_json_answer(request, answer);
	char detail[150];
	(void)snprintf(detail, sizeof detail, "%s, version %s", form->form_id, form->version);
	zr_audit_line_note(request, request->caller.name, "form", detail);
	zr_request_write(request, apply_form, NULL);
}

/* The audit names the form only once its id is one: what else came is a stranger's text. */
static void put(struct zr_context *context, struct zr_request *request, bool is_workbook)
{
	assert(context != NULL && request != NULL && request->state == NULL);
	struct zr_error error = {0};
	struct zr_brought *brought = zr_brought_new();
	request->state = brought;
	request->state_free = free_brought;
	int code = 0;
	if (brought == NULL) {
		code = zr_error_set(&error, ZR_E_NOMEM, "the hub is short of memory");
	} else if (!zr_deliverable_is_id(request->parts[2])) {
		code = zr_error_set(&error, ZR_E_INVALID,
			"a form id must be letters, digits and . _ : - (at most 63)");
	}
	zr_audit_line_note(
		request, request->caller.name, "form", code == 0 ? request->parts[2] : "");
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, "form");
		return;
	}
	code = zr_brought_check(brought, context->reader, request, is_workbook, &error);
	if (code != 0 || brought->findings.first.code != 0) {
		refuse(request, brought, code != 0 ? &error : &brought->findings.first);
		return;
	}
	accept(request, brought);
}

void zr_questionnaire_put_xform(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	put(context, request, false);
}

void zr_questionnaire_put_workbook(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	put(context, request, true);
}

/* What all files of a form may weigh together is what a tablet can get in one envelope. */
#include "hub/census/form_file.h"

#include <assert.h>
#include <string.h>

#include "hub/core/refusal.h"
#include "hub/device/assignment.h"
#include "hub/http/json.h"
#include "hub/store/store.h"
#include "lib/formcheck/deliverable.h"

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

int zr_form_file_put(struct zr_store *store, const struct zr_store_file_name *file,
	const struct zr_buffer *content, struct zr_error *error)
{
	assert(store != NULL && file != NULL && content != NULL);
	struct media_total total = {.replaced = file->name};
	int code = zr_store_list_files(store, file, count_media, &total, error);
	if (code == 0) {
		code = zr_deliverable_fits(total.count + 1, total.bytes + content->bytes, error);
	}
	if (code == 0) {
		code = zr_store_put_media(
			store, file, zr_buffer_text(content), content->bytes, error);
	}
	/* A smaller file in the place of a larger one is the way out for who has brought too much.
	 */
	bool is_way_out = content->bytes < total.replaced_bytes;
	return code == 0 && !is_way_out ? zr_assignment_check_form(store, file->form_id, "", error)
					: code;
}

static int apply_media(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_store_file_name file = {request->parts[2], "", request->parts[4]};
	return zr_form_file_put(store, &file, &request->body, error);
}

void zr_form_file_put_media(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error;
	if (!zr_deliverable_is_id(request->parts[2]) ||
		!zr_deliverable_is_file_name(request->parts[4])) {
		(void)zr_error_set(&error, ZR_E_INVALID,
			"this is no form id or no plain file name; see the address");
		zr_refusal_answer(request, &error, request->caller.name, "media");
		return;
	}
	if (zr_deliverable_check_list(request->parts[4], zr_buffer_text(&request->body),
		    request->body.bytes, &error) != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "media");
		return;
	}
	zr_json_answer(request, json_object_new_object());
	zr_request_write(request, apply_media, NULL);
}

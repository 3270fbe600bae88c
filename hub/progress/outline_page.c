/* Geometries go out as they stand in the store, which wrote them from what it had checked. */
#include "hub/progress/outline_page.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/http/listing_place.h"
#include "hub/progress/feature_list.h"
#include "hub/progress/ground.h"
#include "hub/store/outlines.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

/* ---- out ---- */

struct writing {
	struct zr_buffer *body;
	struct zr_listing *page; /* its place: the last that was written */
	size_t room;             /* for so many more */
	bool is_first;
	bool is_full; /* and there is another */
};

static int add_outline(void *user, const struct zr_outline_row *outline)
{
	struct writing *writing = user;
	struct zr_store_place *place = &writing->page->place;
	if (writing->room == 0 || writing->body->bytes >= ZR_HUB_OUTLINE_ANSWER_BYTES) {
		writing->is_full = true;
		return 1;
	}
	int code = zr_buffer_add_format(writing->body,
		"%s{\"type\":\"Feature\",\"properties\":{\"%s\":\"%s\"},\"geometry\":",
		writing->is_first ? "" : ",", outline->is_area ? "area" : "territory",
		outline->id); /* an identifier: nothing in it is to be quoted */
	if (code == 0) {
		code = zr_buffer_add_text(writing->body, outline->shape);
	}
	if (code == 0) {
		code = zr_buffer_add_text(writing->body, "}");
	}
	writing->is_first = false;
	writing->room--;
	*place = (struct zr_store_place){.is_set = true, .number = outline->is_area ? 1 : 0};
	(void)snprintf(place->id, sizeof place->id, "%s", outline->id);
	return code;
}

static int write_features(struct zr_store *store, const struct zr_territory *ground,
	struct writing *writing, struct zr_error *error)
{
	const struct zr_store_place begin = writing->page->place;
	struct zr_outlines_of of = {.territory = ground,
		.is_area = begin.is_set && begin.number != 0,
		.after = begin.id,
		.count_max = writing->room + 1};
	int code =
		zr_buffer_add_text(writing->body, "{\"type\":\"FeatureCollection\",\"features\":[");
	if (code == 0) {
		code = zr_outlines_list(store, &of, add_outline, writing, error);
	}
	if (code == 0 && !of.is_area) {
		of = (struct zr_outlines_of){.territory = ground,
			.is_area = true,
			.after = "",
			.count_max = writing->room + 1};
		code = zr_outlines_list(store, &of, add_outline, writing, error);
	}
	writing->page->place.is_set = writing->is_full;
	return code > 0 ? 0 : code;
}

static int write_end(struct writing *writing, struct zr_error *error)
{
	char text[ZR_LISTING_PLACE_TEXT_BYTES];
	const struct zr_listing *page = writing->page;
	if (!page->place.is_set) {
		return zr_buffer_add_text(writing->body, "],\"next\":null}");
	}
	int code = zr_listing_place_format(page->key, &page->place, text, error);
	return code == 0 ? zr_buffer_add_format(writing->body, "],\"next\":\"%s\"}", text) : code;
}

void zr_outline_page_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_territory ground;
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct writing writing = {.body = &request->answer.body, .page = &page, .is_first = true};
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	/* Without a limit a map gets all that one answer holds. */
	writing.room = zr_listing_given(request, "limit") != NULL ? page.count_max
								  : ZR_HUB_OUTLINE_COUNT_MAX;
	if (code == 0) {
		code = zr_store_read_begin(context->reader, &error);
	}
	if (code == 0) {
		code = zr_ground_find(context->reader, &request->caller,
			zr_listing_given(request, "territory"), &ground, &error);
		if (code == 0) {
			code = write_features(context->reader, &ground, &writing, &error);
		}
		zr_store_read_end(context->reader);
	}
	if (code == 0) {
		code = write_end(&writing, &error);
	}
	if (code != 0) {
		zr_buffer_clear(&request->answer.body);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(request, 200, "application/json");
}

/* ---- in ---- */

static void free_list(void *state)
{
	zr_feature_list_finish(state);
	free(state);
}

static int put_feature(struct zr_store *store, const struct zr_feature *feature, size_t number,
	struct zr_error *error)
{
	struct zr_territory territory;
	char path[ZR_STORE_PATH_BYTES];
	struct zr_error fault = {0};
	struct zr_outline_row outline = {.is_area = feature->is_area,
		.shape = feature->json.bytes > 0 ? zr_buffer_text(&feature->json) : NULL};
	memcpy(outline.id, feature->id, sizeof outline.id);
	int code = feature->is_area
			   ? zr_store_locate_area(store, feature->id, path, &fault)
			   : zr_store_get_territory(store, feature->id, &territory, &fault);
	if (code == 0) {
		return zr_outlines_put(store, &outline, error);
	}
	return zr_error_set_at(error, code == ZR_E_NOT_FOUND ? ZR_E_INVALID : code, feature->line,
		"features", "feature %zu (%s): %s", number, feature->id, fault.message);
}

static int apply_put(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	const struct zr_feature_list *list = request->state;
	int code = 0;
	for (size_t i = 0; code == 0 && i < list->count; i++) {
		code = put_feature(store, &list->features[i], i + 1, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static void answer_put(struct zr_context *context, struct zr_request *request)
{
	(void)context;
	const struct zr_feature_list *list = request->state;
	struct json_object *answer = json_object_new_object();
	zr_json_add_count(answer, "features", list->count);
	zr_json_answer(request, answer);
}

void zr_outline_page_put(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	(void)context;
	struct zr_error error = {.code = ZR_E_NOMEM, .message = "the hub is short of memory"};
	struct zr_feature_list *list = calloc(1, sizeof *list);
	int code = list != NULL ? zr_feature_list_parse(&request->body, list, &error) : ZR_E_NOMEM;
	request->state = list;
	request->state_free = list != NULL ? free_list : NULL;
	if (code != 0) {
		zr_refusal_answer(request, &error, request->caller.name, "outline");
		return;
	}
	char detail[40];
	(void)snprintf(detail, sizeof detail, "features %zu", list->count);
	zr_audit_line_note(request, request->caller.name, "outline", detail);
	zr_request_write(request, apply_put, answer_put);
}

/* Places in the order of arrival, and what was no record, as JSON. */
#include "hub/device/arrivals.h"

#include <assert.h>

#include "hub/core/context.h"
#include "hub/core/indexer.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/http/listing.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

void zr_arrivals_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_store_arrival_marks marks;
	if (zr_store_get_arrival_marks(context->reader, &marks, &error) != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_json_add_count(answer, "last", (uint64_t)marks.last_rank);
	zr_json_add_count(answer, "opened", (uint64_t)marks.opened_rank);
	(void)json_object_object_add(
		answer, "is_opened", json_object_new_boolean(marks.opened_rank >= marks.last_rank));
	zr_json_add_count(answer, "waiting", marks.waiting_count);
	int fault = zr_indexer_fault(context->shared->indexer);
	(void)json_object_object_add(
		answer, "fault", fault != 0 ? json_object_new_string(zr_error_name(fault)) : NULL);
	zr_json_answer(request, answer);
}

static int add_refused(void *user, const struct zr_store_refused *refused)
{
	struct json_object *row = json_object_new_object();
	char device[2 * ZR_PARTY_ID_BYTES + 1];
	char hash[2 * ZR_HASH_BYTES + 1];
	zr_hex_encode(refused->device_id, sizeof refused->device_id, device);
	zr_hex_encode(refused->hash, sizeof refused->hash, hash);
	(void)json_object_object_add(
		row, "tablet", refused->is_signed ? json_object_new_string(device) : NULL);
	zr_json_add_count(row, "sequence", refused->sequence);
	zr_json_add_text(row, "hash", hash);
	zr_json_add_count(row, "bytes", refused->bytes);
	zr_json_add_time(row, "received", refused->time_us);
	/* None: another envelope holds the same interview. */
	(void)json_object_object_add(row, "fault",
		refused->code != 0 ? json_object_new_string(zr_error_name(refused->code)) : NULL);
	(void)json_object_array_add(user, row);
	return 0;
}

void zr_arrivals_list_refused(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_listing_finish) struct zr_listing page = {0};
	struct json_object *rows = json_object_new_array();
	int code = zr_listing_read(request, context->shared->ticket_key.bytes, &page, &error);
	if (code == 0) {
		const struct zr_store_refused_filter filter = {
			.territory = request->caller.territory,
			.place = &page.place,
			.count_max = page.count_max};
		code = zr_store_list_refused(context->reader, &filter, add_refused, rows, &error);
	}
	if (code != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "refused", rows);
	zr_listing_answer(request, &page, answer);
}

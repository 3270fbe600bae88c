/* Places in the order of arrival, as JSON. */
#include "hub/device/arrivals.h"

#include <assert.h>

#include "hub/core/context.h"
#include "hub/core/indexer.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/store/store.h"

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

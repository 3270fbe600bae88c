/* The audit as JSON. */
#include "hub/access/audit.h"

#include <assert.h>

#include "hub/http/json.h"
#include "hub/store/store.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "lib/base/limits.h"

static int add_row(void *user, const struct zr_store_audit *audit)
{
	struct json_object *rows = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_time(row, "time", audit->time_us);
	zr_json_add_text(row, "who", audit->who);
	zr_json_add_text(row, "kind", audit->what);
	zr_json_add_text(row, "what", audit->detail);
	zr_json_add_text(row, "code", audit->code != 0 ? zr_error_name(audit->code) : "");
	zr_json_add_count(row, "count", audit->count);
	(void)json_object_array_add(rows, row);
	return 0;
}

void zr_audit_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *rows = json_object_new_array();
	if (zr_store_list_audit(context->reader, ZR_HUB_PAGE_COUNT_MAX, add_row, rows, &error) !=
		0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "events", rows);
	zr_json_answer(request, answer);
}

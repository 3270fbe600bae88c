/* The audit as JSON. */
#include "hub/access/audit.h"

#include <assert.h>
#include <string.h>

#include "hub/http/json.h"
#include "hub/store/store.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"

struct rows {
	struct zr_store *store;
	struct json_object *rows;
};

/* The name that a tablet was given. */
static void add_name(struct zr_store *store, const char *who, struct json_object *row)
{
	uint8_t id[ZR_PARTY_ID_BYTES];
	struct zr_device device;
	if (strlen(who) == 2 * sizeof id && zr_hex_decode(who, id, sizeof id) == 0 &&
		zr_store_get_device(store, id, &device, NULL) == 0) {
		zr_json_add_text(row, "who_name", device.name);
	}
}

static int add_row(void *user, const struct zr_store_audit *audit)
{
	struct rows *rows = user;
	struct json_object *row = json_object_new_object();
	zr_json_add_time(row, "time", audit->time_us);
	zr_json_add_text(row, "who", audit->who);
	add_name(rows->store, audit->who, row);
	zr_json_add_text(row, "kind", audit->what);
	zr_json_add_text(row, "what", audit->detail);
	zr_json_add_text(row, "code", audit->code != 0 ? zr_error_name(audit->code) : "");
	zr_json_add_count(row, "count", audit->count);
	(void)json_object_array_add(rows->rows, row);
	return 0;
}

void zr_audit_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct rows rows = {context->reader, json_object_new_array()};
	if (zr_store_list_audit(context->reader, ZR_HUB_PAGE_COUNT_MAX, add_row, &rows, &error) !=
		0) {
		(void)json_object_put(rows.rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "events", rows.rows);
	zr_json_answer(request, answer);
}

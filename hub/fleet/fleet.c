/* The fleet as JSON. */
#include "hub/fleet/fleet.h"

#include <assert.h>

#include "hub/access/scope.h"
#include "hub/http/json.h"
#include "hub/store/store.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "lib/base/hex.h"

struct listing {
	struct zr_store *store;
	const struct zr_caller *caller;
	struct json_object *tablets;
	struct zr_error *error;
};

static int add_device(void *user, const struct zr_device *device)
{
	const struct listing *listing = user;
	struct json_object *tablets = listing->tablets;
	int code = zr_scope_check_area(
		listing->store, listing->caller->territory, device->area_id, listing->error);
	if (code != 0) {
		return code == ZR_E_NOT_FOUND ? 0 : code;
	}
	struct json_object *row = json_object_new_object();
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(device->keys.id, sizeof device->keys.id, id);
	zr_json_add_text(row, "id", id);
	zr_json_add_text(row, "name", device->name);
	zr_json_add_text(row, "area", device->area_id);
	zr_json_add_text(row, "version", device->version);
	zr_json_add_time(row, "enrolled", device->enrolled_us);
	zr_json_add_time(row, "last_contact", device->contact_us);
	zr_json_add_count(row, "records", device->record_count);
	zr_json_add_count(row, "high_water", device->high_water);
	zr_json_add_count(row, "unsent", device->unsent_count);
	(void)json_object_object_add(row, "battery",
		device->battery_percent >= 0 ? json_object_new_int(device->battery_percent) : NULL);
	(void)json_object_array_add(tablets, row);
	return 0;
}

void zr_fleet_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *tablets = json_object_new_array();
	struct listing listing = {context->reader, &request->caller, tablets, &error};
	if (zr_store_list_devices(context->reader, NULL, add_device, &listing, &error) != 0) {
		(void)json_object_put(tablets);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	(void)json_object_object_add(answer, "tablets", tablets);
	zr_json_add_time(answer, "now", request->now_us);
	zr_json_answer(request, answer);
}

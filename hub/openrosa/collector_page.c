/* Passwords are drawn, never chosen: what is kept of one would give a chosen one away. */
#include "hub/openrosa/collector_page.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/access/argon.h"
#include "hub/core/audit_line.h"
#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/http/json.h"
#include "hub/openrosa/collector.h"
#include "hub/openrosa/credentials.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define PASSWORD_BYTES 20

struct wish {
	struct zr_collector collector;
	struct zr_device device; /* of one that is made */
	bool is_new;
	bool is_renewed; /* it has a new password */
};

/* ---- the list ---- */

struct listing {
	struct zr_store *store;
	struct json_object *rows;
	struct zr_error *error;
};

static int add_row(void *user, const struct zr_collector *collector)
{
	struct listing *listing = user;
	struct zr_device device;
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	int code =
		zr_store_get_device(listing->store, collector->device_id, &device, listing->error);
	if (code != 0) {
		return code;
	}
	struct json_object *row = json_object_new_object();
	zr_hex_encode(collector->device_id, sizeof collector->device_id, id);
	zr_json_add_text(row, "name", collector->name);
	zr_json_add_text(row, "id", id);
	zr_json_add_text(row, "area", device.area_id);
	zr_json_add_count(row, "records", device.record_count);
	zr_json_add_time(row, "made", collector->made_us);
	zr_json_add_time(row, "last_contact",
		device.contact_us != device.enrolled_us ? device.contact_us : 0);
	zr_json_add_count(row, "waiting", collector->waiting_count);
	bool is_closed = collector->is_closed || device.revoked_us != 0;
	(void)json_object_object_add(row, "closed", json_object_new_boolean(is_closed));
	(void)json_object_array_add(listing->rows, row);
	return 0;
}

void zr_collector_page_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct json_object *rows = json_object_new_array();
	struct listing listing = {context->reader, rows, &error};
	if (zr_collectors_list(context->reader, add_row, &listing, &error) != 0) {
		(void)json_object_put(rows);
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	struct json_object *answer = json_object_new_object();
	zr_json_add_text(answer, "address", context->shared->openrosa_url);
	(void)json_object_object_add(answer, "collectors", rows);
	zr_json_answer(request, answer);
}

/* ---- changes ---- */

/* Draws a password; what is kept of it goes to the wish, itself into the answer. */
static int draw_password(struct zr_request *request, struct wish *wish, struct zr_error *error)
{
	uint8_t random[10];
	char password[PASSWORD_BYTES];
	int code = zr_keys_draw(random, sizeof random, error);
	if (code == 0) {
		zr_argon_format_password(random, password);
		code = zr_credentials_make_secret(
			wish->collector.name, password, wish->collector.secret, error);
	}
	if (code == 0) {
		struct json_object *answer = json_object_new_object();
		zr_json_add_text(answer, "name", wish->collector.name);
		zr_json_add_text(answer, "password", password);
		zr_json_answer(request, answer);
	}
	explicit_bzero(password, sizeof password);
	explicit_bzero(random, sizeof random);
	return code;
}

static int add_device(struct zr_store *store, const struct wish *wish, struct zr_error *error)
{
	struct zr_area area;
	struct zr_collector other;
	const char *area_id = wish->device.area_id;
	int code = zr_collectors_get(store, wish->collector.name, &other, error);
	if (code == 0) {
		return zr_error_set(
			error, ZR_E_EXISTS, "there is a data collector of that name already");
	}
	code = code == ZR_E_NOT_FOUND ? 0 : code;
	if (code == 0 && area_id[0] != '\0') {
		code = zr_store_get_area(store, area_id, &area, error);
	}
	return code == 0 ? zr_store_add_device(store, &wish->device, error) : code;
}

/* The rest of him is as it stands now, and not as a worker saw it. */
static int keep_rest(struct zr_store *store, struct wish *wish, struct zr_error *error)
{
	struct zr_collector now;
	int code = zr_collectors_get(store, wish->collector.name, &now, error);
	if (code == 0 && wish->is_renewed) {
		wish->collector.is_closed = now.is_closed;
	} else if (code == 0) {
		memcpy(wish->collector.secret, now.secret, sizeof now.secret);
	}
	return code;
}

static int apply(struct zr_store *store, struct zr_request *request, struct zr_error *error)
{
	struct wish *wish = request->state;
	int code = wish->is_new ? add_device(store, wish, error) : keep_rest(store, wish, error);
	if (code == 0) {
		code = zr_collectors_put(store, &wish->collector, error);
	}
	return code == 0 ? zr_audit_line_write(store, request, error) : code;
}

static struct wish *make_wish(struct zr_request *request)
{
	struct wish *wish = calloc(1, sizeof *wish);
	request->state = wish;
	request->state_free = free;
	return wish;
}

static void end(struct zr_request *request, int code, struct zr_error *error)
{
	if (code != 0) {
		if (error->code == 0) {
			(void)zr_error_set(error, code, "the hub is short of memory");
		}
		zr_refusal_answer(request, error, NULL, "collector");
		return;
	}
	zr_request_write(request, apply, NULL);
}

static int read_wish(struct zr_context *context, struct zr_request *request, struct wish *wish,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_json_release) struct json_object *body = NULL;
	ZR_CLEANUP(zr_party_finish) struct zr_party_secret keys = {0};
	struct zr_collector *collector = &wish->collector;
	struct zr_device *device = &wish->device;
	int code = zr_json_parse(request, &body, error);
	if (code == 0) {
		code = zr_json_get_id(body, "name", collector->name, sizeof collector->name, error);
	}
	if (code == 0) {
		code = zr_json_get_optional_id(
			body, "area", device->area_id, sizeof device->area_id, error);
	}
	if (code == 0) {
		code = zr_collector_derive(
			context->shared->collector_seed, collector->name, &keys, error);
	}
	if (code != 0) {
		return code;
	}
	wish->is_new = true;
	collector->made_us = request->now_us;
	memcpy(collector->device_id, keys.public_half.id, sizeof collector->device_id);
	device->keys = keys.public_half;
	device->enrolled_us = device->contact_us = request->now_us;
	(void)snprintf(device->name, sizeof device->name, "%s", collector->name);
	(void)snprintf(device->version, sizeof device->version, "OpenRosa");
	return draw_password(request, wish, error);
}

void zr_collector_page_make(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct wish *wish = make_wish(request);
	int code = wish == NULL ? ZR_E_NOMEM : read_wish(context, request, wish, &error);
	zr_audit_line_note(
		request, request->caller.name, "collector", code == 0 ? wish->collector.name : "");
	end(request, code, &error);
}

/* The collector of the address. */
static int find(struct zr_context *context, struct zr_request *request, struct zr_error *error)
{
	struct wish *wish = make_wish(request);
	int code = wish == NULL ? ZR_E_NOMEM
				: zr_collectors_get(context->reader, request->parts[2],
					  &wish->collector, error);
	zr_audit_line_note(
		request, request->caller.name, "collector", code == 0 ? wish->collector.name : "");
	return code;
}

void zr_collector_page_renew(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	int code = find(context, request, &error);
	if (code == 0) {
		struct wish *wish = request->state;
		wish->is_renewed = true;
		code = draw_password(request, wish, &error);
	}
	end(request, code, &error);
}

static void set_closed(struct zr_context *context, struct zr_request *request, bool is_closed)
{
	struct zr_error error = {0};
	int code = find(context, request, &error);
	if (code == 0) {
		struct wish *wish = request->state;
		wish->collector.is_closed = is_closed;
		zr_json_answer(request, json_object_new_object());
	}
	end(request, code, &error);
}

void zr_collector_page_close(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	set_closed(context, request, true);
}

void zr_collector_page_open(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	set_closed(context, request, false);
}

/* Orders: what they say is read from the store when they are sealed. */
#include "hub/device/assignment.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/device/returns.h"
#include "hub/device/online_orders.h"
#include "hub/store/online.h"
#include "hub/pki/keys.h"
#include "hub/store/shares.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/formcheck/deliverable.h"

#define ENVELOPE_FRAME_BYTES 16 /* CBOR around one envelope of an exchange */

void zr_sealed_orders_finish(struct zr_sealed_orders *orders)
{
	assert(orders != NULL && orders->count <= ZR_SEALED_ORDER_COUNT_MAX);
	for (size_t i = 0; i < orders->count; i++) {
		zr_buffer_finish(&orders->items[i].envelope);
	}
	orders->count = orders->new_count = 0;
}

/* ---- contents ---- */

static char *copy_bytes(const void *data, size_t bytes)
{
	char *copy = malloc(bytes + 1);
	if (copy != NULL) {
		memcpy(copy, data, bytes);
		copy[bytes] = '\0';
	}
	return copy;
}

static int add_file(void *user, const char *name, const void *data, size_t bytes)
{
	struct zr_order *order = user;
	if (order->file_count == ZR_HUB_MEDIA_COUNT_MAX + 1) {
		return ZR_E_LIMIT;
	}
	struct zr_content_file *file = &order->files[order->file_count++];
	file->name = strdup(name);
	file->data = copy_bytes(data, bytes);
	file->bytes = bytes;
	return file->name != NULL && file->data != NULL ? 0 : ZR_E_NOMEM;
}

static int fill_files(struct zr_store *store, const struct zr_store_order *wanted,
	struct zr_order *order, struct zr_error *error)
{
	order->form_id = strdup(wanted->subject);
	order->form_version = strdup(wanted->edition);
	order->files = calloc(ZR_HUB_MEDIA_COUNT_MAX + 1, sizeof *order->files);
	if (order->form_id == NULL || order->form_version == NULL || order->files == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an order");
	}
	const struct zr_store_file_name of = {
		.form_id = wanted->subject, .version = wanted->edition};
	int code = zr_store_list_files(store, &of, add_file, order, error);
	if (code == ZR_E_LIMIT) {
		return zr_error_set(error, code, "%s has more than %d files beside its form",
			wanted->subject, ZR_HUB_MEDIA_COUNT_MAX);
	}
	return code == ZR_E_NOMEM ? zr_error_set(error, code, "no memory for an order") : code;
}

int zr_assignment_check_form(
	struct zr_store *store, const char *form_id, const char *version, struct zr_error *error)
{
	assert(store != NULL && form_id != NULL && version != NULL);
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {.kind = ZR_ORDER_FORM};
	struct zr_store_order wanted = {.kind = ZR_ORDER_FORM};
	(void)snprintf(wanted.subject, sizeof wanted.subject, "%s", form_id);
	(void)snprintf(wanted.edition, sizeof wanted.edition, "%s", version);
	int code = fill_files(store, &wanted, &order, error);
	return code == 0 ? zr_deliverable_seals(&order, error) : code;
}

static int add_household(void *user, const struct zr_store_household *stored)
{
	struct zr_order *order = user;
	if (order->household_count == ZR_HUB_HOUSEHOLD_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	struct zr_order_household *household = &order->households[order->household_count++];
	household->household_id = strdup(stored->household_id);
	household->address = strdup(stored->address);
	return household->household_id != NULL && household->address != NULL ? 0 : ZR_E_NOMEM;
}

static int fill_assignment(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	struct zr_store *store = context->reader;
	struct zr_area area;
	struct zr_store_form form;
	int code = zr_store_get_area(store, wanted->subject, &area, error);
	if (code == 0) {
		code = zr_store_get_form(store, area.form_id, NULL, &form, error);
	}
	if (code != 0) {
		return code;
	}
	order->area_id = strdup(area.area_id);
	order->area_name = strdup(area.name);
	order->zone = strdup(area.zone[0] != '\0' ? area.zone : context->shared->zone);
	order->form_id = strdup(form.form_id);
	order->form_version = strdup(form.version);
	order->households = calloc(ZR_HUB_HOUSEHOLD_COUNT_MAX, sizeof *order->households);
	if (order->area_id == NULL || order->area_name == NULL || order->zone == NULL ||
		order->form_id == NULL || order->form_version == NULL ||
		order->households == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for an order");
	}
	const struct zr_share of = {.area_id = area.area_id, .device_id = device->keys.id};
	return zr_shares_list_households(store, &of, add_household, order, error);
}

static int fill_form(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	(void)device;
	return fill_files(context->reader, wanted, order, error);
}

static int fill_returns(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	return zr_returns_fill(context->reader, device->keys.id, wanted, order, error);
}

/* The present line, also when a later key stands behind the one that was wished. */
static int fill_office(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	const struct zr_buffer *line = &context->shared->office_line;
	(void)device;
	(void)wanted;
	if (line->bytes == 0) {
		return zr_error_set(error, ZR_E_STATE,
			"an order names an office, and keys/office.pub is gone: put it back");
	}
	order->office_line = copy_bytes(line->data, line->bytes);
	order->office_line_bytes = line->bytes;
	return order->office_line != NULL
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "no memory for an order");
}

/* What each kind of order holds. A kind without a line here is one that only a later hub queues. */
typedef int fill_order(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error);
static fill_order *const fills[] = {
	[ZR_ORDER_FORM] = fill_form,
	[ZR_ORDER_ASSIGNMENT] = fill_assignment,
	[ZR_ORDER_RETURNS] = fill_returns,
	[ZR_ORDER_ANSWERED] = zr_online_orders_fill_answered,
	[ZR_ORDER_INVITATION] = zr_online_orders_fill_invitation,
	[ZR_ORDER_OFFICE] = fill_office,
};

static int fill(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	assert(context != NULL && order->kind == wanted->kind);
	if (wanted->sequence == 0) {
		return zr_error_set(error, ZR_E_INVALID, "an order in the store is damaged");
	}
	fill_order *fill_kind =
		(size_t)wanted->kind < sizeof fills / sizeof fills[0] ? fills[wanted->kind] : NULL;
	return fill_kind != NULL ? fill_kind(context, device, wanted, order, error)
				 : zr_error_set(error, ZR_E_UNSUPPORTED,
					   "the store has an order of kind %d, which this hub does "
					   "not know; update it",
					   (int)wanted->kind);
}

static int seal_order(struct zr_context *context, const struct zr_device *device, int64_t now_us,
	struct zr_sealed_order *sealed, struct zr_error *error)
{
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {.kind = sealed->order.kind};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	int code = fill(context, device, &sealed->order, &order, error);
	if (code == 0) {
		code = zr_order_encode(&order, &content, error);
	}
	if (code == 0) {
		code = zr_keys_draw(random, sizeof random, error);
	}
	struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_ORDER, .sequence = sealed->order.sequence, .time_us = now_us};
	if (code == 0) {
		const struct zr_envelope_message message = {&head, content.data, content.bytes};
		const struct zr_envelope_keys keys = {
			&context->shared->keys, &device->keys, random};
		code = zr_envelope_seal(
			&message, &keys, &sealed->envelope, sealed->order.hash, error);
	}
	sealed->order.envelope = sealed->envelope.data;
	sealed->order.envelope_bytes = sealed->envelope.bytes;
	return code;
}

/* ---- what a tablet should have ---- */

static int take_unsealed(void *user, const struct zr_store_order *order)
{
	struct zr_sealed_orders *orders = user;
	if (order->envelope == NULL && orders->count < ZR_SEALED_ORDER_COUNT_MAX) {
		orders->items[orders->count++].order = *order;
	}
	return 0;
}

/* What waits of the kind is out of date. */
static void drop_kind(struct zr_sealed_orders *orders, enum zr_order_kind kind)
{
	size_t kept = 0;
	for (size_t i = 0; i < orders->count; i++) {
		if (orders->items[i].order.kind != kind) {
			orders->items[kept++].order = orders->items[i].order;
		}
	}
	orders->count = kept;
}

/* One that the hub's book does not have: it gets the next number there, which the writer gives to
 * no other order, or the envelope is not kept. */
static int add_new(struct zr_store *store, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_sealed_orders *orders,
	struct zr_error *error)
{
	struct zr_store_order_marks marks;
	struct zr_store_order newest;
	int code = zr_store_get_newest_order(store, device->keys.id, wanted->kind, &newest, error);
	if (code < 0 || (code == 1 && strcmp(newest.subject, wanted->subject) == 0 &&
				strcmp(newest.edition, wanted->edition) == 0)) {
		return code < 0 ? code : 0;
	}
	drop_kind(orders, wanted->kind);
	code = zr_store_get_order_marks(store, device->keys.id, &marks, error);
	if (code == 0 && orders->count < ZR_SEALED_ORDER_COUNT_MAX) {
		struct zr_sealed_order *added = &orders->items[orders->count++];
		added->order = *wanted;
		added->order.sequence = marks.highest + 1 + orders->new_count++;
		added->is_new = true;
	}
	return code;
}

static int add_wanted_returns(struct zr_store *store, const struct zr_device *device,
	struct zr_sealed_orders *orders, struct zr_error *error)
{
	struct zr_store_order wanted;
	int code = zr_returns_want(store, device->keys.id, &wanted, error);
	return code == 1 ? add_new(store, device, &wanted, orders, error) : code;
}

/* Once for each key that the office has: also to one that enrolled with it, which changes nothing
 * there, for the hub's book does not say with which one it did. */
static int add_office(const struct zr_context *context, const struct zr_device *device,
	struct zr_sealed_orders *orders, struct zr_error *error)
{
	struct zr_store_order wanted = {.kind = ZR_ORDER_OFFICE, .subject = "office"};
	if (context->shared->office_line.bytes == 0) {
		return 0;
	}
	static_assert(sizeof wanted.edition > 2 * ZR_PARTY_ID_BYTES, "an id in hex fits");
	zr_hex_encode(context->shared->office.id, ZR_PARTY_ID_BYTES, wanted.edition);
	return add_new(context->reader, device, &wanted, orders, error);
}

static int add_wanted(struct zr_store *store, const struct zr_device *device,
	struct zr_sealed_orders *orders, struct zr_error *error)
{
	struct zr_store_duty duty;
	struct zr_store_order wanted;
	int code = zr_store_get_duty(store, device->keys.id, &duty, error);
	if (code == 0) { /* of no area: it may take answers online */
		code = zr_online_get_duty(store, device->keys.id, &wanted, error);
		return code == 1 ? add_new(store, device, &wanted, orders, error) : code;
	}
	if (code != 1) {
		return code;
	}
	wanted = (struct zr_store_order){.kind = ZR_ORDER_FORM};
	(void)snprintf(wanted.subject, sizeof wanted.subject, "%s", duty.form_id);
	(void)snprintf(wanted.edition, sizeof wanted.edition, "%s", duty.form_version);
	code = add_new(store, device, &wanted, orders, error);
	wanted.kind = ZR_ORDER_ASSIGNMENT;
	(void)snprintf(wanted.subject, sizeof wanted.subject, "%s", duty.area_id);
	(void)snprintf(wanted.edition, sizeof wanted.edition, "%llu/%s",
		(unsigned long long)duty.area_edition, duty.form_version);
	if (code == 0) {
		code = add_new(store, device, &wanted, orders, error);
	}
	uint64_t edition = 0;
	if (code == 0) {
		code = zr_online_get_edition(store, duty.area_id, &edition, error);
	}
	if (code != 0 || edition == 0) {
		return code; /* nobody of the area has answered online */
	}
	wanted.kind = ZR_ORDER_ANSWERED;
	(void)snprintf(wanted.edition, sizeof wanted.edition, "%llu", (unsigned long long)edition);
	return add_new(store, device, &wanted, orders, error);
}

/* One picture of the store for all: what an order is called and what it holds. */
int zr_assignment_seal_pending(struct zr_context *context, const struct zr_device *device,
	int64_t now_us, struct zr_sealed_orders *ret_orders, struct zr_error *error)
{
	assert(context != NULL && device != NULL && ret_orders != NULL);
	int code = zr_store_read_begin(context->reader, error);
	if (code == 0) {
		code = zr_store_list_orders(
			context->reader, device->keys.id, take_unsealed, ret_orders, error);
	}
	if (code == 0) {
		code = add_office(context, device, ret_orders, error);
	}
	if (code == 0) {
		code = add_wanted(context->reader, device, ret_orders, error);
	}
	if (code == 0) {
		code = add_wanted_returns(context->reader, device, ret_orders, error);
	}
	for (size_t i = 0; code == 0 && i < ret_orders->count; i++) {
		struct zr_sealed_order *sealed = &ret_orders->items[i];
		code = seal_order(context, device, now_us, sealed, error);
		if (code != 0 && !zr_error_is_retryable(code)) {
			sealed->code = code; /* the rest of the exchange goes on without it */
			code = 0;
		}
	}
	zr_store_read_end(context->reader);
	return code;
}

int zr_assignment_store(struct zr_store *store, const uint8_t id[ZR_PARTY_ID_BYTES],
	const struct zr_sealed_order *sealed, struct zr_error *error)
{
	assert(store != NULL && id != NULL && sealed != NULL);
	int code = sealed->is_new ? zr_store_want_order(store, id, &sealed->order, error) : 0;
	if (code != 0) {
		return code;
	}
	return sealed->code == 0
		       ? zr_store_seal_order(store, id, &sealed->order, error)
		       : zr_store_fail_order(store, id, &sealed->order, sealed->code, error);
}

static int take_sealed(void *user, const struct zr_store_order *order)
{
	struct zr_sealed_orders *orders = user;
	size_t needed = order->envelope_bytes + ENVELOPE_FRAME_BYTES;
	if (order->envelope == NULL || needed > orders->bytes_max ||
		orders->count == ZR_SEALED_ORDER_COUNT_MAX) {
		/* Never one out of turn: the rest comes with the next exchange. */
		orders->bytes_max = 0;
		return 0;
	}
	struct zr_sealed_order *sealed = &orders->items[orders->count++];
	orders->bytes_max -= needed;
	return zr_buffer_add(&sealed->envelope, order->envelope, order->envelope_bytes);
}

int zr_assignment_read_sealed(struct zr_store *reader, const uint8_t id[ZR_PARTY_ID_BYTES],
	size_t bytes_max, struct zr_sealed_orders *ret_orders, struct zr_error *error)
{
	assert(reader != NULL && id != NULL && ret_orders != NULL);
	ret_orders->bytes_max = bytes_max;
	return zr_store_list_orders(reader, id, take_sealed, ret_orders, error);
}

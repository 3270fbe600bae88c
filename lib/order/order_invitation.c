/*
 * Who of an area may answer online, by the lookups of their codes, and which questionnaire is asked
 * there: for the device that takes such answers. All of the area each time; a code that is not
 * among them any more is good no more.
 */
#include <assert.h>
#include <stdlib.h>

#include "lib/base/limits.h"
#include "lib/envelope/content_part.h"
#include "lib/envelope/household_code.h"
#include "lib/order/order_kind.h"
#include "lib/order/orders.h"

static_assert(ZR_ORDER_LOOKUP_BYTES == ZR_HOUSEHOLD_CODE_LOOKUP_BYTES, "one size");

enum {
	FIELD_COUNT = 3,
};

static void put(struct zr_cbor_writer *writer, const struct zr_order *order)
{
	assert(order->invitations != NULL || order->invitation_count == 0);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_FORM_ID, order->form_id);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_AREA_ID, order->area_id);
	zr_cbor_put_text_field(writer, ZR_ORDER_KEY_ZONE, order->zone);
	zr_cbor_put_int(writer, ZR_ORDER_KEY_INVITATIONS);
	zr_cbor_put_array(writer, order->invitation_count);
	for (size_t i = 0; i < order->invitation_count; i++) {
		const struct zr_order_invitation *invitation = &order->invitations[i];
		zr_cbor_put_array(writer, FIELD_COUNT);
		zr_cbor_put_bytes(writer, invitation->lookup, sizeof invitation->lookup);
		zr_cbor_put_text(writer, invitation->household_id);
		zr_cbor_put_text(writer, invitation->address);
	}
}

static void take_invitations(struct zr_cbor_reader *reader, struct zr_order *order)
{
	size_t count = zr_cbor_take_array(reader);
	order->invitations = zr_content_take_items(
		reader, count, ZR_ORDER_HOUSEHOLD_COUNT_MAX, sizeof *order->invitations);
	if (order->invitations == NULL) {
		return;
	}
	order->invitation_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		struct zr_order_invitation *invitation = &order->invitations[i];
		zr_content_take_fields(reader, FIELD_COUNT);
		zr_cbor_take_fixed(reader, invitation->lookup, sizeof invitation->lookup);
		zr_cbor_take_text_copy(reader, &invitation->household_id, NULL);
		zr_cbor_take_text_copy(reader, &invitation->address, NULL);
	}
}

static bool take(struct zr_cbor_reader *reader, int64_t key, struct zr_order *order)
{
	switch (key) {
	case ZR_ORDER_KEY_FORM_ID:
		zr_cbor_take_text_copy(reader, &order->form_id, NULL);
		return true;
	case ZR_ORDER_KEY_AREA_ID:
		zr_cbor_take_text_copy(reader, &order->area_id, NULL);
		return true;
	case ZR_ORDER_KEY_ZONE:
		zr_cbor_take_text_copy(reader, &order->zone, NULL);
		return true;
	case ZR_ORDER_KEY_INVITATIONS:
		take_invitations(reader, order);
		return true;
	default:
		return false;
	}
}

static void finish(struct zr_order *order)
{
	for (size_t i = 0; i < order->invitation_count; i++) {
		free(order->invitations[i].household_id);
		free(order->invitations[i].address);
	}
	free(order->invitations);
	free(order->form_id);
	free(order->area_id);
	free(order->zone);
}

const struct zr_order_codec zr_order_invitation = {
	.field_count = 4,
	.needs = 1U << ZR_ORDER_KEY_FORM_ID | 1U << ZR_ORDER_KEY_AREA_ID |
		 1U << ZR_ORDER_KEY_INVITATIONS,
	.put = put,
	.take = take,
	.finish = finish,
};

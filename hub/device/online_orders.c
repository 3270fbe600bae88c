/* Lists of an area, whole. */
#include "hub/device/online_orders.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/store/online.h"
#include "lib/base/limits.h"

static int fail(int code, struct zr_error *error)
{
	if (code == ZR_E_LIMIT) {
		return zr_error_set(error, code, "the area has more than %d households",
			ZR_ORDER_HOUSEHOLD_COUNT_MAX);
	}
	return code == ZR_E_NOMEM ? zr_error_set(error, code, "no memory for an order") : code;
}

static int add_answered(void *user, const struct zr_online_answer *answer)
{
	struct zr_order *order = user;
	if (order->answered_count == ZR_ORDER_HOUSEHOLD_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	char *id = strdup(answer->household_id);
	if (id == NULL) {
		return ZR_E_NOMEM;
	}
	order->answered_ids[order->answered_count++] = id;
	return 0;
}

int zr_online_orders_fill_answered(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	(void)device;
	assert(context != NULL && order != NULL && wanted->kind == ZR_ORDER_ANSWERED);
	order->area_id = strdup(wanted->subject);
	order->answered_ids = calloc(ZR_ORDER_HOUSEHOLD_COUNT_MAX, sizeof *order->answered_ids);
	if (order->area_id == NULL || order->answered_ids == NULL) {
		return fail(ZR_E_NOMEM, error);
	}
	return fail(zr_online_list_answers(
			    context->reader, wanted->subject, add_answered, order, error),
		error);
}

static int add_invitation(void *user, const struct zr_online_invitation *stored)
{
	struct zr_order *order = user;
	if (order->invitation_count == ZR_ORDER_HOUSEHOLD_COUNT_MAX) {
		return ZR_E_LIMIT;
	}
	struct zr_order_invitation *invitation = &order->invitations[order->invitation_count++];
	memcpy(invitation->lookup, stored->lookup, sizeof invitation->lookup);
	invitation->household_id = strdup(stored->household_id);
	invitation->address = strdup(stored->address);
	return invitation->household_id != NULL && invitation->address != NULL ? 0 : ZR_E_NOMEM;
}

int zr_online_orders_fill_invitation(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order, struct zr_error *error)
{
	(void)device;
	assert(context != NULL && order != NULL && wanted->kind == ZR_ORDER_INVITATION);
	struct zr_area area;
	int code = zr_store_get_area(context->reader, wanted->subject, &area, error);
	if (code != 0) {
		return code;
	}
	order->area_id = strdup(area.area_id);
	order->form_id = strdup(area.form_id);
	order->zone = strdup(area.zone[0] != '\0' ? area.zone : context->shared->zone);
	order->invitations = calloc(ZR_ORDER_HOUSEHOLD_COUNT_MAX, sizeof *order->invitations);
	if (order->area_id == NULL || order->form_id == NULL || order->zone == NULL ||
		order->invitations == NULL) {
		return fail(ZR_E_NOMEM, error);
	}
	return fail(zr_online_list_invitations(
			    context->reader, area.area_id, add_invitation, order, error),
		error);
}

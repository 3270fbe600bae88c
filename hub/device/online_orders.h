/* The orders about households that answer for themselves, as hub/device/assignment.c fills them. */
#ifndef ZR_HUB_DEVICE_ONLINE_ORDERS_H
#define ZR_HUB_DEVICE_ONLINE_ORDERS_H

#include "hub/store/stored.h"
#include "lib/order/orders.h"

struct zr_context;

/* Of the area that wanted names: those who have answered. */
int zr_online_orders_fill_answered(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order,
	struct zr_error *error) ZR_MUST_CHECK;

/* Likewise: all of its codes. */
int zr_online_orders_fill_invitation(struct zr_context *context, const struct zr_device *device,
	const struct zr_store_order *wanted, struct zr_order *order,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

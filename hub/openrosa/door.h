/*
 * The door of OpenRosa clients: who asks is a data collector with his password, or is asked for
 * one. Also what every answer to them has in its head.
 */
#ifndef ZR_HUB_OPENROSA_DOOR_H
#define ZR_HUB_OPENROSA_DOOR_H

#include <stdbool.h>

#include "hub/http/request.h"
#include "hub/store/collectors.h"

/* True when the request is a collector's: then ret_collector is he. False: the answer is given, 401
 * or an error, and the handler ends. */
bool zr_door_enter(
	struct zr_context *context, struct zr_request *request, struct zr_collector *ret_collector);

/* Refuses, with a line in the audit in the collector's name. */
void zr_door_refuse(struct zr_request *request, const struct zr_collector *collector,
	const struct zr_error *error);

/* The beginning of this hub's addresses, as this client reaches it: "https://host:port". Appended.
 */
int zr_door_add_base(const struct zr_request *request, struct zr_buffer *text) ZR_MUST_CHECK;

#endif

/*
 * Who may come in: calls of the console need a session of an account that stands, with the right
 * that their route names, and, when they change something, a header that no foreign page can send
 * (docs/hub.md). Tablets show who they are by themselves.
 */
#ifndef ZR_HUB_ACCESS_ADMISSION_H
#define ZR_HUB_ACCESS_ADMISSION_H

#include "hub/http/request.h"

/* True when the request may go on, and then its caller is known; else its answer is made. */
bool zr_admission_check(struct zr_context *context, struct zr_request *request);

/* The same by another right than the route's: for one that is open to this machine alone, when
 * somebody comes from elsewhere. */
bool zr_admission_check_stranger(
	struct zr_context *context, struct zr_request *request, enum zr_right right);

#endif

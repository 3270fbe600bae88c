/*
 * Who may come in: calls of the console need a session and, when they change something, a header
 * that no foreign page can send (docs/hub.md). Tablets show who they are by their signatures.
 */
#ifndef ZR_HUB_ACCESS_ADMISSION_H
#define ZR_HUB_ACCESS_ADMISSION_H

#include "hub/http/request.h"

struct zr_auth;

/* True when the request may go on; else its answer is made. Keeps its session alive. */
bool zr_admission_check(struct zr_auth *auth, struct zr_request *request);

#endif

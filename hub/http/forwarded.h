/*
 * What a proxy on this machine says of its client: X-Forwarded-For, X-Forwarded-Proto. Only where
 * the operator says that there is one (--behind-proxy): anybody can write these headers.
 */
#ifndef ZR_HUB_HTTP_FORWARDED_H
#define ZR_HUB_HTTP_FORWARDED_H

#include "hub/http/request.h"

struct MHD_Connection;

/* Sets the request's peer and is_secure, when it came from this machine. */
void zr_forwarded_read(struct zr_request *request, struct MHD_Connection *connection);

#endif

/*
 * An answer as libmicrohttpd sends it: its body, without a copy, and the headers that belong to it.
 */
#ifndef ZR_HUB_HTTP_RESPONSE_H
#define ZR_HUB_HTTP_RESPONSE_H

#include "hub/http/request.h"

struct MHD_Response;

/* What the client has to read, without the head. */
size_t zr_response_count_bytes(const struct zr_answer *answer);

/* Body or file move out of the answer. NULL without memory: then they are the answer's still. */
struct MHD_Response *zr_response_make(struct zr_answer *answer);

#endif

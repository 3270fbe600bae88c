/*
 * An answer as libmicrohttpd sends it: its body, without a copy, and the headers that belong to it.
 */
#ifndef ZR_HUB_HTTP_RESPONSE_H
#define ZR_HUB_HTTP_RESPONSE_H

#include <microhttpd.h>

#include "hub/http/request.h"

/* What the client has to read, without the head; of an answer that is still being made, the present
 * piece. */
size_t zr_response_count_bytes(const struct zr_answer *answer);

/* The body moves out of the answer, unless more follows it: then take_piece gives out the pieces,
 * with user, until the response ends. NULL without memory: then the body is the answer's still. */
struct MHD_Response *zr_response_make(
	struct zr_answer *answer, MHD_ContentReaderCallback take_piece, void *user);

#endif

/*
 * A request's way through a connection: its head, its body within the route's limit, the workers
 * and back, the answer. What is refused here: heads that can be read in two ways (400, and closed),
 * unknown paths (404), methods (405), bodies over the limit (413), clients that dribble, and
 * everything when the queue or the memory for bodies is full (503 with Retry-After).
 */
#ifndef ZR_HUB_HTTP_CARRIAGE_H
#define ZR_HUB_HTTP_CARRIAGE_H

#include <stdbool.h>

#include <microhttpd.h>

#include "hub/http/queue.h"
#include "hub/http/route.h"

struct zr_visitors;

/* What all requests of one listener have in common. */
struct zr_carriage_way {
	const struct zr_route *routes;
	unsigned route_flag;
	struct zr_queue *workers;
	struct zr_queue *slow;
	struct zr_queue *live;
	struct zr_queue *hashing;
	struct zr_visitors *visitors;
	bool is_secure;
	bool asks_for_certificates;
	bool is_strict;
	bool is_behind_proxy;
};

/* libmicrohttpd's callbacks; user is the struct zr_carriage_way, the socket's context its visitor.
 */
enum MHD_Result zr_carriage_handle(void *user, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *data, size_t *data_bytes,
	void **connection_state);
void zr_carriage_complete(void *user, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode how);

#endif

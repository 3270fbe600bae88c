/*
 * One listening address: libmicrohttpd with epoll, plain or TLS.
 *
 * It collects a request whole, within the route's limit, suspends the connection, and pushes the
 * request to the workers' queue. When the request comes back by on_done (from any thread) it
 * answers. What it refuses itself: heads that can be read in two ways (400, and closed), unknown
 * paths (404), methods (405), bodies over the limit (413), clients that dribble, and connections of
 * an address that has enough of them (closed), and
 * everything when the queue or the memory for bodies is full (503 with Retry-After).
 */
#ifndef ZR_HUB_HTTP_LISTENER_H
#define ZR_HUB_HTTP_LISTENER_H

#include <stdbool.h>

#include "hub/http/queue.h"
#include "hub/http/route.h"

struct zr_listener;

struct zr_listener_options {
	const char *address;           /* "127.0.0.1:8080" or "[::1]:8080"; port 0: any free one */
	const struct zr_route *routes; /* with static life */
	unsigned route_flag;           /* ZR_REQUEST_DEVICE or ZR_REQUEST_CONSOLE */
	struct zr_queue *workers;
	struct zr_queue *slow;       /* for ZR_REQUEST_SLOW */
	struct zr_queue *live;       /* for ZR_REQUEST_LIVE, once begun; NULL: there is none */
	struct zr_queue *hashing;    /* for ZR_REQUEST_HASH */
	const char *certificate_pem; /* NULL: plain HTTP */
	const char *key_pem;
	const char *trust_pem; /* who signs clients' certificates; NULL: none is asked for */
	unsigned thread_count;
	unsigned connection_count_max;
	size_t connection_bytes;               /* kept for each; a head beyond it is refused */
	unsigned address_connection_count_max; /* of one address; 0: no limit of its own */
	unsigned enter_per_s_max; /* connections of others than this machine; 0: no limit */
	bool is_strict;           /* browsers are told never to come without TLS again */
	bool is_behind_proxy;     /* what one on this machine says of its clients is believed */
	bool is_verbose;          /* the library's own complaints go to stderr */
};

/* ZR_E_INVALID bad address, ZR_E_IO address in use, ZR_E_NOMEM. */
int zr_listener_open(const struct zr_listener_options *options, struct zr_listener **ret_listener,
	struct zr_error *error) ZR_MUST_CHECK;

/* The port that was bound. */
unsigned zr_listener_port(const struct zr_listener *listener);

/* How many are connected. */
unsigned zr_listener_connections(const struct zr_listener *listener);

/* Closes connections whose head, or whose reading of an answer, takes too long. To be called now
 * and then, by any thread. */
void zr_listener_sweep(struct zr_listener *listener);

/* Ends every connection of a device: it is to have no part in the hub from now on. Any thread. */
void zr_listener_cut(struct zr_listener *listener, const uint8_t device[ZR_PARTY_ID_BYTES]);

/* Takes no new connections. Then the queues are drained by their owner, then close. */
void zr_listener_quiesce(struct zr_listener *listener);

/* Every request must be back. NULL is allowed. */
void zr_listener_close(struct zr_listener *listener);

#endif

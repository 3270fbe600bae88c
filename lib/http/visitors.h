/*
 * Who is connected to one listener: how long each may still take, and what each address holds.
 *
 * The library closes a connection on which nothing moves, but not one on which a byte comes now and
 * then. So each has a deadline while its head is awaited or its answer is read; who sweeps shuts
 * the socket of one that is over it, and the library finds it closed. Of one address (IPv6: of one
 * /64) there may be so many connections, with so many bytes of bodies, for one must not shut out
 * the rest. The machine itself (127.0.0.1, ::1) is not counted: a proxy there speaks for everybody.
 * Any thread may call; a lock guards the table.
 */
#ifndef ZR_HTTP_VISITORS_H
#define ZR_HTTP_VISITORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"
#include "lib/http/peer.h"

struct sockaddr;
struct zr_visitor;
struct zr_visitors;

/* Of one address, but for the first; 0: no limit. */
struct zr_visitors_limits {
	unsigned count_max; /* of all together */
	unsigned connection_count_max;
	size_t body_bytes_max;
	unsigned enter_per_s_max; /* of all that are not this machine, with as many at once */
};

int zr_visitors_new(const struct zr_visitors_limits *limits, struct zr_visitors **ret_visitors,
	struct zr_error *error) ZR_MUST_CHECK;
/* All have left. NULL is allowed. */
void zr_visitors_free(struct zr_visitors *visitors);

/* A connection that was opened; fd is borrowed until it leaves. NULL when there are as many as
 * there may be, of all or of its address, when more come than may come in a second, or without
 * memory. Both times are on the clock that sweep gets. */
struct zr_visitor *zr_visitors_enter(struct zr_visitors *visitors, const struct sockaddr *address,
	int fd, int64_t now_us, int64_t deadline_us);
void zr_visitors_leave(struct zr_visitors *visitors, struct zr_visitor *visitor);

/* What the program knows of who it is: NULL before it was set. From malloc(); the visitor's from
 * then on, and freed as it leaves. */
const void *zr_visitors_badge(const struct zr_visitor *visitor);
void zr_visitors_set_badge(struct zr_visitors *visitors, struct zr_visitor *visitor, void *badge);

/* Shuts the sockets of all that have a badge and are whom it is about. */
typedef bool zr_visitors_is(const void *badge, const void *whom);
void zr_visitors_cut(struct zr_visitors *visitors, zr_visitors_is *is, const void *whom);

/* ZR_PEER_BYTES, borrowed. */
const uint8_t *zr_visitors_peer(const struct zr_visitor *visitor);

/* On the clock that sweep gets; 0: it may take as long as it likes. */
void zr_visitors_set_deadline(struct zr_visitor *visitor, int64_t deadline_us);

/* Bytes of a body in memory: false, and nothing is counted, when its address holds enough. */
bool zr_visitors_hold(struct zr_visitors *visitors, struct zr_visitor *visitor, size_t bytes);
void zr_visitors_drop(struct zr_visitors *visitors, struct zr_visitor *visitor, size_t bytes);

/* Shuts the sockets of those that are over their deadline. */
void zr_visitors_sweep(struct zr_visitors *visitors, int64_t now_us);

#endif

/*
 * The listener of zarya-respond: libmicrohttpd with one thread, plain or TLS. It collects a request
 * whole, within its limit, and puts it before the clerk's thread (rounds.h). Refused here: heads
 * that can be read in two ways (400, and closed), forms of another site (403), bodies over the
 * limit (413), other methods (405), and connections of an address that has enough of them. Heads,
 * bodies and readers that come drop by drop are shut after a while. A browser that was here before
 * resumes its TLS session.
 */
#ifndef ZR_RESPOND_DOORWAY_H
#define ZR_RESPOND_DOORWAY_H

#include <stdbool.h>

#include "lib/base/error.h"
#include "respond/rounds.h"

struct zr_doorway;

struct zr_doorway_options {
	const char *address;         /* "127.0.0.1:8090"; port 0: any free one */
	const char *certificate_pem; /* NULL: plain HTTP */
	const char *key_pem;
	bool is_behind_proxy;   /* what one on this machine says of its clients is believed */
	struct zr_clerk *clerk; /* borrowed, as the locker */
	struct zr_locker *locker;
};

/* ZR_E_INVALID a bad address or certificate, ZR_E_IO. */
int zr_doorway_open(const struct zr_doorway_options *options, struct zr_doorway **ret_doorway,
	struct zr_error *error) ZR_MUST_CHECK;
unsigned zr_doorway_port(const struct zr_doorway *door);
/* Shuts connections that take longer than they may: each ZR_RESPOND_SWEEP_S, from any thread. */
void zr_doorway_sweep(struct zr_doorway *door);
/* Answers what was begun. NULL is allowed. */
void zr_doorway_close(struct zr_doorway *door);

#endif

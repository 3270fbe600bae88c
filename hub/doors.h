/*
 * The addresses that the hub answers at, and how many may come: the tablets' door, and the
 * console's.
 *
 * The console speaks TLS unless it listens on this machine alone or behind a proxy on it: with the
 * certificate that the operator has for it, else with the hub's own, by the authority that tablets
 * know. Each tablet connected costs a descriptor; who comes beyond the limit is closed at once.
 */
#ifndef ZR_HUB_DOORS_H
#define ZR_HUB_DOORS_H

#include "lib/base/error.h"

struct zr_listener;
struct zr_queue;
struct zr_shared;

#define ZR_DOORS_URL_BYTES 300

/* Where requests go. */
struct zr_doors_lanes {
	struct zr_shared *shared;
	struct zr_queue *work;  /* of tablets */
	struct zr_queue *pages; /* of the console */
	struct zr_queue *slow;
	struct zr_queue *live;
	struct zr_queue *hashing;
};

/* As many descriptors as the system allows. */
void zr_doors_raise_limit(void);

/* Makes it known as shared->tablets, with its address. ZR_E_INVALID: more connections are wanted
 * than there are descriptors; the errors of zr_listener_open(). */
int zr_doors_open_tablets(const struct zr_doors_lanes *lanes, struct zr_listener **ret_door,
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_INVALID also: a certificate that does not fit. */
int zr_doors_open_console(const struct zr_doors_lanes *lanes, struct zr_listener **ret_door,
	struct zr_error *error) ZR_MUST_CHECK;

/* For OpenRosa clients, when the options want it; else *ret_door stays. Makes its address known as
 * shared->openrosa_url. Plain behind a proxy, unless it has a certificate of its own. */
int zr_doors_open_openrosa(const struct zr_doors_lanes *lanes, struct zr_listener **ret_door,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

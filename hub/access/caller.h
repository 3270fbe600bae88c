/* Who asks, as the door made it out: what a handler needs to know of an account. */
#ifndef ZR_HUB_ACCESS_CALLER_H
#define ZR_HUB_ACCESS_CALLER_H

#include "hub/access/right.h"
#include "hub/store/stored.h"

struct zr_caller {
	char name[ZR_STORE_ID_BYTES]; /* "" before the door, and of tablets */
	enum zr_role role;
	char territory[ZR_STORE_PATH_BYTES]; /* "" is the whole country */
	bool must_change;                    /* its password, before anything else */
	bool must_enrol;                     /* a second factor, likewise */
	bool has_factor;
};

#endif

/*
 * The index made anew: what stands in the store because somebody opened what tablets sent. Done
 * after a fault of the hub's own, or by a hub that reads more than the one before. The hub is
 * stopped meanwhile; when it starts, it opens all again while it serves.
 */
#ifndef ZR_HUB_STORE_REBUILD_H
#define ZR_HUB_STORE_REBUILD_H

#include <stdint.h>

#include "lib/base/error.h"

struct zr_options;

/* Nothing is changed when a hub works with DATA (ZR_E_BUSY), when there is none (ZR_E_NOT_FOUND),
 * or when an envelope is damaged (ZR_E_INVALID: restore a copy first). */
int zr_rebuild_run(const struct zr_options *options, struct zr_error *error) ZR_MUST_CHECK;

#endif

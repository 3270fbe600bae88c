/*
 * The part of the country that a page of progress is about: the territory that was asked for, or
 * the caller's own. One that lies elsewhere is as one that is not there.
 */
#ifndef ZR_HUB_PROGRESS_GROUND_H
#define ZR_HUB_PROGRESS_GROUND_H

#include <json-c/json.h>

#include "hub/access/caller.h"
#include "hub/store/stored.h"
#include "lib/base/error.h"

struct zr_store;

/* id: NULL for the caller's own. Of the whole country all is "". ZR_E_NOT_FOUND. */
int zr_ground_find(struct zr_store *store, const struct zr_caller *caller, const char *id,
	struct zr_territory *ret_ground, struct zr_error *error) ZR_MUST_CHECK;

/* Adds "territory", and "above": what it lies in, from the caller's own down. */
int zr_ground_tell(struct zr_store *store, const struct zr_caller *caller,
	const struct zr_territory *ground, struct json_object *answer,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

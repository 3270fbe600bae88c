/*
 * What the removal of an entry does to the answers of others, tried on a copy before anybody is
 * asked: the mother who is removed leaves a child whose answer names nobody. Pure.
 */
#ifndef ZR_CENSUS_REMOVAL_H
#define ZR_CENSUS_REMOVAL_H

#include <glib.h>

#include "lib/base/cleanup.h"
#include "lib/form/session.h"

struct zr_removal {
	GPtrArray
		*losses;  /* "Anna: Who is the mother?", a line for each that must be asked again */
	char *first_path; /* of the first of them, as it is after the removal; NULL */
};
void zr_removal_finish(struct zr_removal *removal);

/* Removes the entry from the copy and compares. copy is a session of the same form and instance
 * that the caller frees; instance belongs to session. ret_removal must be zeroed. */
int zr_removal_try(struct zr_session *session, const struct zr_item *instance,
	struct zr_session *copy, struct zr_removal *ret_removal,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

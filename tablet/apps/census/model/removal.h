/*
 * What goes with an entry, tried on a copy before anybody is asked: the mother who is removed
 * leaves a child whose answer names nobody, and a lower number of persons takes the last of them
 * away. Pure.
 */
#ifndef ZR_CENSUS_REMOVAL_H
#define ZR_CENSUS_REMOVAL_H

#include <glib.h>
#include <stdbool.h>

#include "lib/base/cleanup.h"
#include "lib/form/session.h"

struct zr_removal {
	GPtrArray
		*losses;  /* "Anna: Who is the mother?", a line for each that must be asked again */
	GPtrArray *names; /* of the entries that an answer takes away; NULL unless there are any */
	char *first_path; /* of the first of them, as it is after the removal; NULL */
};
void zr_removal_finish(struct zr_removal *removal);

/* Removes the entry from the copy and compares. copy is a session of the same form and instance
 * that the caller frees; instance belongs to session. ret_removal must be zeroed. */
int zr_removal_try(struct zr_session *session, const struct zr_item *instance,
	struct zr_session *copy, struct zr_removal *ret_removal,
	struct zr_error *error) ZR_MUST_CHECK;

/* The same for an answer that would take entries with answers away, as a lower number of persons
 * does. Without names it takes none, or is no answer at all. */
int zr_removal_try_answer(struct zr_session *session, const struct zr_session_entry *answer,
	struct zr_session *copy, struct zr_removal *ret_removal,
	struct zr_error *error) ZR_MUST_CHECK;

/* Those names in one line, the first of them when there are many. The caller frees it. */
char *zr_removal_names(const struct zr_removal *removal);

/* Whether some answer could: the instance has entries that a count made. Cheap. */
bool zr_removal_is_possible(struct zr_session *session);

#endif

/*
 * A roster: the instances of one repeat with their names and how complete they are. Pure.
 */
#ifndef ZR_CENSUS_ROSTER_H
#define ZR_CENSUS_ROSTER_H

#include <glib.h>
#include <stdbool.h>

#include "lib/form/session.h"
#include "tablet/census/flow.h"

enum zr_roster_state {
	ZR_ROSTER_NEW, /* no answer inside */
	ZR_ROSTER_PARTIAL,
	ZR_ROSTER_COMPLETE,
};

struct zr_roster_entry {
	struct zr_item instance;
	char *name; /* owned */
	char *path; /* owned */
	enum zr_roster_state state;
	unsigned missing; /* required answers */
	bool can_remove;
};

/* An array of struct zr_roster_entry; freeing it frees the texts. */
GArray *zr_roster_new(struct zr_session *session, const struct zr_screen *screen);

/* The first entry that is not complete and whose path is not in the set of those visited; -1 when
 * there is none. */
int zr_roster_next_open(const GArray *entries, GHashTable *visited);

/* The first entry without any answer, -1 when there is none: it is used before one is added. */
int zr_roster_first_new(const GArray *entries);

#endif

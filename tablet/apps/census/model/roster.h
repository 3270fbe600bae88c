/*
 * A roster: the instances of one repeat with their names and how complete they are. Pure.
 */
#ifndef ZR_CENSUS_ROSTER_H
#define ZR_CENSUS_ROSTER_H

#include <glib.h>
#include <stdbool.h>

#include "lib/form/session.h"
#include "lib/interview/flow.h"

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

/* The first entry that is not complete and whose node is not in the set of those visited; -1 when
 * there is none. */
int zr_roster_next_open(const GArray *entries, GHashTable *visited);

/* The first entry without any answer, -1 when there is none: it is used before one is added. */
int zr_roster_first_new(const GArray *entries);

/* How many of them have answers. */
unsigned zr_roster_listed(const GArray *entries);

/* How many entries there should be: the answer at the path in the repeat's appearance word
 * "expected(/data/persons)", within the same outer entries. -1 when nothing says so yet. */
int zr_roster_expected(struct zr_session *session, const struct zr_screen *screen);

#endif

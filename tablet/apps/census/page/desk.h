/*
 * What the enumerator has before him: the ways into an interview.
 */
#ifndef ZR_CENSUS_DESK_H
#define ZR_CENSUS_DESK_H

#include <glib.h>

#include "tablet/apps/census/model/visits.h"
#include "tablet/apps/census/page/stage.h"

/* What to open: a draft, a correction of a finished one with its answers, or else a new interview
 * at the place. Texts are borrowed, NULL is "". */
struct zr_opening {
	const char *draft_id;
	const char *correct_id;
	const char *household_id;
	const char *address;
	const char *form_id;
	const char *previous_id;
	const char *replaces_id;
};
/* The list says it when it cannot. */
void zr_desk_open(struct zr_app *app, const struct zr_opening *opening);

/* Opens what a row stands for: its draft, its finished version, or a new interview. */
void zr_desk_open_visit(struct zr_app *app, const struct zr_visit *visit);

/* Today in the area's time, "2026-12-28". */
void zr_desk_today(char ret_day[static 11]);

#endif

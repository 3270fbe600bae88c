/*
 * What the list of all questions shows of an outline: the questions of each person (an instance of
 * a repeat) folded behind his name, or only what is still to be done, under the headings it belongs
 * to. Pure.
 */
#ifndef ZR_CENSUS_FOLDING_H
#define ZR_CENSUS_FOLDING_H

#include <glib.h>
#include <stdbool.h>

#include "tablet/apps/census/model/overview.h"

struct zr_folding_row {
	guint line;   /* of the outline */
	bool is_fold; /* an instance: a touch opens or closes it */
	bool is_open;
	unsigned questions, answered, faulty; /* of a fold, all below it */
};

/* True for a line that is still to be done. */
typedef bool (*zr_folding_faulty)(void *user, const struct zr_overview_line *line);

/* An array of struct zr_folding_row in the order of the lines. opened: the set of the nodes of
 * instances that are open. only_faulty shows what is to be done,
 * whether its instance is open or not. */
GArray *zr_folding_new(const GArray *lines, GHashTable *opened, bool only_faulty,
	zr_folding_faulty is_faulty, void *user);

/* How many lines are still to be done. */
unsigned zr_folding_count(const GArray *lines, zr_folding_faulty is_faulty, void *user);

#endif

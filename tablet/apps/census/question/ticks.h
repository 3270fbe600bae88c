/*
 * Which choices of a list are ticked, and which of them are drawn. The answer is the one owner of
 * the ticks: what is drawn never decides what is ticked, so that a search, or a list too long to
 * draw, loses none. Pure.
 */
#ifndef ZR_CENSUS_TICKS_H
#define ZR_CENSUS_TICKS_H

#include <glib.h>
#include <stdbool.h>

#include "lib/form/session.h"

/* An answer as ticks. */
struct zr_ticks {
	const char *value; /* borrowed */
	bool is_many;      /* "a b c"; else it is one choice, blanks and all */
};

bool zr_ticks_has(const struct zr_ticks *ticks, const char *word);

/* The value with the word ticked, or unticked when it was; in the order of the choices. What the
 * list does not have any more falls out. Of many only. The caller frees it. */
char *zr_ticks_toggle(const struct zr_choice *choices, size_t count, const struct zr_ticks *ticks,
	const char *word);

/* What is drawn of a list. */
struct zr_ticks_view {
	const char *wanted;   /* a part of the label; "": every choice */
	bool is_ticked_first; /* as for a list that is longer than the screen */
	unsigned max;         /* choices drawn, the ticked ones apart */
};

/* The choices to draw, as indexes (guint): every ticked one, and of the others those that are
 * wanted, in the order of the list, up to the maximum; ret_hidden counts the wanted ones beyond it.
 */
GArray *zr_ticks_shown(const struct zr_choice *choices, size_t count, const struct zr_ticks *ticks,
	const struct zr_ticks_view *view, unsigned *ret_hidden);

#endif

/*
 * The drafts of this tablet beside what the agent says: what is listed, what may be wiped, and
 * which households have an open draft. Nothing here draws.
 */
#ifndef ZR_CENSUS_JOURNAL_H
#define ZR_CENSUS_JOURNAL_H

#include <glib.h>
#include <stdbool.h>

#include "lib/local/local.h"
#include "lib/store/draft.h"

/* An array of struct zr_draft, last changed first, which frees its texts; empty after a failure,
 * and without a store (NULL). */
GArray *zr_journal_load(struct zr_drafts *drafts, struct zr_error *error);

/* What the agent says; borrowed. */
struct zr_journal_news {
	const struct zr_local_households *households;
	const struct zr_local_records *records;
	GHashTable *returned; /* ids of records that were sent back: theirs stay; NULL: none */
};

/* Gives drafts of the first version the address of their household while it is listed, and wipes
 * the answers that are of no use here any more. ret_changed: list is out of date. What fails is
 * tried again at the next call. */
int zr_journal_tidy(struct zr_drafts *drafts, const GArray *list,
	const struct zr_journal_news *news, bool *ret_changed,
	struct zr_error *error) ZR_MUST_CHECK;

/* The households with an open draft, for the agent: an array that ends with NULL, to be freed with
 * g_strfreev(). */
char **zr_journal_open_places(const GArray *list, const struct zr_local_records *records);

#endif

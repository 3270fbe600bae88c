/*
 * Doubts: what is possible but rare. A doubt is a note with the appearance word "doubt" that
 * becomes relevant behind the answer (ADR 0072). It is no fault: it is asked about once, where it
 * comes up and again at the end, and then stands. Pure.
 */
#ifndef ZR_CENSUS_DOUBTS_H
#define ZR_CENSUS_DOUBTS_H

#include <glib.h>
#include <stdbool.h>

#include "lib/form/session.h"

bool zr_doubts_is(const struct zr_item *question);

/* The doubts that the interview has now. */
size_t zr_doubts_count(struct zr_session *session);

/* The nodes of the doubts that the enumerator was stopped at. */
GHashTable *zr_doubts_new_told(void);

/* The first doubt among the questions on the screen that was not told since it came up; it is told
 * now. False: none. A doubt that went away is new when it comes again. */
bool zr_doubts_tell_next(GHashTable *told, const GArray *questions, struct zr_item *ret_doubt);

#endif

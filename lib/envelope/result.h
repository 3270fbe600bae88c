/*
 * What an outcome in a questionnaire's own words comes to, where the form does not say so itself:
 * the words that are in use, from our census to older records. Pure; texts are static.
 * Source: the table in docs/envelope.md ("Results").
 */
#ifndef ZR_ENVELOPE_RESULT_H
#define ZR_ENVELOPE_RESULT_H

#include "lib/envelope/content.h"

/* Never UNKNOWN: a word that is in no table, and none at all, is an interview that was done. */
enum zr_visit_result zr_result_of_code(const char *outcome);

/* "done", "revisit", "refused", "empty"; "" for UNKNOWN and for one of a later version, which may
 * stand in a store. */
const char *zr_result_name(enum zr_visit_result result);

#endif

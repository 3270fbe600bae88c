/*
 * Searches for persons who stand in more than one record, and what each has seen so far.
 *
 * A search is asked in pieces (lib/office/office_message.h). Of each person there is kept a keyed
 * hash, in memory alone: the key is drawn when the search begins and wiped when it ends, so that
 * what is left of it tells nobody anything, and nobody can hold a list of people against it. What
 * comes out are pairs of records and how many persons stand in both. Persons are the same when all
 * parts of their names and their birth dates are, but for the size of letters, ё and е, and blanks;
 * initials are another name. A person who stands twice in one record is that record's own matter.
 */
#ifndef ZR_OFFICE_NAMESAKE_H
#define ZR_OFFICE_NAMESAKE_H

#include "lib/base/cleanup.h"
#include "lib/office/office_message.h"

struct zr_namesakes; /* all searches of an office */

/* ZR_E_NOMEM. free wipes; NULL is allowed. */
int zr_namesake_new(struct zr_namesakes **ret_namesakes, struct zr_error *error) ZR_MUST_CHECK;
void zr_namesake_free(struct zr_namesakes *namesakes);
ZR_DEFINE_CLEANUP(struct zr_namesakes *, zr_namesake_free);

/* The search goes on with this piece, or begins. ZR_E_NOT_FOUND: it began before this office did,
 * or others took its place; ZR_E_IO: no random bytes. */
int zr_namesake_continue(struct zr_namesakes *namesakes, const struct zr_office_search *search,
	struct zr_error *error) ZR_MUST_CHECK;

/* The persons of one record of the search that goes on, by its place. packed: its answers, opened;
 * what cannot be read is counted. ZR_E_LIMIT: more persons than a search has room for; ZR_E_NOMEM.
 */
int zr_namesake_add(struct zr_namesakes *namesakes, uint32_t place, struct zr_crypto_bytes packed,
	struct zr_error *error) ZR_MUST_CHECK;
/* A record that could not be opened. */
void zr_namesake_miss(struct zr_namesakes *namesakes);

/* Ends the search that goes on, and wipes it. */
int zr_namesake_find(struct zr_namesakes *namesakes, struct zr_office_findings *ret_findings,
	struct zr_error *error) ZR_MUST_CHECK;
/* Wipes the search that goes on: it came to nothing. */
void zr_namesake_drop(struct zr_namesakes *namesakes);

#endif

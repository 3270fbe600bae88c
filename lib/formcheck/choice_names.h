/*
 * Texts that an expression compares with the answer to a select, held against the names of its
 * choices: "${sex} = 'mael'" is a good expression that is never true.
 *
 * Seen are ${select} = 'x', 'x' = ${select}, != and selected(${select}, 'x'), with '.' for the
 * question itself. Lists from files and from search() are not there to be held against.
 */
#ifndef ZR_FORMCHECK_CHOICE_NAMES_H
#define ZR_FORMCHECK_CHOICE_NAMES_H

#include "lib/formcheck/outline.h"

struct zr_choice_names {
	const struct zr_outline *outline;
	const struct zr_outline_item **by_name; /* ordered by the nodes' names; in the arena */
	struct zr_arena arena;
};

/* {0} before; borrows the outline. ZR_E_NOMEM. */
int zr_choice_names_init(
	struct zr_choice_names *names, const struct zr_outline *outline) ZR_MUST_CHECK;
void zr_choice_names_finish(struct zr_choice_names *names);

/* Calls tell with a sentence for each name that there is not. text is as an author writes it
 * (zr_outline_rewrite()), item the one that it belongs to, may be NULL. */
void zr_choice_names_check(const struct zr_choice_names *names, const struct zr_outline_item *item,
	const char *text, void (*tell)(void *user, const char *sentence), void *user);

#endif

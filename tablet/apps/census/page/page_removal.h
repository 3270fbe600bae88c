/*
 * The question before entries go with their answers: a person removed by hand, or the last ones of
 * a list whose number was lowered. It names who goes, and what would have to be asked again.
 */
#ifndef ZR_CENSUS_PAGE_REMOVAL_H
#define ZR_CENSUS_PAGE_REMOVAL_H

#include "tablet/apps/census/model/removal.h"
#include "tablet/apps/census/page/stage.h"

struct zr_removal_question {
	const char *names; /* of who goes */
	const char *help;
	const struct zr_removal *removal;
	void (*answered)(struct zr_app *app, bool is_yes, void *user);
	void (*free_user)(void *user);
	void *user;
};
/* Texts are copied; user is the page's then. */
void zr_page_removal_show(struct zr_app *app, const struct zr_removal_question *question);

/* After a removal that is on disk: to the first answer that has to be given again; NULL: none. */
void zr_page_removal_go(struct zr_app *app, const char *first_path);

/* Asks about the first card of a screen whose typed answer would take entries away. "No" leaves the
 * answer as it was. False: there is none. The cards are gone when it returns true. */
bool zr_page_removal_ask_cards(struct zr_app *app, const GPtrArray *cards);

#endif

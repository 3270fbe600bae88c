/* Records with the same persons in them, as the office compares them: the hub gives it what is
 * sealed, and hears of pairs (office/namesake.h). */
#ifndef ZR_HUB_DOUBLES_PERSON_SEARCH_H
#define ZR_HUB_DOUBLES_PERSON_SEARCH_H

#include "hub/doubles/sighting.h"

struct zr_context;

struct zr_person_wish {
	const char *who; /* the account: for the office's audit */
	const char *form_id;
};

/* Over the completed records of the form that no other one corrects or follows. sighting: begun.
 * ZR_E_LOCKED: there is no office, or it does not answer; ZR_E_NOT_FOUND: nobody has said where the
 * form has names; ZR_E_LIMIT, ZR_E_NOMEM, and what the store says. */
int zr_person_search_run(struct zr_sighting *sighting, struct zr_context *context,
	const struct zr_person_wish *wish, struct zr_error *error) ZR_MUST_CHECK;

#endif

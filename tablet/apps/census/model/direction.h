/*
 * Whether a page runs from right to left: by the interview's language, as questionnaires name it
 * ("العربية (ar)", "Hebrew", "ur"), and where it has no name that tells by its texts. Pure.
 */
#ifndef ZR_CENSUS_DIRECTION_H
#define ZR_CENSUS_DIRECTION_H

#include "lib/form/session.h"

enum zr_direction {
	ZR_DIRECTION_UNKNOWN,
	ZR_DIRECTION_LTR,
	ZR_DIRECTION_RTL,
};

/* Of a language's name: its code in parentheses or alone, its English name, its own script. */
enum zr_direction zr_direction_of_name(const char *name);

/* Of the session in its present language. */
enum zr_direction zr_direction_of_session(struct zr_session *session);

#endif

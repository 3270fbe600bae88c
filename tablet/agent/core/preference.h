/*
 * The tablet's language: what a person chose last, for every program that speaks. It stands in the
 * file "language" of the agent's folder, which may be lost without harm.
 */
#ifndef ZR_AGENT_PREFERENCE_H
#define ZR_AGENT_PREFERENCE_H

#include "lib/base/error.h"

struct zr_state;

/* Takes the language from the file; "" when there is none or it holds something else. */
void zr_preference_load(struct zr_state *state);

/* ZR_E_INVALID for what is not two small letters (ISO 639-1), ZR_E_IO when it cannot be kept: then
 * it holds until the agent ends. */
int zr_preference_set_language(
	struct zr_state *state, const char *language, struct zr_error *error) ZR_MUST_CHECK;

#endif

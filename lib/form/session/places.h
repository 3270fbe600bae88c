/*
 * Where a node of the model stands in the live instance. For lib/form.
 */
#ifndef ZR_FORM_PLACES_H
#define ZR_FORM_PLACES_H

#include "lib/form/session/working.h"

/* The concrete node of a bind below (or outside) a repeat instance, NULL. */
struct zr_node *zr_place_find(
	const struct zr_session *session, const struct zr_bind *bind, struct zr_node *context);
/* The same, NULL too where it is in one of several instances and the context in none of them. */
struct zr_node *zr_place_find_only(
	const struct zr_session *session, const struct zr_bind *bind, struct zr_node *context);

#endif

/*
 * The drafts as the enumerator has them before him: read from the store, tidied by what the agent
 * says, and merged with the list of addresses.
 */
#ifndef ZR_CENSUS_DRAWER_H
#define ZR_CENSUS_DRAWER_H

#include <glib.h>

#include "tablet/apps/census/page/pages.h"

/* The rows of the list as they are now (zr_visits_new): the caller's. */
GArray *zr_drawer_visits(struct zr_app *app);

/* Wipes what the hub has, and tells the agent of the open drafts. */
void zr_drawer_keep(struct zr_app *app);

#endif

/* What the hub sent back comes from the agent into the store of drafts, where interviews find it.
 */
#ifndef ZR_CENSUS_COMEBACK_H
#define ZR_CENSUS_COMEBACK_H

#include "tablet/apps/census/page/pages.h"

/* Takes what is new by the agent's view, one after the other, and drops what nobody waits for any
 * more. done is called on the main loop when something was taken. */
void zr_comeback_keep(struct zr_app *app, void (*done)(struct zr_app *app));

/* Records that were sent back and are here: id -> number of remarks. The caller frees it. */
GHashTable *zr_comeback_list(struct zr_app *app);

#endif

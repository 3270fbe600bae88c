/*
 * The store's teams: territories of the kind "team", with what a page of them shows beside the sums
 * of progress.h. A noun of the store like those of store.h, with the same promises.
 */
#ifndef ZR_HUB_STORE_TEAMS_H
#define ZR_HUB_STORE_TEAMS_H

#include "hub/store/team_row.h"
#include "lib/base/error.h"

struct zr_store;

/* By id. Costs what the teams shown have of areas, tablets and records sent back. A visit that is
 * not 0 ends the list and is what the call returns. */
int zr_teams_list(struct zr_store *store, const struct zr_team_filter *filter,
	zr_teams_visit *visit, void *user, struct zr_error *error) ZR_MUST_CHECK;

#endif

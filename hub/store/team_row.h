/* What the store says of a team: teams.h. */
#ifndef ZR_HUB_STORE_TEAM_ROW_H
#define ZR_HUB_STORE_TEAM_ROW_H

#include "hub/store/stored.h"

/* The kind of the territories that are teams. */
#define ZR_TEAM_KIND "team"

struct zr_team {
	struct zr_territory territory;
	uint64_t silent_count; /* tablets of its areas that were not heard of since */
	uint64_t return_count; /* records that were sent back and are not corrected yet */
};
typedef int zr_teams_visit(void *user, const struct zr_team *team);

struct zr_team_filter {
	const char *territory; /* those in that subtree; "" for all */
	int64_t silent_since_us;
	const char *after; /* ids behind this one; "" from the first on */
	size_t count_max;
};

#endif

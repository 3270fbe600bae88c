/*
 * Teams on the console: a controller and the areas that his enumerators work in. A team is a
 * territory of the kind "team"; its controllers are the accounts of that role whose territory it
 * is, its tablets those of its areas. Teams are made, renamed and moved with the table of
 * territories (hub/access/territories.h); who works in which area changes here.
 */
#ifndef ZR_HUB_TEAMS_TEAM_PAGE_H
#define ZR_HUB_TEAMS_TEAM_PAGE_H

#include "hub/http/request.h"

/* GET /api/teams?territory=&silent=&limit=&after= ; silent: hours without contact, 72 unless said.
 */
void zr_team_page_list(struct zr_context *context, struct zr_request *request);
/* PUT /api/teams/ID/areas {"areas":[…]}: they are this team's from now on, all or none. */
void zr_team_page_assign(struct zr_context *context, struct zr_request *request);

#endif

/*
 * Roles and rights: who may do what, as data (roles.def, rights.def). A request has the right of
 * its route (hub/routes.c) and the caller whom the door made out (admission.h); a handler of a HELD
 * right goes by the caller's territory.
 */
#ifndef ZR_HUB_ACCESS_RIGHT_H
#define ZR_HUB_ACCESS_RIGHT_H

#include <stdbool.h>

enum zr_role {
	ZR_ROLE_NONE_, /* a role that this hub does not know: it may nothing */
#define ZR_ROLE(NAME, letter, name) ZR_ROLE_##NAME,
#include "hub/access/roles.def"
#undef ZR_ROLE
	ZR_ROLE_COUNT_
};

enum zr_right {
	ZR_RIGHT_NONE, /* of a route that names none: nobody has it */
#define ZR_RIGHT(NAME, reach, roles) ZR_RIGHT_##NAME,
#include "hub/access/rights.def"
#undef ZR_RIGHT
	ZR_RIGHT_COUNT_
};

enum zr_reach {
	ZR_REACH_FREE,
	ZR_REACH_HELD,
	ZR_REACH_AREA,
	ZR_REACH_WHOLE,
};

/* NONE_ for a name that is none. */
enum zr_role zr_right_role(const char *name);
const char *zr_right_role_name(enum zr_role role);

/* Whether the role has the right in its territory; is_whole: that is the whole country. */
bool zr_right_has(enum zr_right right, enum zr_role role, bool is_whole);

enum zr_reach zr_right_reach(enum zr_right right);
/* As in rights.def. */
const char *zr_right_name(enum zr_right right);

#endif

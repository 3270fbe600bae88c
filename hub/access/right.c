/* The two tables, unrolled. */
#include "hub/access/right.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static const char *const role_names[] = {
	[ZR_ROLE_NONE_] = "",
#define ZR_ROLE(NAME, letter, name) [ZR_ROLE_##NAME] = name,
#include "hub/access/roles.def"
#undef ZR_ROLE
};

/* The letters of roles.def, each a bit. */
enum {
#define ZR_ROLE(NAME, letter, name) letter = 1 << ZR_ROLE_##NAME,
#include "hub/access/roles.def"
#undef ZR_ROLE
};

static const struct {
	const char *name;
	enum zr_reach reach;
	unsigned roles;
} rights[] = {
	[ZR_RIGHT_NONE] = {"NONE", ZR_REACH_WHOLE, 0},
#define ZR_RIGHT(NAME, reach, roles) [ZR_RIGHT_##NAME] = {#NAME, ZR_REACH_##reach, roles},
#include "hub/access/rights.def"
#undef ZR_RIGHT
};

enum zr_role zr_right_role(const char *name)
{
	assert(name != NULL);
	for (int role = ZR_ROLE_NONE_ + 1; role < ZR_ROLE_COUNT_; role++) {
		if (strcmp(name, role_names[role]) == 0) {
			return (enum zr_role)role;
		}
	}
	return ZR_ROLE_NONE_;
}

const char *zr_right_role_name(enum zr_role role)
{
	assert(role < ZR_ROLE_COUNT_);
	return role_names[role];
}

bool zr_right_has(enum zr_right right, enum zr_role role, bool is_whole)
{
	assert(right < ZR_RIGHT_COUNT_ && role < ZR_ROLE_COUNT_);
	bool is_reached = rights[right].reach != ZR_REACH_WHOLE || is_whole;
	return role != ZR_ROLE_NONE_ && is_reached && (rights[right].roles & 1U << role) != 0;
}

enum zr_reach zr_right_reach(enum zr_right right)
{
	assert(right < ZR_RIGHT_COUNT_);
	return rights[right].reach;
}

const char *zr_right_name(enum zr_right right)
{
	assert(right < ZR_RIGHT_COUNT_);
	return rights[right].name;
}

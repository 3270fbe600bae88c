/* Prints what the hub answers to and who may ask: a line a route of the console, "METHOD PATTERN
 * RIGHT REACH ROLE,ROLE" with the roles that an account of the whole country needs one of. */
#include <stdio.h>

#include "hub/access/right.h"
#include "hub/routes.h"

static const char *reach_name(enum zr_reach reach)
{
	static const char *const names[] = {[ZR_REACH_FREE] = "FREE",
		[ZR_REACH_HELD] = "HELD",
		[ZR_REACH_AREA] = "AREA",
		[ZR_REACH_WHOLE] = "WHOLE"};
	return names[reach];
}

static const char *method_name(enum zr_method method)
{
	switch (method) {
	case ZR_METHOD_GET:
		return "GET";
	case ZR_METHOD_POST:
		return "POST";
	case ZR_METHOD_PUT:
		return "PUT";
	}
	return "?";
}

int main(void)
{
	for (const struct zr_route *route = zr_routes; route->pattern != NULL; route++) {
		if ((route->flags & ZR_REQUEST_CONSOLE) == 0) {
			continue;
		}
		(void)printf("%s %s %s %s ", method_name(route->method), route->pattern,
			zr_right_name(route->right), reach_name(zr_right_reach(route->right)));
		const char *comma = "";
		for (int role = ZR_ROLE_NONE_ + 1; role < ZR_ROLE_COUNT_; role++) {
			if (zr_right_has(route->right, (enum zr_role)role, true)) {
				(void)printf("%s%s", comma, zr_right_role_name((enum zr_role)role));
				comma = ",";
			}
		}
		(void)printf("\n");
	}
	return 0;
}

/* The application from start to end: opens its parts, puts the first page on the stage, and hands
 * on what the agent says. */
#ifndef ZR_CENSUS_APP_H
#define ZR_CENSUS_APP_H

#include "tablet/ui/launch.h"

struct zr_app_options {
	struct zr_launch launch; /* with a language the agent's does not matter */
	const char *data;
	const char *socket; /* NULL: the agent's own */
	const char *form;   /* a file to try; NULL */
};

/* Returns when the window is closed or the system ends the program. The screen is open
 * (zr_launch_open()). */
int zr_app_run(const struct zr_app_options *options);

#endif

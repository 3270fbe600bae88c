/* The application from start to end: opens its parts, puts the first page on the stage, and hands
 * on what the agent says. */
#ifndef ZR_CENSUS_APP_H
#define ZR_CENSUS_APP_H

#include <stdbool.h>

struct zr_app_options {
	const char *data;
	const char *socket; /* NULL: the agent's own */
	const char *probe;  /* NULL: the machine's port, if any */
	const char *form;   /* a file to try; NULL */
	bool has_language;  /* it was given: the agent's does not matter */
	int origin[2];
	int size[2];
	double dots_per_mm; /* 0: what the panel says */
};

/* Returns when the window is closed or the system ends the program. */
int zr_app_run(const struct zr_app_options *options);

#endif

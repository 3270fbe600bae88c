/*
 * The steps of a file, one after the other: each is printed behind "> " and what came of it under
 * it. A step that fails is told with its line, and the others go on.
 */
#ifndef ZR_TOOLS_PLAY_RUN_H
#define ZR_TOOLS_PLAY_RUN_H

#include "tools/play/play.h"

struct zr_play_tally {
	size_t step_count;
	size_t failed_count;
	unsigned first_failed_line; /* from 1; 0: none failed */
};

/* The interview must have begun. ZR_E_IO (the stream cannot be read). */
int zr_play_run(struct zr_play *play, FILE *steps, struct zr_play_tally *ret_tally,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * The language of steps: one a line, "answer /data/age 30". The whole of it is the table
 * play_step.def; docs/questionnaires.md tells it to authors.
 */
#ifndef ZR_TOOLS_PLAY_STEP_H
#define ZR_TOOLS_PLAY_STEP_H

#include "lib/base/buffer.h"
#include "tools/play/play.h"

struct zr_play_step {
	const char *verb;  /* "answer" */
	const char *path;  /* "/data/age"; "" where none was given or the verb takes none */
	const char *value; /* the rest of the line, as it stands; "" for none */
};

/* Takes a line apart in place; a blank one and a comment ("# …") give a verb "". */
void zr_play_step_parse(char *line, struct zr_play_step *ret_step);

/* Does it and prints what came of it. ZR_E_* when the step fails: why stands in error. */
int zr_play_step_do(struct zr_play *play, const struct zr_play_step *step,
	struct zr_error *error) ZR_MUST_CHECK;

/* Appends a line for each verb: what follows it, and what it does. ZR_E_NOMEM. */
int zr_play_step_help(struct zr_buffer *ret_text) ZR_MUST_CHECK;

#endif

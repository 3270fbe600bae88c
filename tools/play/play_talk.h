/*
 * The conversation: each question is shown, a line is taken as its answer, and so to the end. A
 * line that begins with ':' is a step (play_step.h); nothing is stored anywhere.
 */
#ifndef ZR_TOOLS_PLAY_TALK_H
#define ZR_TOOLS_PLAY_TALK_H

#include "tools/play/play.h"

/* The interview must have begun. Takes lines from in up to its end or ":quit". tick (NULL allowed)
 * is asked for the time before each answer. */
int zr_play_talk(struct zr_play *play, FILE *in, int64_t (*tick)(void),
	struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * An interview at a desk: a form, its session, and the place where the author is. Reads no file and
 * no clock; prints to the stream that it is given. Used by the steps of a file (play_run.h) and by
 * the conversation at a terminal (play_talk.h).
 */
#ifndef ZR_TOOLS_PLAY_H
#define ZR_TOOLS_PLAY_H

#include <stdbool.h>
#include <stdio.h>

#include "lib/form/session.h"
#include "tools/play/play_words.h"

/* Answers of one screen that are judged together: more questions nobody puts on one. */
#define ZR_PLAY_HELD_COUNT_MAX 32

struct zr_play {
	const struct zr_form *form; /* borrowed */
	struct zr_session_env env;  /* its texts are borrowed, but for the zone: */
	char zone[64];              /* IANA name; "": env.utc_offset_s */
	struct zr_session *session; /* owned */
	struct zr_item at;          /* where the author is */
	struct zr_play_held {
		char *path, *value;     /* owned */
	} held[ZR_PLAY_HELD_COUNT_MAX]; /* answers that wait for the next one */
	size_t held_count;
	FILE *out;                  /* borrowed */
	enum zr_play_tongue tongue; /* of the tool's own words */
	size_t width;               /* columns of a line */
	bool is_bright;             /* bold and dim letters, for a terminal */
};

/* Begins the interview in the form's language of that code (NULL, or one that it has not: its
 * default). Set form, env, out, tongue and width before. What zr_session_new() returns. */
int zr_play_begin(struct zr_play *play, const char *language, struct zr_error *error) ZR_MUST_CHECK;
void zr_play_finish(struct zr_play *play);

/* Lets go of the answers that wait. */
void zr_play_drop_held(struct zr_play *play);

/* The language by its name ("Русский (ru)") or its code. ZR_E_NOT_FOUND. */
int zr_play_set_language(
	struct zr_play *play, const char *name, struct zr_error *error) ZR_MUST_CHECK;

/* Writes a draft and opens it again, as a tablet that was switched off; stays at its place. */
int zr_play_restore(struct zr_play *play, struct zr_error *error) ZR_MUST_CHECK;

/* The place that a person means: "." where he is, a path ("/data/person[2]/age"), or the end of one
 * ("age", "person[2]/age"), of which the first in the form's order counts. ZR_E_NOT_FOUND. */
int zr_play_find(struct zr_play *play, const char *path, struct zr_item *ret_item,
	struct zr_error *error) ZR_MUST_CHECK;

/* The repeat of that path: one of its entries, or the place behind them where one is added. */
int zr_play_find_repeat(struct zr_play *play, const char *path, struct zr_item *ret_item,
	struct zr_error *error) ZR_MUST_CHECK;

/* Appends the path of a place; "/data/person" for the place behind the entries. ZR_E_NOMEM. */
int zr_play_path(const struct zr_item *item, struct zr_buffer *ret_path) ZR_MUST_CHECK;

/* Why an answer is refused: the form's own words, or the tool's. ZR_E_NOMEM. */
int zr_play_verdict(struct zr_play *play, const struct zr_item *item, enum zr_verdict verdict,
	struct zr_buffer *ret_text, struct zr_error *error) ZR_MUST_CHECK;

#endif

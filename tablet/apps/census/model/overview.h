/*
 * The interview as a list of lines: each question with its answer and what is wrong with it, under
 * the headings of groups and instances. The jump list, the summary, the roster's states and the
 * progress come from it. Pure; the lines' items go stale as the session's do.
 */
#ifndef ZR_CENSUS_OVERVIEW_H
#define ZR_CENSUS_OVERVIEW_H

#include <glib.h>
#include <stdbool.h>

#include "lib/form/session.h"

struct zr_overview_line {
	struct zr_item item;
	bool is_heading;
	unsigned depth;
	char *title;   /* plain text, one line; owned */
	char *answer;  /* as a person reads it; owned, "" when empty or a heading */
	bool is_input; /* counts as a question: not a note, not readonly */
	bool is_answered;
	enum zr_verdict verdict; /* REQUIRED: missing; CONSTRAINT_VIOLATED: to be checked */
};

/* An array of struct zr_overview_line; freeing it frees the texts. scope is a group or instance, or
 * START for all of it. */
GArray *zr_overview_new(struct zr_session *session, const struct zr_item *scope);

struct zr_overview_count {
	unsigned questions;
	unsigned answered;
	unsigned missing; /* required ones without an answer */
	unsigned wrong;
	unsigned excused; /* required ones that this device cannot answer */
};
/* Without texts, for progress: some microseconds a question. */
struct zr_overview_count zr_overview_count(struct zr_session *session, const struct zr_item *scope);

/* The text of an item, plain, on one line; "" when it has none. The caller frees it. */
char *zr_overview_title(struct zr_session *session, const struct zr_item *item);

/* What a roster calls an instance: its first answered text, else its label, else its number. */
char *zr_overview_instance_name(struct zr_session *session, const struct zr_item *instance);

/* Required and empty, but for an input that the device does not have (camera, receiver, another
 * program): it does not stop the interview (ADR 0047). */
bool zr_overview_is_excused(const struct zr_item *question);

/* The first question whose answer does not stand, excused ones apart. False when all do. */
bool zr_overview_find_fault(struct zr_session *session, struct zr_item *ret_question);

#endif

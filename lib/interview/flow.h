/*
 * Which screen comes next: the way of a person through the places of a session.
 *
 * A screen is one question, a whole field-list, the roster of a repeat, or the end. The roster is
 * shown when the way comes to a repeat and again behind each instance; from it the way leads into
 * an instance or past the repeat. Pure: no widgets, nothing kept; screens go stale as items do.
 */
#ifndef ZR_INTERVIEW_FLOW_H
#define ZR_INTERVIEW_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/form/session.h"

/* The place of the summary in a draft; no node can have it. */
#define ZR_FLOW_END_PATH "#end"

enum zr_screen_kind {
	ZR_SCREEN_START, /* before everything: there is nothing to go back to */
	ZR_SCREEN_QUESTION,
	ZR_SCREEN_GROUP,  /* a field-list: a GROUP or a REPEAT instance */
	ZR_SCREEN_ROSTER, /* item: the first instance, or the PROMPT when there is none */
	ZR_SCREEN_END,
};

struct zr_screen {
	enum zr_screen_kind kind;
	struct zr_item item;
};

struct zr_screen zr_flow_first(struct zr_session *session);
struct zr_screen zr_flow_next(struct zr_session *session, const struct zr_screen *from);
struct zr_screen zr_flow_previous(struct zr_session *session, const struct zr_screen *from);

/* The first screen inside an instance of the roster's repeat; the roster itself when the instance
 * has nothing to ask. */
struct zr_screen zr_flow_enter(
	struct zr_session *session, const struct zr_screen *roster, size_t index);

/* The roster that holds the instance or prompt. */
struct zr_screen zr_flow_roster(struct zr_session *session, const struct zr_item *item);

/* The screen that shows this question. */
struct zr_screen zr_flow_show(struct zr_session *session, const struct zr_item *question);

/* The screen of that path (zr_flow_path), the first one when there is none. */
struct zr_screen zr_flow_find(struct zr_session *session, const char *path);
/* The caller frees it; NULL without memory. */
char *zr_flow_path(const struct zr_screen *screen);

/* The questions on the screen, in order. ZR_E_NOMEM. */
struct zr_flow_list {
	struct zr_item *items; /* owned */
	size_t count;
};
int zr_flow_questions(struct zr_session *session, const struct zr_screen *screen,
	struct zr_flow_list *ret_list) ZR_MUST_CHECK;
void zr_flow_list_finish(struct zr_flow_list *list);

/* The first answer inside an instance that is a text a person wrote, and no secret: what it is
 * called by. "" when there is none; borrowed until something changes. */
const char *zr_flow_name(struct zr_session *session, const struct zr_item *instance);

/* The nearest repeat instance around the item (the item itself does not count); START: none. */
struct zr_item zr_flow_instance_around(struct zr_session *session, const struct zr_item *item);

#endif

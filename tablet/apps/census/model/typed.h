/*
 * What stands on the screen of an interview and is not an answer: being typed, refused, incomplete,
 * or ticked where it cannot stand. One owner for the whole interview, whatever page is shown, so
 * that the screen and the record cannot drift apart unseen.
 *
 * A text is kept in its card's own raw form (struct zr_card_kind) at the node of its question. A
 * session never uses a node again, so what was typed for a removed person cannot come up at the
 * next one; it is gone with the person. Pure; not thread-safe; holds nothing of the session but
 * those nodes, which must live as long as this.
 */
#ifndef ZR_CENSUS_TYPED_H
#define ZR_CENSUS_TYPED_H

#include <glib.h>
#include <stdbool.h>

#include "lib/base/cleanup.h"
#include "lib/form/session.h"

struct zr_typed;

struct zr_typed *zr_typed_new(void);
void zr_typed_free(struct zr_typed *typed);
ZR_DEFINE_CLEANUP(struct zr_typed *, zr_typed_free);

/* The text that stands at the question now; copied. "" is a text, too: an answer being emptied. */
void zr_typed_put(struct zr_typed *typed, const struct zr_item *question, const char *text);

/* It became an answer, or was given up. */
void zr_typed_drop(struct zr_typed *typed, const struct zr_item *question);

/* NULL where the screen shows what the session holds. Borrowed until the next change here. */
const char *zr_typed_at(const struct zr_typed *typed, const struct zr_item *question);

/* The first such question that the interview asks now, in order; false when there is none. What
 * stands at a question that is not asked any more, or went with its person, does not count. */
bool zr_typed_find(
	const struct zr_typed *typed, struct zr_session *session, struct zr_item *ret_question);

#endif

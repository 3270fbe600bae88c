/* The cards (struct zr_card) of one screen together, in order. */
#ifndef ZR_CENSUS_CARDS_H
#define ZR_CENSUS_CARDS_H

#include "tablet/apps/census/model/interview.h"
#include "tablet/apps/census/model/removal.h"
#include "tablet/apps/census/question/card.h"

/* The card of that question; NULL. */
struct zr_card *zr_cards_find(const GPtrArray *cards, const struct zr_item *item);

/* They are those of the questions (struct zr_item), in this order. */
bool zr_cards_are(const GPtrArray *cards, const GArray *questions);

/* How much is said at a card about what does not stand. */
enum zr_cards_word {
	ZR_CARDS_QUIET, /* nothing */
	ZR_CARDS_LEFT,  /* a field was left: why it is refused, but what is half typed may go on */
	ZR_CARDS_LAST_WORD, /* the screen is to be left: that it is half typed, too */
};

/* Whatever is typed at the cards becomes their answers, on disk. False when something does not
 * stand, or would take entries away: it stays typed (typed.h). When storing failed ret_error has a
 * code; the answers stand then, but not on disk. */
bool zr_cards_take(GPtrArray *cards, struct zr_interview *interview, enum zr_cards_word word,
	struct zr_error *ret_error);

/* The first card whose typed answer would take entries with answers away: that is asked first. NULL
 * when there is none. ret_removal must be zeroed, and is then the caller's, as is ret_value. */
struct zr_card *zr_cards_find_removal(const GPtrArray *cards, struct zr_interview *interview,
	char **ret_value, struct zr_removal *ret_removal);

/* Judges what stands there and says each fault at its card; true when there is none. */
bool zr_cards_check(struct zr_session *session, GPtrArray *cards);

/* Lays the cards out in that width: tables where they fit (card_table.c). Call it when the cards
 * are in the window and have been shown. */
void zr_cards_arrange(struct zr_session *session, GPtrArray *cards, int width);

#endif

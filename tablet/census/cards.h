/* The cards (struct zr_card) of one screen together, in order. */
#ifndef ZR_CENSUS_CARDS_H
#define ZR_CENSUS_CARDS_H

#include "tablet/census/card.h"

/* The card of that question; NULL. */
struct zr_card *zr_cards_find(const GPtrArray *cards, const struct zr_item *item);

/* They are those of the questions (struct zr_item), in this order. */
bool zr_cards_are(const GPtrArray *cards, const GArray *questions);

/* Judges what stands there and says each fault at its card; true when there is none. */
bool zr_cards_check(struct zr_session *session, GPtrArray *cards);

/* Lays the cards out in that width: tables where they fit (card_table.c). Call it when the cards
 * are in the window and have been shown. */
void zr_cards_arrange(struct zr_session *session, GPtrArray *cards, int width);

#endif

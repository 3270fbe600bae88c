/* What is asked of all cards at once. */
#include "tablet/census/cards.h"

#include "tablet/census/outline.h"

struct zr_card *zr_cards_find(const GPtrArray *cards, const struct zr_item *item)
{
	for (guint i = 0; i < cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(cards, i);
		if (zr_item_equal(&card->item, item)) {
			return card;
		}
	}
	return NULL;
}

bool zr_cards_are(const GPtrArray *cards, const GArray *questions)
{
	bool is_same = questions->len == cards->len;
	for (guint i = 0; is_same && i < questions->len; i++) {
		const struct zr_card *card = g_ptr_array_index(cards, i);
		is_same = zr_item_equal(&card->item, &g_array_index(questions, struct zr_item, i));
	}
	return is_same;
}

bool zr_cards_check(struct zr_session *session, GPtrArray *cards)
{
	bool is_good = true;
	for (guint i = 0; i < cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(cards, i);
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		if (zr_card_is_note(card) || zr_item_is_readonly(&card->item) ||
			zr_session_check(session, &card->item, &verdict, NULL) < 0 ||
			verdict == ZR_VERDICT_ACCEPTED || zr_outline_is_excused(&card->item)) {
			continue;
		}
		g_autofree char *text = zr_card_verdict_text(card, verdict);
		zr_card_set_message(card, text);
		is_good = false;
	}
	return is_good;
}

/* What is asked of all cards at once. */
#include "tablet/census/cards.h"

#include <assert.h>

#include "lib/base/log.h"
#include "tablet/census/outline.h"
#include "tablet/census/texts.h"

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

/* A questionnaire that cannot be worked out is its author's matter: the sentence is for the person
 * at the door, the log for those who mend it. */
static void say_form_fault(struct zr_card *card, const struct zr_error *error)
{
	zr_log(ZR_LOG_ERROR, "%s: line %u: %s", card->path, error->line, error->message);
	zr_card_set_message(card, T(FORM_FAULT));
}

/* One card: true when what is typed there became its answer. */
static bool take(struct zr_card *card, struct zr_interview *interview, enum zr_cards_word word,
	struct zr_error *ret_error)
{
	g_autofree char *text = NULL;
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (zr_card_read(card, &text) == ZR_READING_WRONG) {
		if (word == ZR_CARDS_LAST_WORD) {
			zr_card_set_message(card, text);
		}
		return false;
	}
	struct zr_error error = {0};
	int result = zr_interview_answer(interview, &card->item, text, &verdict, &error);
	if (result < 0 && !interview->is_unstored) {
		say_form_fault(card, &error);
		return false;
	}
	if (verdict != ZR_VERDICT_ACCEPTED) {
		g_autofree char *why = zr_card_verdict_text(card, verdict);
		if (word != ZR_CARDS_QUIET) {
			zr_card_set_message(card, why);
		}
		return false;
	}
	zr_typed_drop(interview->typed, &card->item);
	zr_card_set_message(card, NULL);
	if (result < 0) {
		*ret_error = error;
	}
	return true;
}

bool zr_cards_take(GPtrArray *cards, struct zr_interview *interview, enum zr_cards_word word,
	struct zr_error *ret_error)
{
	assert(cards != NULL && interview != NULL && ret_error != NULL);
	guint open = 0, before = 0;
	do { /* one that is taken may make room for another */
		before = open;
		open = 0;
		for (guint i = 0; i < cards->len; i++) {
			struct zr_card *card = g_ptr_array_index(cards, i);
			if (zr_card_is_typed(card) && !take(card, interview, word, ret_error)) {
				open++;
			}
		}
	} while (open > 0 && open != before);
	return open == 0;
}

bool zr_cards_check(struct zr_session *session, GPtrArray *cards)
{
	bool is_good = true;
	for (guint i = 0; i < cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(cards, i);
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		if (zr_card_is_note(card) || zr_item_is_readonly(&card->item) ||
			zr_card_is_typed(card) || /* zr_cards_take said what is wrong with it */
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

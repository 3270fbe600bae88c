/* What is asked of all cards at once. */
#include "tablet/apps/census/question/cards.h"

#include <assert.h>
#include <string.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/overview.h"
#include "tablet/apps/census/wording.h"

struct zr_card *zr_cards_find(const GPtrArray *cards, const struct zr_item *item)
{
	assert(cards != NULL && item != NULL);
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
	assert(cards != NULL && questions != NULL);
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
	ZR_LOG(FORM_FAULTY, .at = card->path, .line = error->line, .error = error->code);
	zr_card_set_message(card, T(FORM_FAULT));
}

static void release(struct zr_card *card)
{
	zr_typed_drop(card->host->typed, &card->item);
	zr_card_set_message(card, NULL);
}

/* Whether the answer would take entries with answers away. An answer that is given for the first
 * time takes none; what cannot be tried is judged when it is taken. */
static bool removes(struct zr_interview *interview, const struct zr_card *card, const char *value,
	struct zr_removal *ret_removal)
{
	const struct zr_session_entry answer = {.item = card->item, .value = value};
	ZR_CLEANUP(zr_session_freep) struct zr_session *copy = NULL;
	const char *before = zr_item_value(&card->item);
	struct zr_error error = {0};
	if (before[0] == '\0' || strcmp(before, value) == 0 ||
		!zr_removal_is_possible(interview->session)) {
		return false;
	}
	int code = zr_interview_copy(interview, &copy, &error);
	if (code == 0) {
		code = zr_removal_try_answer(
			interview->session, &answer, copy, ret_removal, &error);
	}
	if (code != 0) {
		ZR_LOG(ANSWER_NOT_TRIED, .error = code);
	}
	return ret_removal->names != NULL;
}

/* Says at the card what its answer would take away, and holds it back. */
static bool is_held(struct zr_card *card, struct zr_interview *interview, const char *value,
	enum zr_cards_word word)
{
	ZR_CLEANUP(zr_removal_finish) struct zr_removal removal = {0};
	if (!removes(interview, card, value, &removal)) {
		return false;
	}
	if (word != ZR_CARDS_QUIET) {
		g_autofree char *names = zr_removal_names(&removal);
		g_autofree char *message = g_strdup_printf(T(LOWER_HELD), names);
		zr_card_set_message(card, message);
	}
	return true;
}

struct zr_card *zr_cards_find_removal(const GPtrArray *cards, struct zr_interview *interview,
	char **ret_value, struct zr_removal *ret_removal)
{
	assert(cards != NULL && interview != NULL);
	assert(ret_value != NULL && ret_removal != NULL);
	for (guint i = 0; i < cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(cards, i);
		g_autofree char *value = NULL;
		if (zr_card_is_typed(card) && zr_card_read(card, &value) == ZR_READING_VALUE &&
			removes(interview, card, value, ret_removal)) {
			*ret_value = g_steal_pointer(&value);
			return card;
		}
	}
	return NULL;
}

/* One card: what is typed there becomes its answer, if it stands. */
static void take(struct zr_card *card, struct zr_interview *interview, enum zr_cards_word word,
	struct zr_error *ret_error)
{
	g_autofree char *text = NULL;
	if (zr_card_read(card, &text) == ZR_READING_WRONG) {
		if (word == ZR_CARDS_LAST_WORD) {
			zr_card_set_message(card, text);
		}
		return;
	}
	if (is_held(card, interview, text, word)) {
		return;
	}
	struct zr_session_entry answer = {.item = card->item, .value = text};
	struct zr_error error = {0};
	bool is_taken = false;
	int code = zr_interview_answer(interview, &answer, 1, &is_taken, &error);
	if (is_taken) {
		release(card);
		*ret_error = code != 0 ? error : *ret_error;
	} else if (code != 0) {
		say_form_fault(card, &error);
	} else if (word != ZR_CARDS_QUIET) {
		g_autofree char *why = zr_card_verdict_text(card, answer.verdict);
		zr_card_set_message(card, why);
	}
}

/* Answers whose constraints speak of one another stand together or not at all. What is refused even
 * so is left out, and the others are tried again. The cards and entries run side by side. */
static void take_together(GPtrArray *cards, GArray *entries, struct zr_interview *interview,
	struct zr_error *ret_error)
{
	bool is_taken = false;
	while (cards->len > 1 && !is_taken) {
		struct zr_session_entry *answers = (struct zr_session_entry *)(void *)entries->data;
		guint before = cards->len;
		struct zr_error error = {0};
		int code = zr_interview_answer(interview, answers, entries->len, &is_taken, &error);
		if (is_taken && code != 0) {
			*ret_error = error;
		}
		for (guint i = before; i > 0; i--) {
			if (is_taken) {
				release(g_ptr_array_index(cards, i - 1));
			} else if (answers[i - 1].verdict != ZR_VERDICT_ACCEPTED) {
				g_ptr_array_remove_index(cards, i - 1);
				g_array_remove_index(entries, i - 1);
			}
		}
		if (cards->len == before) {
			return; /* taken, or the form is at fault */
		}
	}
}

/* What each refused card would answer. */
static void take_refused(GPtrArray *all, struct zr_interview *interview, struct zr_error *ret_error)
{
	g_autoptr(GPtrArray) cards = g_ptr_array_new();
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GArray) entries = g_array_new(FALSE, TRUE, sizeof(struct zr_session_entry));
	for (guint i = 0; i < all->len; i++) {
		struct zr_card *card = g_ptr_array_index(all, i);
		char *text = NULL;
		if (!zr_card_is_typed(card)) {
			continue;
		}
		enum zr_card_reading reading = zr_card_read(card, &text);
		g_ptr_array_add(texts, text);
		if (reading == ZR_READING_VALUE &&
			!is_held(card, interview, text, ZR_CARDS_QUIET)) {
			struct zr_session_entry entry = {.item = card->item, .value = text};
			g_ptr_array_add(cards, card);
			g_array_append_val(entries, entry);
		}
	}
	take_together(cards, entries, interview, ret_error);
}

static guint count_typed(const GPtrArray *cards)
{
	guint count = 0;
	for (guint i = 0; i < cards->len; i++) {
		count += zr_card_is_typed(g_ptr_array_index(cards, i));
	}
	return count;
}

bool zr_cards_take(GPtrArray *cards, struct zr_interview *interview, enum zr_cards_word word,
	struct zr_error *ret_error)
{
	assert(cards != NULL && interview != NULL && ret_error != NULL);
	guint open = count_typed(cards), before = 0;
	while (open > 0 && open != before) { /* one that is taken may make room for another */
		for (guint i = 0; i < cards->len; i++) {
			struct zr_card *card = g_ptr_array_index(cards, i);
			if (zr_card_is_typed(card)) {
				take(card, interview, word, ret_error);
			}
		}
		before = open;
		open = count_typed(cards);
	}
	if (open > 1) {
		take_refused(cards, interview, ret_error);
	}
	return count_typed(cards) == 0;
}

bool zr_cards_check(struct zr_session *session, GPtrArray *cards)
{
	assert(session != NULL && cards != NULL);
	bool is_good = true;
	for (guint i = 0; i < cards->len; i++) {
		struct zr_card *card = g_ptr_array_index(cards, i);
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		if (zr_card_is_note(card) || zr_item_is_readonly(&card->item) ||
			zr_card_is_typed(card) || /* zr_cards_take said what is wrong with it */
			zr_session_check(session, &card->item, &verdict, NULL) != 0 ||
			verdict == ZR_VERDICT_ACCEPTED || zr_overview_is_excused(&card->item)) {
			continue;
		}
		g_autofree char *text = zr_card_verdict_text(card, verdict);
		zr_card_set_message(card, text);
		is_good = false;
	}
	return is_good;
}

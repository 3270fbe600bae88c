/* The page itself is the one for every question before a loss (page_confirm.c). */
#include "tablet/apps/census/page/page_removal.h"
#include "tablet/apps/census/page/pages.h"

#include <assert.h>
#include <string.h>

#include "tablet/apps/census/question/cards.h"
#include "tablet/apps/census/wording.h"

void zr_page_removal_show(struct zr_app *app, const struct zr_removal_question *question)
{
	assert(question != NULL && question->removal != NULL);
	assert(question->names != NULL && question->answered != NULL);
	const GPtrArray *losses = question->removal->losses;
	bool has_losses = losses != NULL && losses->len > 0;
	g_autofree char *title = g_strdup_printf(T(REMOVE_TITLE), question->names);
	g_autofree char *help = g_strdup_printf(
		"%s%s%s", question->help, has_losses ? " " : "", has_losses ? T(REMOVE_ASKS) : "");
	const struct zr_confirm_wanted wanted = {.title = title,
		.help = help,
		.yes = T(REMOVE),
		.no = T(KEEP),
		.lines = losses,
		.answered = question->answered,
		.free_user = question->free_user,
		.user = question->user};
	zr_stage_show(app, ZR_PAGE_CONFIRM, &wanted);
}

void zr_page_removal_go(struct zr_app *app, const char *first_path)
{
	assert(app->interview != NULL);
	struct zr_item question;
	if (first_path != NULL && !app->interview->is_unstored &&
		zr_session_find(app->interview->session, first_path, &question) == 0 &&
		question.kind == ZR_ITEM_QUESTION) {
		zr_stage_show_fault(app, &question);
	}
}

/* ---- an answer that takes entries away ---- */

struct asked_answer {
	struct zr_session_entry answer; /* its item stands while the page asks */
	char *path, *value;
	struct zr_removal removal;
};

static void free_asked(void *user)
{
	struct asked_answer *asked = user;
	zr_removal_finish(&asked->removal);
	g_free(asked->path);
	g_free(asked->value);
	g_free(asked);
}

/* The answer with all it takes away; what storing said. The page that asked is gone at the end. */
static void take_answer(struct zr_app *app, struct asked_answer *asked)
{
	assert(app->interview != NULL && asked->value != NULL);
	struct zr_interview *interview = app->interview;
	struct zr_error error = {0};
	bool is_taken = false;
	g_autofree char *first = g_steal_pointer(&asked->removal.first_path);
	g_autofree char *here = zr_flow_path(&interview->screen);
	int code = zr_interview_answer(interview, &asked->answer, 1, &is_taken, &error);
	if (is_taken) {
		zr_typed_drop(interview->typed, &asked->answer.item);
		zr_stage_tell_stored(app, asked->path, asked->value);
	}
	interview->screen = zr_flow_find(interview->session, here);
	zr_stage_go(app, interview->screen);
	if (code != 0) {
		zr_stage_show_store_fault(app, &error);
	} else {
		zr_page_removal_go(app, first);
	}
}

static void on_answered(struct zr_app *app, bool is_yes, void *user)
{
	assert(app->interview != NULL);
	struct asked_answer *asked = user;
	if (is_yes) {
		take_answer(app, asked);
		return;
	}
	zr_typed_drop(app->interview->typed, &asked->answer.item);
	zr_stage_go(app, app->interview->screen);
}

bool zr_page_removal_ask_cards(struct zr_app *app, const GPtrArray *cards)
{
	assert(app->interview != NULL && cards != NULL);
	struct zr_removal removal = {0};
	g_autofree char *value = NULL;
	struct zr_card *card = zr_cards_find_removal(cards, app->interview, &value, &removal);
	if (card == NULL) {
		return false;
	}
	struct asked_answer *asked = g_new0(struct asked_answer, 1);
	asked->path = g_strdup(card->path);
	asked->value = g_steal_pointer(&value);
	asked->answer = (struct zr_session_entry){.item = card->item, .value = asked->value};
	asked->removal = removal;
	g_autofree char *names = zr_removal_names(&removal);
	const struct zr_removal_question question = {.names = names,
		.help = T(LOWER_HELP),
		.removal = &asked->removal,
		.answered = on_answered,
		.free_user = free_asked,
		.user = asked};
	zr_page_removal_show(app, &question);
	return true;
}

/* The banner stands until the page goes. A failed store is worse news, and keeps its banner: what
 * is to be told waits for the next change. */
#include "tablet/apps/census/page/notice.h"

#include <assert.h>
#include <string.h>

#include "tablet/apps/census/model/interview.h"
#include "tablet/apps/census/model/remark.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/apps/census/wording.h"

static struct zr_place_facts facts_of(const struct zr_app *app)
{
	const struct zr_draft *draft = &app->interview->draft;
	const struct zr_local_households *list = &zr_link_view(app->link)->households;
	struct zr_place_facts facts = {0};
	for (size_t i = 0; i < list->count && draft->household_id[0] != '\0'; i++) {
		if (strcmp(list->items[i].household_id, draft->household_id) == 0) {
			facts.is_listed = true;
			facts.is_answered = list->items[i].is_answered;
		}
	}
	return facts;
}

static void tell(struct zr_app *app, const char *words)
{
	zr_frame_set_banner(app->frame, words, false);
	zr_stage_tell(app);
}

void zr_notice_begin(struct zr_app *app)
{
	assert(app != NULL && app->interview != NULL);
	app->place_facts = facts_of(app);
	if (app->place_facts.is_answered) {
		tell(app, T(NOTICE_ANSWERED));
	}
}

static void keep_place(struct zr_app *app)
{
	struct zr_place_facts now = facts_of(app);
	if (now.is_answered && !app->place_facts.is_answered) {
		tell(app, T(NOTICE_ANSWERED));
	} else if (!now.is_listed && app->place_facts.is_listed) {
		tell(app, T(NOTICE_TAKEN));
	}
	app->place_facts = now;
}

/* Their fields are on the page: it is built again, with what was typed. */
static void keep_remarks(struct zr_app *app)
{
	struct zr_interview *interview = app->interview;
	g_autoptr(GArray) others = zr_remark_load_others(
		app->drafts, interview->draft.replaces_id, interview->remarks);
	bool is_shown = zr_stage_is_showing(app, ZR_PAGE_QUESTION) ||
			zr_stage_is_showing(app, ZR_PAGE_SUMMARY);
	if (others == NULL || (is_shown && !app->page->leave(app))) {
		return;
	}
	g_array_unref(interview->remarks);
	interview->remarks = g_steal_pointer(&others);
	if (is_shown) {
		zr_stage_rebuild(app);
	}
	g_autofree char *words = interview->remarks->len > 0 ? g_strdup_printf(T(NOTICE_REMARKS),
								       interview->remarks->len)
							     : g_strdup(T(NOTICE_NO_REMARKS));
	tell(app, words);
}

void zr_notice_keep(struct zr_app *app)
{
	assert(app != NULL && app->link != NULL);
	if (app->interview == NULL || app->interview->is_unstored || app->drafts == NULL) {
		return;
	}
	keep_remarks(app);
	keep_place(app);
}

/* Drafts are few, and read anew each time: no copy of them can be stale. */
#include "tablet/apps/census/page/drawer.h"

#include <assert.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/journal.h"
#include "tablet/apps/census/page/comeback.h"

/* Drafts are read again after each change of ours; what the agent says comes with the view. */
static void load_drafts(struct zr_app *app)
{
	struct zr_error error = {0};
	if (app->drafts_list != NULL) {
		g_array_unref(app->drafts_list);
	}
	app->drafts_list = zr_journal_load(app->drafts, &error);
	if (error.code != 0) {
		ZR_LOG(DRAFTS_NOT_LISTED, .error = error.code);
	}
}

/* Wipes what the hub has, and tells the agent of the open drafts. */
void zr_drawer_keep(struct zr_app *app)
{
	assert(app != NULL && app->link != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	struct zr_error error = {0};
	bool is_changed = false;
	if (app->drafts == NULL || !view->is_alive) {
		return;
	}
	load_drafts(app);
	g_autoptr(GHashTable) returned = zr_comeback_list(app);
	const struct zr_journal_news news = {&view->households, &view->records, returned};
	if (zr_journal_tidy(app->drafts, app->drafts_list, &news, &is_changed, &error) != 0) {
		ZR_LOG(ANSWERS_NOT_WIPED, .error = error.code);
	}
	if (is_changed) {
		load_drafts(app);
	}
	g_auto(GStrv) places = zr_journal_open_places(app->drafts_list, &view->records);
	zr_link_tell_drafts(app->link, places);
}

GArray *zr_drawer_visits(struct zr_app *app)
{
	assert(app != NULL && app->link != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	load_drafts(app);
	g_autoptr(GHashTable) returned = zr_comeback_list(app);
	const struct zr_visits_source source = {.households = &view->households,
		.records = &view->records,
		.drafts = app->drafts_list,
		.area_id = view->status.area_id,
		.returned = returned};
	return zr_visits_new(&source);
}

/* The agent keeps its copy until the correction is in its outbox: what fails here comes again. */
#include "tablet/apps/census/page/comeback.h"

#include <assert.h>
#include <string.h>

#include "lib/event/log.h"
#include "lib/store/draft_remark.h"

/* What is here: id -> edition, in owned text. */
static int add_edition(void *user, const struct zr_draft_returned *returned)
{
	g_hash_table_insert(user, g_strdup(returned->record_id),
		g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)returned->edition));
	return 0;
}

static int add_count(void *user, const struct zr_draft_returned *returned)
{
	g_hash_table_insert(user, g_strdup(returned->record_id),
		GUINT_TO_POINTER((guint)returned->remark_count));
	return 0;
}

GHashTable *zr_comeback_list(struct zr_app *app)
{
	assert(app != NULL);
	assert(app->link != NULL);
	GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct zr_error error = {0};
	if (app->drafts != NULL &&
		zr_draft_remark_list_records(app->drafts, add_count, counts, &error) != 0) {
		ZR_LOG(DRAFTS_NOT_LISTED, .error = error.code);
	}
	return counts;
}

struct errand {
	struct zr_app *app;
	uint64_t edition;
	void (*done)(struct zr_app *app);
};

static void on_fetched(void *user, const struct zr_record *record, const struct zr_error *error)
{
	g_autofree struct errand *errand = user;
	assert(errand->app->is_fetching && errand->done != NULL);
	struct zr_app *app = errand->app;
	struct zr_error fault = {0};
	app->is_fetching = false;
	if (error->code == 0 &&
		zr_draft_remark_take(app->drafts, record, errand->edition, &fault) != 0) {
		ZR_LOG(RETURN_NOT_TAKEN, .record_id = record->record_id, .error = fault.code);
	} else if (error->code == 0) {
		errand->done(app);
	}
}

static const struct zr_local_return *find(
	const struct zr_local_returns *returns, const char *record_id)
{
	for (size_t i = 0; i < returns->count; i++) {
		if (strcmp(returns->items[i].record_id, record_id) == 0) {
			return &returns->items[i];
		}
	}
	return NULL;
}

static void drop_others(
	struct zr_app *app, GHashTable *editions, const struct zr_local_returns *returns)
{
	GHashTableIter at;
	gpointer record_id = NULL;
	struct zr_error error = {0};
	g_hash_table_iter_init(&at, editions);
	while (g_hash_table_iter_next(&at, &record_id, NULL)) {
		if (find(returns, record_id) == NULL &&
			zr_draft_remark_drop(app->drafts, record_id, &error) != 0) {
			ZR_LOG(ANSWERS_NOT_WIPED, .error = error.code);
		}
	}
}

void zr_comeback_keep(struct zr_app *app, void (*done)(struct zr_app *app))
{
	assert(app != NULL && done != NULL);
	const struct zr_link_view *view = zr_link_view(app->link);
	if (app->drafts == NULL || !view->is_alive) {
		return;
	}
	g_autoptr(GHashTable) editions =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	struct zr_error error = {0};
	if (zr_draft_remark_list_records(app->drafts, add_edition, editions, &error) != 0) {
		ZR_LOG(DRAFTS_NOT_LISTED, .error = error.code);
		return;
	}
	drop_others(app, editions, &view->returns);
	for (size_t i = 0; i < view->returns.count && !app->is_fetching; i++) {
		const struct zr_local_return *item = &view->returns.items[i];
		g_autofree char *edition =
			g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)item->edition);
		if (g_strcmp0(g_hash_table_lookup(editions, item->record_id), edition) == 0) {
			continue;
		}
		struct errand *errand = g_new0(struct errand, 1);
		*errand = (struct errand){app, item->edition, done};
		app->is_fetching = true;
		zr_link_fetch_returned(app->link, item->record_id, on_fetched, errand);
	}
}

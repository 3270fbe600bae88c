/* Everything is read at once: an enumerator has some hundred drafts, and a row without its answers
 * is short. */
#include "tablet/apps/census/model/journal.h"

#include <assert.h>
#include <string.h>

#include "tablet/apps/census/model/visits.h"

static int add_draft(void *user, const struct zr_draft *draft)
{
	assert(draft != NULL);
	GArray *list = user;
	struct zr_draft copy = {0};
	int code = zr_draft_copy(draft, &copy);
	if (code == 0) {
		g_array_append_val(list, copy);
	}
	return code;
}

static void clear_draft(void *data)
{
	zr_draft_finish(data);
}

GArray *zr_journal_load(struct zr_drafts *drafts, struct zr_error *error)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct zr_draft));
	g_array_set_clear_func(list, clear_draft);
	if (drafts != NULL && zr_drafts_list(drafts, add_draft, list, error) != 0) {
		g_array_set_size(list, 0);
	}
	return list;
}

static const struct zr_local_household *find_household(
	const struct zr_local_households *households, const char *household_id)
{
	for (size_t i = 0; i < households->count; i++) {
		if (strcmp(households->items[i].household_id, household_id) == 0) {
			return &households->items[i];
		}
	}
	return NULL;
}

static int adopt(struct zr_drafts *drafts, const struct zr_draft *draft,
	const struct zr_local_households *households, bool *changed, struct zr_error *error)
{
	if (draft->address[0] != '\0' || draft->household_id[0] == '\0') {
		return 0;
	}
	const struct zr_local_household *household =
		find_household(households, draft->household_id);
	if (household == NULL || household->address[0] == '\0') {
		return 0;
	}
	*changed = true;
	return zr_drafts_adopt(drafts, household->household_id, household->address, error);
}

int zr_journal_tidy(struct zr_drafts *drafts, const GArray *list,
	const struct zr_journal_news *news, bool *ret_changed, struct zr_error *error)
{
	assert(drafts != NULL && list != NULL && ret_changed != NULL);
	assert(news->households != NULL && news->records != NULL);
	*ret_changed = false;
	int code = 0;
	for (guint i = 0; i < list->len && code == 0; i++) {
		const struct zr_draft *draft = &g_array_index(list, struct zr_draft, i);
		code = adopt(drafts, draft, news->households, ret_changed, error);
		bool is_returned = news->returned != NULL &&
				   g_hash_table_contains(news->returned, draft->draft_id);
		if (code == 0 && !is_returned && zr_visits_may_wipe(news->records, list, draft)) {
			*ret_changed = true;
			code = zr_drafts_wipe(drafts, draft->draft_id, error);
		}
	}
	return code;
}

char **zr_journal_open_places(const GArray *list, const struct zr_local_records *records)
{
	assert(list != NULL && records != NULL);
	g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < list->len; i++) {
		const struct zr_draft *draft = &g_array_index(list, struct zr_draft, i);
		/* One that the agent has is finished: the power failed in between. */
		if (draft->state == ZR_DRAFT_OPEN && draft->household_id[0] != '\0' &&
			zr_visits_record_state(records, draft->draft_id) == ZR_VISIT_NEW) {
			g_ptr_array_add(places, g_strdup(draft->household_id));
		}
	}
	g_ptr_array_add(places, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&places), FALSE);
}

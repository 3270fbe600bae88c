/* Each record and draft finds its household by id through a hash table. */
#include "tablet/census/visits.h"

#include <assert.h>
#include <string.h>

static void visit_clear(void *data)
{
	struct zr_visit *visit = data;
	g_free(visit->household_id);
	g_free(visit->address);
	g_free(visit->form_id);
	g_free(visit->record_id);
}

static enum zr_visit_state state_of(enum zr_local_state state)
{
	switch (state) {
	case ZR_LOCAL_SENT:
		return ZR_VISIT_SENT;
	case ZR_LOCAL_RECEIVED:
		return ZR_VISIT_RECEIVED;
	case ZR_LOCAL_REFUSED:
		return ZR_VISIT_REFUSED;
	case ZR_LOCAL_FINISHED:
	default:
		return ZR_VISIT_FINISHED;
	}
}

enum zr_visit_state zr_visits_record_state(
	const struct zr_local_records *records, const char *record_id)
{
	for (size_t i = 0; i < records->count; i++) {
		if (strcmp(records->items[i].record_id, record_id) == 0) {
			return state_of(records->items[i].state);
		}
	}
	return ZR_VISIT_NEW;
}

static void add(GArray *visits, const char *household_id, const char *address, const char *form_id)
{
	struct zr_visit visit = {
		.household_id = g_strdup(household_id),
		.address = g_strdup(address),
		.form_id = g_strdup(form_id),
		.record_id = g_strdup(""),
	};
	g_array_append_val(visits, visit);
}

/* The visit of a household; an unlisted one gets a new row for each record. */
static struct zr_visit *visit_for(
	GArray *visits, GHashTable *by_id, const char *household_id, const char *form_id)
{
	gpointer place = NULL;
	if (household_id[0] == '\0' ||
		!g_hash_table_lookup_extended(by_id, household_id, NULL, &place)) {
		add(visits, household_id, "", form_id);
		return &g_array_index(visits, struct zr_visit, visits->len - 1);
	}
	return &g_array_index(visits, struct zr_visit, GPOINTER_TO_UINT(place));
}

static void take(struct zr_visit *visit, enum zr_visit_state state, const char *record_id,
	int64_t changed_us)
{
	bool is_draft = state == ZR_VISIT_DRAFT;
	bool has_draft = visit->state == ZR_VISIT_DRAFT;
	if ((has_draft && !is_draft) || (has_draft == is_draft && visit->state != ZR_VISIT_NEW &&
						changed_us < visit->changed_us)) {
		return;
	}
	visit->state = state;
	visit->changed_us = changed_us;
	g_free(visit->record_id);
	visit->record_id = g_strdup(record_id);
}

GArray *zr_visits_new(const struct zr_local_households *households,
	const struct zr_local_records *records, const GArray *drafts)
{
	assert(households != NULL && records != NULL && drafts != NULL);
	GArray *visits = g_array_new(FALSE, FALSE, sizeof(struct zr_visit));
	g_array_set_clear_func(visits, visit_clear);
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < households->count; i++) {
		const struct zr_local_household *item = &households->items[i];
		add(visits, item->household_id, item->address, item->form_id);
		g_hash_table_insert(by_id, item->household_id, GUINT_TO_POINTER((guint)i));
	}
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < records->count; i++) {
		const struct zr_local_record *record = &records->items[i];
		struct zr_visit *visit = visit_for(visits, by_id, record->household_id, "");
		take(visit, state_of(record->state), record->record_id, record->time_us);
		g_hash_table_add(known, (gpointer)record->record_id);
	}
	for (guint i = 0; i < drafts->len; i++) {
		const struct zr_draft *draft = &g_array_index(drafts, struct zr_draft, i);
		if (g_hash_table_contains(known, draft->draft_id)) {
			continue;
		}
		struct zr_visit *visit =
			visit_for(visits, by_id, draft->household_id, draft->form_id);
		bool is_open = draft->state == ZR_DRAFT_OPEN;
		take(visit, is_open ? ZR_VISIT_DRAFT : ZR_VISIT_FINISHED, draft->draft_id,
			draft->changed_us);
		if (is_open && strcmp(visit->record_id, draft->draft_id) == 0) {
			visit->answer_count = draft->answer_count;
		}
	}
	return visits;
}

struct zr_visits_count zr_visits_count(const GArray *visits)
{
	struct zr_visits_count count = {0};
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		bool is_listed = visit->address[0] != '\0';
		bool is_finished = visit->state >= ZR_VISIT_FINISHED;
		count.total += is_listed;
		count.visited += is_listed && is_finished;
		count.unsent += is_finished && visit->state != ZR_VISIT_RECEIVED;
	}
	return count;
}

const struct zr_visit *zr_visits_latest_draft(const GArray *visits)
{
	const struct zr_visit *latest = NULL;
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		if (visit->state == ZR_VISIT_DRAFT &&
			(latest == NULL || visit->changed_us > latest->changed_us)) {
			latest = visit;
		}
	}
	return latest;
}

/* Versions are sorted newest first and each finds its row through a hash table: its household with
 * the folded address, and for those off the list the area, too. */
#include "tablet/apps/census/model/visits.h"

#include <assert.h>
#include <string.h>

#include "lib/envelope/result.h"
#include "tablet/apps/census/model/address.h"

/* A record or draft before it is in its row; texts borrowed. */
struct event {
	const struct zr_local_record *record; /* NULL: the agent does not have it */
	const struct zr_draft *draft;         /* NULL: not in our store */
	uint64_t order;                       /* among its like; higher is newer */
};

static const char *text(const char *value)
{
	return value != NULL ? value : "";
}

static const char *id_of(const struct event *event)
{
	assert(event->record != NULL || event->draft != NULL);
	return event->record != NULL ? event->record->record_id : event->draft->draft_id;
}

static bool is_open(const struct event *event)
{
	assert(event->record != NULL || event->draft != NULL);
	return event->record == NULL && event->draft->state == ZR_DRAFT_OPEN;
}

static const char *household_of(const struct event *event)
{
	assert(event->record != NULL || event->draft != NULL);
	return event->record != NULL ? text(event->record->household_id)
				     : text(event->draft->household_id);
}

/* A record of the first version may not know its address; its draft may. */
static const char *address_of(const struct event *event)
{
	assert(event->record != NULL || event->draft != NULL);
	const char *address = event->record != NULL ? text(event->record->address) : "";
	return address[0] == '\0' && event->draft != NULL ? text(event->draft->address) : address;
}

static const char *area_of(const struct event *event)
{
	return event->record != NULL ? text(event->record->area_id) : text(event->draft->area_id);
}

static const char *replaces_of(const struct event *event)
{
	return event->record != NULL ? text(event->record->replaces_id)
				     : text(event->draft->replaces_id);
}

/* Open drafts, then finished ones that the agent does not have, then records. */
static int rank_of(const struct event *event)
{
	return event->record != NULL ? 0 : is_open(event) ? 2 : 1;
}

static int compare_events(const void *left, const void *right)
{
	const struct event *a = left;
	const struct event *b = right;
	if (rank_of(a) != rank_of(b)) {
		return rank_of(b) - rank_of(a);
	}
	return a->order < b->order ? 1 : a->order > b->order ? -1 : 0;
}

/* Everything that was begun or finished, newest first. */
static GArray *collect(const struct zr_visits_source *source)
{
	GArray *events = g_array_new(FALSE, FALSE, sizeof(struct event));
	g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
	for (size_t i = 0; i < source->records->count; i++) {
		const struct zr_local_record *record = &source->records->items[i];
		const struct event event = {.record = record, .order = record->sequence};
		g_hash_table_insert(places, record->record_id, GUINT_TO_POINTER(events->len));
		g_array_append_val(events, event);
	}
	for (guint i = 0; i < source->drafts->len; i++) {
		const struct zr_draft *draft = &g_array_index(source->drafts, struct zr_draft, i);
		gpointer place = NULL;
		if (g_hash_table_lookup_extended(places, draft->draft_id, NULL, &place)) {
			guint index = GPOINTER_TO_UINT(place);
			g_array_index(events, struct event, index).draft = draft;
			continue;
		}
		const struct event event = {.draft = draft, .order = source->drafts->len - i};
		g_array_append_val(events, event);
	}
	g_array_sort(events, compare_events);
	return events;
}

/* The ids of versions that a finished one replaces; borrowed. */
static GHashTable *find_replaced(const GArray *events)
{
	GHashTable *replaced = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < events->len; i++) {
		const struct event *event = &g_array_index(events, struct event, i);
		if (!is_open(event) && replaces_of(event)[0] != '\0') {
			g_hash_table_add(replaced, (gpointer)replaces_of(event));
		}
	}
	return replaced;
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

static enum zr_visit_state state_of_event(const struct event *event)
{
	if (event->record != NULL) {
		return state_of(event->record->state);
	}
	return is_open(event) ? ZR_VISIT_DRAFT : ZR_VISIT_FINISHED;
}

/* Older versions of ours did not store a result; the outcome's code tells it. */
static enum zr_visit_result result_of(const struct event *event)
{
	const struct zr_local_record *record = event->record;
	const struct zr_draft *draft = event->draft;
	if (record != NULL && record->result != ZR_RESULT_UNKNOWN) {
		return record->result;
	}
	if (draft != NULL && draft->result != ZR_RESULT_UNKNOWN) {
		return draft->result;
	}
	const char *code = record != NULL ? text(record->outcome) : "";
	return zr_result_of_code(code[0] == '\0' && draft != NULL ? text(draft->outcome) : code);
}

/* How many remarks on it, or on what it corrects; -1: it was not sent back. */
static int remarks_on(const struct event *event, GHashTable *returned)
{
	const char *id = is_open(event) ? replaces_of(event) : id_of(event);
	gpointer count = NULL;
	return returned != NULL && g_hash_table_lookup_extended(returned, id, NULL, &count)
		       ? GPOINTER_TO_INT(count)
		       : -1;
}

static struct zr_version version_of(const struct event *event, GHashTable *returned)
{
	int remark_count = remarks_on(event, returned);
	bool is_returned = remark_count >= 0 && !is_open(event);
	const struct zr_local_record *record = event->record;
	const struct zr_draft *draft = event->draft;
	return (struct zr_version){
		.record_id = g_strdup(id_of(event)),
		.previous_id = g_strdup(record != NULL ? record->previous_id : draft->previous_id),
		.words = g_strdup(draft != NULL ? text(draft->outcome_words) : ""),
		.appointment = g_strdup(
			record != NULL ? text(record->appointment) : text(draft->appointment)),
		.state = is_returned ? ZR_VISIT_RETURNED : state_of_event(event),
		.remark_count = remark_count > 0 ? (unsigned)remark_count : 0,
		.result = is_open(event) ? ZR_RESULT_UNKNOWN : result_of(event),
		.has_answers = draft != NULL && draft->has_answers,
		.answer_count = draft != NULL ? draft->answer_count : 0,
		.changed_us = record != NULL ? record->time_us : draft->changed_us,
	};
}

static void clear_version(void *data)
{
	struct zr_version *version = data;
	g_free(version->record_id);
	g_free(version->previous_id);
	g_free(version->words);
	g_free(version->appointment);
}

static void clear_visit(void *data)
{
	struct zr_visit *visit = data;
	g_free(visit->household_id);
	g_free(visit->address);
	g_free(visit->form_id);
	g_free(visit->folded);
	clear_version(&visit->now);
	if (visit->past != NULL) {
		g_array_unref(visit->past);
	}
}

static void add(GArray *visits, const char *household_id, const char *address, const char *form_id)
{
	struct zr_visit visit = {
		.household_id = g_strdup(household_id),
		.address = g_strdup(address),
		.form_id = g_strdup(form_id),
		.folded = zr_address_fold(address),
		.now = {.record_id = g_strdup(""),
			.previous_id = g_strdup(""),
			.words = g_strdup(""),
			.appointment = g_strdup("")},
	};
	g_array_append_val(visits, visit);
}

/* Rows by place; keys owned. The list's own have no area in their key. */
struct places {
	GArray *visits;
	GHashTable *rows;
	const char *area_id;
};

static char *make_key(const char *household_id, const char *address, const char *area_id)
{
	g_autofree char *folded = zr_address_fold(address);
	return g_strjoin("\n", household_id, folded, area_id, NULL);
}

static bool find(const struct places *places, const char *key, guint *ret_index)
{
	gpointer index = NULL;
	bool is_there = g_hash_table_lookup_extended(places->rows, key, NULL, &index);
	*ret_index = GPOINTER_TO_UINT(index);
	return is_there;
}

/* The row of the place where the event was made; a new one for a place that has none. */
static struct zr_visit *row_for(const struct places *places, const struct event *event)
{
	const char *household_id = household_of(event);
	const char *area_id = area_of(event);
	bool is_area = area_id[0] == '\0' || places->area_id[0] == '\0' ||
		       strcmp(area_id, places->area_id) == 0;
	g_autofree char *listed = make_key(household_id, address_of(event), "");
	guint index = 0;
	if (household_id[0] != '\0' && is_area && find(places, listed, &index)) {
		return &g_array_index(places->visits, struct zr_visit, index);
	}
	/* Without a household's name only the record itself says which place it was. */
	g_autofree char *own = g_strconcat("\n", id_of(event), NULL);
	char *key = make_key(household_id[0] != '\0' ? household_id : own, address_of(event),
		household_id[0] != '\0' ? area_id : "");
	g_autofree char *marked = g_strconcat("\t", key, NULL);
	g_free(key);
	if (!find(places, marked, &index)) {
		index = places->visits->len;
		add(places->visits, household_id, address_of(event),
			event->draft != NULL ? text(event->draft->form_id) : "");
		g_hash_table_insert(
			places->rows, g_steal_pointer(&marked), GUINT_TO_POINTER(index));
	}
	return &g_array_index(places->visits, struct zr_visit, index);
}

static void take(struct zr_visit *visit, const struct event *event, GHashTable *returned)
{
	struct zr_version version = version_of(event, returned);
	if (visit->now.state == ZR_VISIT_NEW) {
		clear_version(&visit->now);
		visit->now = version;
		return;
	}
	if (visit->past == NULL) {
		visit->past = g_array_new(FALSE, FALSE, sizeof(struct zr_version));
		g_array_set_clear_func(visit->past, clear_version);
	}
	g_array_append_val(visit->past, version);
}

/* One that was sent back wants something done, also behind a newer visit; what is begun goes first.
 */
static void raise_returned(struct zr_visit *visit)
{
	bool may_wait = visit->now.state <= ZR_VISIT_RETURNED;
	for (guint i = 0; visit->past != NULL && i < visit->past->len && !may_wait; i++) {
		struct zr_version *version = &g_array_index(visit->past, struct zr_version, i);
		if (version->state == ZR_VISIT_RETURNED) {
			const struct zr_version returned = *version;
			*version = visit->now;
			visit->now = returned;
			may_wait = true;
		}
	}
}

/* The rows of the list come first, in its order. */
static void mark_answered(GArray *visits, const struct zr_local_households *households)
{
	assert(visits->len >= households->count);
	for (guint i = 0; i < households->count; i++) {
		struct zr_version *now = &g_array_index(visits, struct zr_visit, i).now;
		now->is_answered = households->items[i].is_answered;
		if (now->is_answered && now->state == ZR_VISIT_NEW) {
			now->state = ZR_VISIT_ONLINE;
		}
	}
}

GArray *zr_visits_new(const struct zr_visits_source *source)
{
	assert(source != NULL && source->area_id != NULL);
	GArray *visits = g_array_new(FALSE, FALSE, sizeof(struct zr_visit));
	g_array_set_clear_func(visits, clear_visit);
	g_autoptr(GHashTable) rows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const struct places places = {.visits = visits, .rows = rows, .area_id = source->area_id};
	for (size_t i = 0; i < source->households->count; i++) {
		const struct zr_local_household *item = &source->households->items[i];
		add(visits, item->household_id, item->address, item->form_id);
		g_array_index(visits, struct zr_visit, i).is_listed = true;
		g_hash_table_insert(rows, make_key(item->household_id, item->address, ""),
			GUINT_TO_POINTER((guint)i));
	}
	g_autoptr(GArray) events = collect(source);
	g_autoptr(GHashTable) replaced = find_replaced(events);
	for (guint i = 0; i < events->len; i++) {
		const struct event *event = &g_array_index(events, struct event, i);
		if (!g_hash_table_contains(replaced, id_of(event))) {
			take(row_for(&places, event), event, source->returned);
		}
	}
	for (guint i = 0; i < visits->len; i++) {
		raise_returned(&g_array_index(visits, struct zr_visit, i));
	}
	mark_answered(visits, source->households);
	return visits;
}

enum zr_visit_state zr_visits_record_state(
	const struct zr_local_records *records, const char *record_id)
{
	assert(records != NULL && record_id != NULL);
	for (size_t i = 0; i < records->count; i++) {
		if (strcmp(records->items[i].record_id, record_id) == 0) {
			return state_of(records->items[i].state);
		}
	}
	return ZR_VISIT_NEW;
}

struct zr_visits_count zr_visits_count(const GArray *visits)
{
	assert(visits != NULL);
	struct zr_visits_count count = {0};
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		bool is_online = visit->is_listed && visit->now.is_answered;
		bool is_counted =
			visit->is_listed && visit->now.state >= ZR_VISIT_FINISHED && !is_online;
		count.total += visit->is_listed;
		count.returned += visit->now.state == ZR_VISIT_RETURNED;
		count.online += is_online;
		count.done += is_online || (is_counted && visit->now.result == ZR_RESULT_DONE);
		count.revisit += is_counted && visit->now.result == ZR_RESULT_REVISIT;
		count.refused += is_counted && visit->now.result == ZR_RESULT_REFUSED;
		count.empty += is_counted && visit->now.result == ZR_RESULT_EMPTY;
	}
	return count;
}

bool zr_visits_is_todo(const struct zr_visit *visit)
{
	assert(visit != NULL);
	return visit->now.state < ZR_VISIT_FINISHED ||
	       (visit->now.result == ZR_RESULT_REVISIT && !visit->now.is_answered);
}

const struct zr_visit *zr_visits_find(const GArray *visits, const char *record_id)
{
	assert(visits != NULL && record_id != NULL);
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		bool is_begun = visit->now.record_id[0] != '\0';
		if (is_begun && strcmp(visit->now.record_id, record_id) == 0) {
			return visit;
		}
	}
	return NULL;
}

const struct zr_visit *zr_visits_find_online(
	const GArray *visits, const char *household_id, const char *address)
{
	assert(visits != NULL && household_id != NULL && address != NULL);
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		if (visit->now.state == ZR_VISIT_ONLINE &&
			strcmp(visit->household_id, household_id) == 0 &&
			strcmp(visit->address, address) == 0) {
			return visit;
		}
	}
	return NULL;
}

const struct zr_visit *zr_visits_latest_draft(const GArray *visits)
{
	assert(visits != NULL);
	const struct zr_visit *latest = NULL;
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = &g_array_index(visits, struct zr_visit, i);
		if (visit->now.state == ZR_VISIT_DRAFT &&
			(latest == NULL || visit->now.changed_us > latest->now.changed_us)) {
			latest = visit;
		}
	}
	return latest;
}

static bool replaces(const char *replaces_id, const struct zr_draft *draft)
{
	return replaces_id != NULL && strcmp(replaces_id, draft->draft_id) == 0;
}

bool zr_visits_may_wipe(
	const struct zr_local_records *records, const GArray *drafts, const struct zr_draft *draft)
{
	assert(records != NULL && drafts != NULL && draft != NULL);
	enum zr_visit_state state = zr_visits_record_state(records, draft->draft_id);
	if (!draft->has_answers || (draft->state == ZR_DRAFT_OPEN && state == ZR_VISIT_NEW)) {
		return false;
	}
	bool is_of_no_use = state == ZR_VISIT_RECEIVED;
	for (size_t i = 0; i < records->count && !is_of_no_use; i++) {
		is_of_no_use = replaces(records->items[i].replaces_id, draft);
	}
	for (guint i = 0; i < drafts->len && !is_of_no_use; i++) {
		const struct zr_draft *other = &g_array_index(drafts, struct zr_draft, i);
		is_of_no_use =
			other->state == ZR_DRAFT_FINISHED && replaces(other->replaces_id, draft);
	}
	return is_of_no_use;
}

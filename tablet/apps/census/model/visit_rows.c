/* Streets stand in the order in which the assignment first names them. */
#include "tablet/apps/census/model/visit_rows.h"

#include <assert.h>
#include <string.h>

#include "tablet/apps/census/model/address.h"
#include "tablet/apps/census/wording.h"

/* A heading with the rows below it. */
struct section {
	char *heading; /* owned */
	GArray *rows;  /* struct zr_visit_row */
};

static void clear_row(void *data)
{
	g_free(((struct zr_visit_row *)data)->text);
}

static struct section *section_new(const char *heading)
{
	struct section *section = g_new0(struct section, 1);
	section->heading = g_strdup(heading);
	section->rows = g_array_new(FALSE, FALSE, sizeof(struct zr_visit_row));
	return section;
}

static void section_free(void *data)
{
	struct section *section = data;
	g_free(section->heading);
	g_array_unref(section->rows);
	g_free(section);
}

/* The texts move into rows. */
static void move_section(GArray *rows, struct section *section)
{
	if (section->rows->len > 0 && section->heading[0] != '\0') {
		const struct zr_visit_row heading = {.text = g_strdup(section->heading),
			.visit = g_array_index(section->rows, struct zr_visit_row, 0).visit,
			.is_heading = true};
		g_array_append_val(rows, heading);
	}
	g_array_append_vals(rows, section->rows->data, section->rows->len);
	g_array_set_size(section->rows, 0);
}

static const struct zr_visit *visit_at(const GArray *visits, guint index)
{
	assert(index < visits->len);
	return &g_array_index(visits, struct zr_visit, index);
}

static bool passes(const struct zr_visit *visit, enum zr_visit_filter filter)
{
	bool is_finished = visit->now.state >= ZR_VISIT_FINISHED;
	switch (filter) {
	case ZR_VISIT_FILTER_TODO:
		return zr_visits_is_todo(visit);
	case ZR_VISIT_FILTER_REVISIT:
		return is_finished && zr_visits_is_todo(visit);
	case ZR_VISIT_FILTER_DONE:
		return !zr_visits_is_todo(visit);
	case ZR_VISIT_FILTER_ALL:
	default:
		return true;
	}
}

/* Somebody is expected there today, or was before. */
static bool is_due(const struct zr_visit *visit, const char *today)
{
	return visit->now.state >= ZR_VISIT_FINISHED && visit->now.appointment[0] != '\0' &&
	       zr_visits_is_todo(visit) &&
	       strncmp(visit->now.appointment, today, strlen("2026-12-28")) <= 0;
}

static void add_row(struct section *section, guint visit, const char *text)
{
	assert(section != NULL && text != NULL);
	const struct zr_visit_row row = {.text = g_strdup(text), .visit = visit};
	g_array_append_val(section->rows, row);
}

static int compare_due(const void *left, const void *right, void *user)
{
	const struct zr_visit_row *a = left;
	const struct zr_visit_row *b = right;
	const GArray *visits = user;
	return strcmp(visit_at(visits, a->visit)->now.appointment,
		visit_at(visits, b->visit)->now.appointment);
}

static const char *title_of(const struct zr_visit *visit)
{
	return visit->address[0] != '\0' ? visit->address : T(UNLISTED);
}

struct arrangement {
	const GArray *visits;
	struct section *due;
	struct section *unlisted;
	GPtrArray *streets;
	GHashTable *by_street; /* street, borrowed from its section's key -> section */
	char *town;
};

static void place_by_street(struct arrangement *arrangement, guint index)
{
	g_autofree char *street = NULL;
	g_autofree char *house = NULL;
	zr_address_split(visit_at(arrangement->visits, index)->address, &street, &house);
	struct section *section = g_hash_table_lookup(arrangement->by_street, street);
	if (section == NULL) {
		const char *heading = g_str_has_prefix(street, arrangement->town)
					      ? street + strlen(arrangement->town)
					      : street;
		section = section_new(heading);
		g_ptr_array_add(arrangement->streets, section);
		g_hash_table_insert(arrangement->by_street, g_steal_pointer(&street), section);
	}
	add_row(section, index, house);
}

static void place(struct arrangement *arrangement, guint index, const char *today)
{
	const struct zr_visit *visit = visit_at(arrangement->visits, index);
	if (is_due(visit, today)) {
		add_row(arrangement->due, index, title_of(visit));
	} else if (!visit->is_listed) {
		add_row(arrangement->unlisted, index, title_of(visit));
	} else {
		place_by_street(arrangement, index);
	}
}

GArray *zr_visit_rows_new(const GArray *visits, const struct zr_visit_view *view)
{
	assert(visits != NULL && view != NULL);
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct zr_visit_row));
	g_array_set_clear_func(rows, clear_row);
	g_autofree char *query = zr_address_fold(view->query);
	g_autofree char *town = zr_visit_rows_town(visits);
	struct arrangement arrangement = {
		.visits = visits,
		.due = section_new(T(DUE_TODAY)),
		.unlisted = section_new(T(NOT_ON_LIST)),
		.streets = g_ptr_array_new_with_free_func(section_free),
		.by_street = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.town = town[0] != '\0' ? g_strconcat(town, ", ", NULL) : g_strdup(""),
	};
	for (guint i = 0; i < visits->len; i++) {
		const struct zr_visit *visit = visit_at(visits, i);
		if (passes(visit, view->filter) && zr_address_matches(visit->folded, query)) {
			place(&arrangement, i, view->today);
		}
	}
	g_array_sort_with_data(arrangement.due->rows, compare_due, (gpointer)visits);
	move_section(rows, arrangement.due);
	for (guint i = 0; i < arrangement.streets->len; i++) {
		move_section(rows, g_ptr_array_index(arrangement.streets, i));
	}
	move_section(rows, arrangement.unlisted);
	section_free(arrangement.due);
	section_free(arrangement.unlisted);
	g_hash_table_unref(arrangement.by_street);
	g_ptr_array_unref(arrangement.streets);
	g_free(arrangement.town);
	return rows;
}

char *zr_visit_rows_town(const GArray *visits)
{
	assert(visits != NULL);
	g_autoptr(GPtrArray) streets = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < visits->len && visit_at(visits, i)->is_listed; i++) {
		char *street = NULL;
		g_autofree char *house = NULL;
		zr_address_split(visit_at(visits, i)->address, &street, &house);
		g_ptr_array_add(streets, street);
	}
	char *town = zr_address_common((const char *const *)streets->pdata, streets->len);
	if (g_str_has_suffix(town, ", ")) {
		town[strlen(town) - strlen(", ")] = '\0';
	}
	return town;
}

const struct zr_visit *zr_visit_rows_next(const GArray *visits, const char *record_id)
{
	assert(visits != NULL && record_id != NULL);
	const struct zr_visit_view all = {.query = "", .today = ""};
	g_autoptr(GArray) rows = zr_visit_rows_new(visits, &all);
	guint start = 0;
	for (guint i = 0; i < rows->len; i++) {
		const struct zr_visit_row *row = &g_array_index(rows, struct zr_visit_row, i);
		if (!row->is_heading &&
			strcmp(visit_at(visits, row->visit)->now.record_id, record_id) == 0) {
			start = i + 1;
		}
	}
	for (guint i = 0; i < rows->len; i++) {
		const struct zr_visit_row *row =
			&g_array_index(rows, struct zr_visit_row, (start + i) % rows->len);
		const struct zr_visit *visit = visit_at(visits, row->visit);
		/* One that is to be visited again waits for its time. */
		if (!row->is_heading && visit->now.state < ZR_VISIT_FINISHED) {
			return visit;
		}
	}
	return NULL;
}

static char *when_words(const char *appointment, const char *today)
{
	assert(appointment != NULL && today != NULL);
	if (strlen(appointment) < strlen("2026-12-28")) {
		return g_strdup("");
	}
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "%.2s.%.2s", appointment + 8, appointment + 5);
	if (strncmp(appointment, today, 4) != 0) {
		g_string_append_printf(text, ".%.4s", appointment);
	}
	if (appointment[10] == 'T') {
		g_string_append_printf(text, ", %.5s", appointment + 11);
	}
	return g_string_free(text, FALSE);
}

static char *draft_words(const struct zr_version *version)
{
	g_autofree char *words =
		g_strdup_printf(T(STATE_DRAFT), (unsigned long long)version->answer_count);
	if (version->remark_count == 0) {
		return g_steal_pointer(&words);
	}
	g_autofree char *remarks = g_strdup_printf(T(STATE_REMARKS), version->remark_count);
	return g_strdup_printf("%s · %s", words, remarks);
}

static char *state_words(const struct zr_version *version, const char *today)
{
	assert(version->result <= ZR_RESULT_EMPTY && version->state <= ZR_VISIT_ONLINE);
	static const struct zr_phrase *const results[] = {
		[ZR_RESULT_UNKNOWN] = &zr_phrase_RESULT_DONE,
		[ZR_RESULT_DONE] = &zr_phrase_RESULT_DONE,
		[ZR_RESULT_REVISIT] = &zr_phrase_RESULT_REVISIT,
		[ZR_RESULT_REFUSED] = &zr_phrase_RESULT_REFUSED,
		[ZR_RESULT_EMPTY] = &zr_phrase_RESULT_EMPTY,
	};
	static const struct zr_phrase *const ways[] = {
		[ZR_VISIT_NEW] = &zr_phrase_STATE_NEW,
		[ZR_VISIT_DRAFT] = &zr_phrase_STATE_NEW,
		[ZR_VISIT_RETURNED] = &zr_phrase_STATE_NEW,
		[ZR_VISIT_FINISHED] = &zr_phrase_WAY_FINISHED,
		[ZR_VISIT_SENT] = &zr_phrase_WAY_SENT,
		[ZR_VISIT_RECEIVED] = &zr_phrase_WAY_RECEIVED,
		[ZR_VISIT_REFUSED] = &zr_phrase_WAY_REFUSED,
		[ZR_VISIT_ONLINE] = &zr_phrase_STATE_ONLINE,
	};
	if (version->state == ZR_VISIT_NEW || version->state == ZR_VISIT_ONLINE) {
		return g_strdup(zr_texts_get(ways[version->state]));
	}
	if (version->state == ZR_VISIT_RETURNED) {
		return g_strdup_printf(T(STATE_RETURNED), version->remark_count);
	}
	if (version->state == ZR_VISIT_DRAFT) {
		return draft_words(version);
	}
	GString *text =
		g_string_new(version->words[0] != '\0' ? version->words
						       : zr_texts_get(results[version->result]));
	g_autofree char *when = when_words(version->appointment, today);
	if (version->result == ZR_RESULT_REVISIT && when[0] != '\0') {
		g_autofree char *come = g_strdup_printf(T(COME_AT), when);
		g_string_append_printf(text, ", %s", come);
	}
	g_string_append_printf(text, " · %s", zr_texts_get(ways[version->state]));
	return g_string_free(text, FALSE);
}

char *zr_visit_rows_state(const struct zr_version *version, const char *today)
{
	assert(version != NULL && today != NULL);
	g_autofree char *words = state_words(version, today);
	if (!version->is_answered || version->state == ZR_VISIT_ONLINE) {
		return g_steal_pointer(&words);
	}
	return g_strdup_printf("%s · %s", words, T(WAY_ONLINE));
}

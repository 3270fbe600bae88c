/* Questions are known by their paths; those behind a removed entry move up by one. */
#include "tablet/apps/census/model/removal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tablet/apps/census/model/doubts.h"
#include "lib/interview/flow.h"
#include "tablet/apps/census/model/overview.h"
#include "lib/interview/place.h"
#include "tablet/apps/census/wording.h"

enum {
	NAMES_MAX = 8 /* what is read before deciding */
};

void zr_removal_finish(struct zr_removal *removal)
{
	assert(removal != NULL);
	g_clear_pointer(&removal->losses, g_ptr_array_unref);
	g_clear_pointer(&removal->names, g_ptr_array_unref);
	g_clear_pointer(&removal->first_path, g_free);
}

/* What matters of a question. */
enum state {
	GOOD = 1 << 0, /* nothing is wrong with it */
	ANSWERED = 1 << 1,
};

static int state_of(const struct zr_overview_line *line)
{
	bool is_good = !line->is_input || line->verdict == ZR_VERDICT_ACCEPTED;
	return (is_good ? GOOD : 0) | (line->is_answered ? ANSWERED : 0);
}

/* The path after the removal; NULL for what goes with the entry. */
static char *moved_path(const char *path, const char *roster, size_t index)
{
	size_t length = strlen(roster);
	if (strncmp(path, roster, length) != 0 || path[length] != '[') {
		return g_strdup(path);
	}
	char *end = NULL;
	unsigned long number = strtoul(path + length + 1, &end, 10);
	if (number == index + 1) {
		return NULL;
	}
	return number < index + 1 ? g_strdup(path)
				  : g_strdup_printf("%s[%lu%s", roster, number - 1, end);
}

/* Path after the removal -> state before it. instance NULL: no path moves. */
static GHashTable *states_before(struct zr_session *session, const struct zr_item *instance)
{
	g_autofree char *roster = instance != NULL ? zr_place_roster_path(instance) : NULL;
	struct zr_item start = zr_session_start(session);
	g_autoptr(GArray) lines = zr_overview_new(session, &start);
	GHashTable *states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < lines->len; i++) {
		const struct zr_overview_line *line =
			&g_array_index(lines, struct zr_overview_line, i);
		g_autofree char *path = line->is_heading ? NULL : zr_place_path(&line->item);
		char *moved = path == NULL     ? NULL
			      : roster == NULL ? g_strdup(path)
					       : moved_path(path, roster, instance->index);
		if (moved != NULL) {
			g_hash_table_insert(states, moved, GINT_TO_POINTER(state_of(line)));
		}
	}
	return states;
}

static char *words_for(struct zr_session *session, const struct zr_overview_line *line)
{
	struct zr_item around = zr_flow_instance_around(session, &line->item);
	g_autofree char *who =
		around.kind == ZR_ITEM_REPEAT ? zr_overview_instance_name(session, &around) : NULL;
	return who != NULL ? g_strdup_printf("%s: %s", who, line->title) : g_strdup(line->title);
}

/* It stood before, or was answered. */
static bool is_lost(int before, int after)
{
	bool is_worse = (before & GOOD) != 0 && (after & GOOD) == 0;
	bool is_emptied = (before & ANSWERED) != 0 && (after & ANSWERED) == 0;
	return is_worse || is_emptied;
}

/* What stood before and does not in the copy. */
static void compare(struct zr_session *copy, GHashTable *states, struct zr_removal *ret_removal)
{
	assert(ret_removal->losses == NULL);
	ret_removal->losses = g_ptr_array_new_with_free_func(g_free);
	struct zr_item start = zr_session_start(copy);
	g_autoptr(GArray) lines = zr_overview_new(copy, &start);
	for (guint i = 0; i < lines->len; i++) {
		const struct zr_overview_line *line =
			&g_array_index(lines, struct zr_overview_line, i);
		g_autofree char *path = line->is_heading ? NULL : zr_place_path(&line->item);
		gpointer before = NULL;
		bool was_there =
			path != NULL && g_hash_table_lookup_extended(states, path, NULL, &before);
		bool is_new_doubt = path != NULL && !was_there && zr_doubts_is(&line->item);
		if (is_new_doubt ||
			(was_there && is_lost(GPOINTER_TO_INT(before), state_of(line)))) {
			g_ptr_array_add(ret_removal->losses, words_for(copy, line));
			if (ret_removal->first_path == NULL) {
				ret_removal->first_path = g_steal_pointer(&path);
			}
		}
	}
}

int zr_removal_try(struct zr_session *session, const struct zr_item *instance,
	struct zr_session *copy, struct zr_removal *ret_removal, struct zr_error *error)
{
	assert(instance->kind == ZR_ITEM_REPEAT && ret_removal->losses == NULL);
	g_autofree char *own = zr_place_path(instance);
	struct zr_item twin;
	int code = zr_session_find(copy, own, &twin);
	if (code != 0) {
		return zr_error_set(error, code, "the entry is not in the copy");
	}
	g_autoptr(GHashTable) states = states_before(session, instance);
	code = zr_session_repeat_remove(copy, &twin, error);
	if (code != 0) {
		return code;
	}
	compare(copy, states, ret_removal);
	return 0;
}

bool zr_removal_is_possible(struct zr_session *session)
{
	assert(session != NULL);
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_REPEAT && at.control->has_fixed_count) {
			return true;
		}
	}
	return false;
}

/* The entries with answers that the copy does not have; those inside one go with it. */
static GPtrArray *names_gone(struct zr_session *session, struct zr_session *copy)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	struct zr_item at = zr_session_start(session);
	at = zr_session_next(session, &at);
	while (at.kind != ZR_ITEM_END) {
		g_autofree char *path = at.kind == ZR_ITEM_REPEAT ? zr_place_path(&at) : NULL;
		struct zr_item twin;
		if (path == NULL || zr_session_find(copy, path, &twin) == 0) {
			at = zr_session_next(session, &at);
			continue;
		}
		if (zr_overview_count(session, &at).answered > 0) {
			g_ptr_array_add(names, zr_overview_instance_name(session, &at));
		}
		at = zr_session_skip(session, &at);
	}
	return names;
}

char *zr_removal_names(const struct zr_removal *removal)
{
	assert(removal != NULL);
	GString *line = g_string_new(NULL);
	guint shown = MIN(removal->names->len, NAMES_MAX);
	for (guint i = 0; i < shown; i++) {
		g_string_append_printf(line, "%s%s", i > 0 ? ", " : "",
			(const char *)g_ptr_array_index(removal->names, i));
	}
	if (shown < removal->names->len) {
		g_string_append(line, ", ");
		g_string_append_printf(line, T(REMOVE_MORE), removal->names->len - shown);
	}
	return g_string_free(line, FALSE);
}

int zr_removal_try_answer(struct zr_session *session, const struct zr_session_entry *answer,
	struct zr_session *copy, struct zr_removal *ret_removal, struct zr_error *error)
{
	assert(answer->item.kind == ZR_ITEM_QUESTION && ret_removal->losses == NULL);
	g_autofree char *own = zr_place_path(&answer->item);
	struct zr_item twin;
	int code = zr_session_find(copy, own, &twin);
	if (code != 0) {
		return zr_error_set(error, code, "the question is not in the copy");
	}
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	code = zr_session_answer(copy, &twin, answer->value, &verdict, error);
	if (code != 0 || verdict != ZR_VERDICT_ACCEPTED) {
		return code;
	}
	g_autoptr(GPtrArray) names = names_gone(session, copy);
	if (names->len > 0) {
		g_autoptr(GHashTable) states = states_before(session, NULL);
		compare(copy, states, ret_removal);
		ret_removal->names = g_steal_pointer(&names);
	}
	return 0;
}

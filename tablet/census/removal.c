/* Questions are known by their paths; those behind the removed entry move up by one. */
#include "tablet/census/removal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tablet/census/doubts.h"
#include "tablet/census/flow.h"
#include "tablet/census/outline.h"
#include "tablet/census/place.h"

void zr_removal_finish(struct zr_removal *removal)
{
	g_clear_pointer(&removal->losses, g_ptr_array_unref);
	g_clear_pointer(&removal->first_path, g_free);
}

/* What matters of a question. */
enum state {
	GOOD = 1 << 0, /* nothing is wrong with it */
	ANSWERED = 1 << 1,
};

static int state_of(const struct zr_outline_line *line)
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

/* Path after the removal -> state before it. */
static GHashTable *states_before(struct zr_session *session, const struct zr_item *instance)
{
	g_autofree char *roster = zr_place_roster_path(instance);
	struct zr_item start = zr_session_start(session);
	g_autoptr(GArray) lines = zr_outline_new(session, &start);
	GHashTable *states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < lines->len; i++) {
		const struct zr_outline_line *line =
			&g_array_index(lines, struct zr_outline_line, i);
		g_autofree char *path = line->is_heading ? NULL : zr_place_path(&line->item);
		char *moved = path != NULL ? moved_path(path, roster, instance->index) : NULL;
		if (moved != NULL) {
			g_hash_table_insert(states, moved, GINT_TO_POINTER(state_of(line)));
		}
	}
	return states;
}

static char *words_for(struct zr_session *session, const struct zr_outline_line *line)
{
	struct zr_item around = zr_flow_instance_around(session, &line->item);
	g_autofree char *who =
		around.kind == ZR_ITEM_REPEAT ? zr_outline_instance_name(session, &around) : NULL;
	return who != NULL ? g_strdup_printf("%s: %s", who, line->title) : g_strdup(line->title);
}

/* It stood before, or was answered. */
static bool is_lost(int before, int after)
{
	bool is_worse = (before & GOOD) != 0 && (after & GOOD) == 0;
	bool is_emptied = (before & ANSWERED) != 0 && (after & ANSWERED) == 0;
	return is_worse || is_emptied;
}

int zr_removal_try(struct zr_session *session, const struct zr_item *instance,
	struct zr_session *copy, struct zr_removal *ret_removal, struct zr_error *error)
{
	assert(instance->kind == ZR_ITEM_REPEAT && ret_removal->losses == NULL);
	g_autofree char *own = zr_place_path(instance);
	struct zr_item twin;
	int result = zr_session_find(copy, own, &twin);
	if (result < 0) {
		return zr_error_set(error, result, "the entry is not in the copy");
	}
	g_autoptr(GHashTable) states = states_before(session, instance);
	result = zr_session_repeat_remove(copy, &twin, error);
	if (result < 0) {
		return result;
	}
	ret_removal->losses = g_ptr_array_new_with_free_func(g_free);
	struct zr_item start = zr_session_start(copy);
	g_autoptr(GArray) lines = zr_outline_new(copy, &start);
	for (guint i = 0; i < lines->len; i++) {
		const struct zr_outline_line *line =
			&g_array_index(lines, struct zr_outline_line, i);
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
	return 0;
}

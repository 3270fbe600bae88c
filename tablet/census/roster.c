/* States come from the outline's count over each instance. */
#include "tablet/census/roster.h"

#include <assert.h>

#include "tablet/census/outline.h"
#include "tablet/census/place.h"

static void entry_clear(void *data)
{
	struct zr_roster_entry *entry = data;
	g_free(entry->name);
	g_free(entry->path);
}

static enum zr_roster_state state_of(const struct zr_outline_count *count)
{
	if (count->missing + count->wrong > 0) {
		return count->answered == 0 ? ZR_ROSTER_NEW : ZR_ROSTER_PARTIAL;
	}
	return count->answered == 0 && count->questions > 0 ? ZR_ROSTER_NEW : ZR_ROSTER_COMPLETE;
}

GArray *zr_roster_new(struct zr_session *session, const struct zr_screen *screen)
{
	assert(screen->kind == ZR_SCREEN_ROSTER);
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct zr_roster_entry));
	g_array_set_clear_func(entries, entry_clear);
	size_t count = zr_session_repeat_count(session, &screen->item);
	for (size_t i = 0; i < count; i++) {
		struct zr_item instance = zr_session_repeat_at(session, &screen->item, i);
		struct zr_outline_count inside = zr_outline_count(session, &instance);
		struct zr_roster_entry entry = {
			.instance = instance,
			.name = zr_outline_instance_name(session, &instance),
			.path = zr_place_path(&instance),
			.state = state_of(&inside),
			.missing = inside.missing + inside.wrong,
			.can_remove = zr_session_can_remove(session, &instance),
		};
		g_array_append_val(entries, entry);
	}
	return entries;
}

int zr_roster_next_open(const GArray *entries, GHashTable *visited)
{
	for (guint i = 0; i < entries->len; i++) {
		const struct zr_roster_entry *entry =
			&g_array_index(entries, struct zr_roster_entry, i);
		if (entry->state != ZR_ROSTER_COMPLETE &&
			!g_hash_table_contains(visited, entry->path)) {
			return (int)i;
		}
	}
	return -1;
}

int zr_roster_first_new(const GArray *entries)
{
	for (guint i = 0; i < entries->len; i++) {
		if (g_array_index(entries, struct zr_roster_entry, i).state == ZR_ROSTER_NEW) {
			return (int)i;
		}
	}
	return -1;
}

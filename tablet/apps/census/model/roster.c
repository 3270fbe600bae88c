/* States come from the outline's count over each instance. */
#include "tablet/apps/census/model/roster.h"

#include <assert.h>
#include <string.h>

#include "lib/form/appearance.h"
#include "tablet/apps/census/model/overview.h"
#include "lib/interview/place.h"

static void entry_clear(void *data)
{
	struct zr_roster_entry *entry = data;
	g_free(entry->name);
	g_free(entry->path);
}

static enum zr_roster_state state_of(const struct zr_overview_count *count)
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
		struct zr_overview_count inside = zr_overview_count(session, &instance);
		struct zr_roster_entry entry = {
			.instance = instance,
			.name = zr_overview_instance_name(session, &instance),
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
	assert(entries != NULL && visited != NULL);
	for (guint i = 0; i < entries->len; i++) {
		const struct zr_roster_entry *entry =
			&g_array_index(entries, struct zr_roster_entry, i);
		if (entry->state != ZR_ROSTER_COMPLETE &&
			!g_hash_table_contains(visited, entry->instance.node)) {
			return (int)i;
		}
	}
	return -1;
}

int zr_roster_first_new(const GArray *entries)
{
	assert(entries != NULL);
	for (guint i = 0; i < entries->len; i++) {
		if (g_array_index(entries, struct zr_roster_entry, i).state == ZR_ROSTER_NEW) {
			return (int)i;
		}
	}
	return -1;
}

unsigned zr_roster_listed(const GArray *entries)
{
	assert(entries != NULL);
	unsigned listed = 0;
	for (guint i = 0; i < entries->len; i++) {
		listed += g_array_index(entries, struct zr_roster_entry, i).state != ZR_ROSTER_NEW;
	}
	return listed;
}

/* The part of the path that the roster's own path shares gets its numbers: "/data/home[2]/count".
 */
static char *path_from(const struct zr_screen *screen, const char *path)
{
	g_autofree char *here = zr_place_roster_path(&screen->item);
	g_auto(GStrv) own = g_strsplit(here, "/", -1);
	g_auto(GStrv) steps = g_strsplit(path, "/", -1);
	for (size_t i = 0; steps[i] != NULL && own[i] != NULL; i++) {
		size_t length = strlen(steps[i]);
		if (strncmp(own[i], steps[i], length) != 0 ||
			(own[i][length] != '\0' && own[i][length] != '[')) {
			break;
		}
		g_free(steps[i]);
		steps[i] = g_strdup(own[i]);
	}
	return g_strjoinv("/", steps);
}

int zr_roster_expected(struct zr_session *session, const struct zr_screen *screen)
{
	assert(screen->kind == ZR_SCREEN_ROSTER);
	static const char word[] = "expected(";
	const char *begin = zr_appearance_find(screen->item.control->appearance, word);
	const char *end = begin != NULL ? strchr(begin, ')') : NULL;
	if (end == NULL) {
		return -1;
	}
	begin += strlen(word);
	g_autofree char *named = g_strstrip(g_strndup(begin, (gsize)(end - begin)));
	g_autofree char *path = path_from(screen, named);
	struct zr_item question;
	if (zr_session_find(session, path, &question) != 0 || question.kind != ZR_ITEM_QUESTION ||
		!zr_item_is_relevant(&question)) {
		return -1;
	}
	const char *value = zr_item_value(&question);
	char *rest = NULL;
	gint64 count = g_ascii_strtoll(value, &rest, 10);
	bool is_count = rest != value && *rest == '\0' && count >= 0 && count <= G_MAXINT;
	return is_count ? (int)count : -1;
}

/* The instances of a repeat: "persons of this household". Next goes to the first that is not asked
 * yet, and past the list when there is none. */
#include <assert.h>

#include "lib/event/log.h"
#include "tablet/apps/census/model/overview.h"
#include "tablet/apps/census/model/roster.h"
#include "tablet/apps/census/page/page_removal.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/markdown.h"
#include "tablet/ui/row_list.h"
#include "tablet/apps/census/wording.h"

static void enter(struct zr_app *app, size_t index)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	g_autoptr(GArray) entries = zr_roster_new(interview->session, &interview->screen);
	if (index < entries->len) {
		const struct zr_roster_entry *entry =
			&g_array_index(entries, struct zr_roster_entry, index);
		g_hash_table_add(interview->visited, entry->instance.node);
		zr_stage_go(app, zr_flow_enter(interview->session, &interview->screen, index));
	}
}

struct asked_removal {
	size_t index;
	struct zr_removal losses;
};

static void remove_entry(struct zr_app *app, size_t index)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	struct zr_error error = {0};
	struct zr_item instance =
		zr_session_repeat_at(interview->session, &interview->screen.item, index);
	g_autofree char *path = zr_flow_path(&interview->screen);
	int code = zr_session_repeat_remove(interview->session, &instance, &error);
	interview->screen = zr_flow_find(interview->session, path);
	if (code == 0) {
		code = zr_interview_store(interview, &error);
	}
	zr_stage_go(app, interview->screen);
	if (code != 0) {
		zr_stage_show_store_fault(app, &error);
	}
}

static void free_asked(void *user)
{
	struct asked_removal *asked = user;
	zr_removal_finish(&asked->losses);
	g_free(asked);
}

/* The page that asked, and what it asked about, go with the next page. */
static void on_removal(struct zr_app *app, bool is_yes, void *user)
{
	struct asked_removal *asked = user;
	struct zr_interview *interview = app->interview;
	g_autofree char *path = g_steal_pointer(&asked->losses.first_path);
	if (is_yes && asked->index < zr_session_repeat_count(
					     interview->session, &interview->screen.item)) {
		remove_entry(app, asked->index);
		zr_page_removal_go(app, path);
	} else {
		zr_stage_go(app, interview->screen);
	}
}

/* What cannot be tried is asked about all the same: the summary will name what is wrong then. */
static void try_removal(
	struct zr_app *app, const struct zr_item *instance, struct zr_removal *ret_losses)
{
	assert(app->interview != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_session_freep) struct zr_session *copy = NULL;
	int code = zr_interview_copy(app->interview, &copy, &error);
	if (code == 0) {
		code = zr_removal_try(app->interview->session, instance, copy, ret_losses, &error);
	}
	if (code != 0) {
		ZR_LOG(REMOVAL_NOT_TRIED, .error = code);
	}
}

static void ask_removal(struct zr_app *app, size_t index)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	struct zr_item instance =
		zr_session_repeat_at(interview->session, &interview->screen.item, index);
	g_autofree char *name = zr_overview_instance_name(interview->session, &instance);
	struct asked_removal *asked = g_new0(struct asked_removal, 1);
	asked->index = index;
	try_removal(app, &instance, &asked->losses);
	const struct zr_removal_question question = {.names = name,
		.help = T(REMOVE_HELP),
		.removal = &asked->losses,
		.answered = on_removal,
		.free_user = free_asked,
		.user = asked};
	zr_page_removal_show(app, &question);
}

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	if (part == 0) {
		enter(user, index);
	} else {
		ask_removal(user, index);
	}
}

static void press_add(struct zr_app *app)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	g_autoptr(GArray) entries = zr_roster_new(interview->session, &interview->screen);
	int fresh = zr_roster_first_new(entries);
	if (fresh >= 0) { /* forms often begin with an empty one: that is the person to add */
		enter(app, (size_t)fresh);
		return;
	}
	struct zr_item instance;
	struct zr_error error = {0};
	int code = zr_session_repeat_add(
		interview->session, &interview->screen.item, &instance, &error);
	if (code == 0) {
		interview->screen = zr_flow_roster(interview->session, &instance);
		code = zr_interview_store(interview, &error);
	}
	if (code != 0) {
		zr_stage_show_store_fault(app, &error);
		return;
	}
	enter(app, instance.index);
}

static void press_next(struct zr_app *app)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	g_autoptr(GArray) entries = zr_roster_new(interview->session, &interview->screen);
	int open = zr_roster_next_open(entries, interview->visited);
	if (open >= 0) {
		enter(app, (size_t)open);
		return;
	}
	zr_stage_go(app, zr_flow_next(interview->session, &interview->screen));
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	switch (key) {
	case ZR_KEY_NEXT:
		press_next(app);
		break;
	case ZR_KEY_EXTRA:
		press_add(app);
		break;
	case ZR_KEY_BACK:
		zr_stage_go(app, zr_flow_previous(interview->session, &interview->screen));
		break;
	case ZR_KEY_JUMP:
		zr_stage_show(app, ZR_PAGE_JUMP, NULL);
		break;
	case ZR_KEY_CLOSE:
		zr_stage_leave_interview(app);
		break;
	default:
		break;
	}
}

static struct zr_row row_for(const struct zr_roster_entry *entry)
{
	struct zr_row row = {
		.title = g_markup_escape_text(entry->name, -1),
		.value = g_strdup(entry->path),
	};
	switch (entry->state) {
	case ZR_ROSTER_COMPLETE:
		row.detail = g_strdup(T(ROSTER_COMPLETE));
		row.icon = ZR_ICON_RECEIVED;
		row.colour = 0x2e7d32;
		break;
	case ZR_ROSTER_PARTIAL:
		row.detail = g_strdup_printf(T(ROSTER_PARTIAL), entry->missing);
		row.icon = ZR_ICON_HALF;
		row.colour = 0x8a5200;
		break;
	case ZR_ROSTER_NEW:
	default:
		row.detail = g_strdup(T(ROSTER_NEW));
		row.icon = ZR_ICON_RING;
		row.colour = 0x4a5a68;
		break;
	}
	if (entry->can_remove) {
		row.buttons[0] = ZR_ICON_BIN;
		row.button_names[0] = "remove";
	}
	return row;
}

static char *title_of(struct zr_app *app)
{
	assert(app->interview != NULL);
	assert(app->interview != NULL);
	struct zr_session *session = app->interview->session;
	struct zr_item item = app->interview->screen.item;
	struct zr_item up = zr_session_up(session, &item);
	g_autofree char *outer = up.kind == ZR_ITEM_GROUP ? zr_overview_title(session, &up) : NULL;
	if (outer != NULL && outer[0] != '\0') {
		return g_steal_pointer(&outer);
	}
	return zr_overview_title(session, &item);
}

/* "Listed: 2 of 4" while the questionnaire knows how many there are; "3 of 1" is no count. */
static char *count_words(const GArray *entries, int expected)
{
	assert(entries != NULL && expected >= -1);
	unsigned listed = zr_roster_listed(entries);
	if (expected >= 0) {
		bool is_over = listed > (unsigned)expected;
		return g_strdup_printf(
			is_over ? T(ROSTER_OVER) : T(ROSTER_OF), listed, (unsigned)expected);
	}
	return entries->len > 0 ? g_strdup_printf(T(ROSTER_COUNT), entries->len)
				: g_strdup(T(ROSTER_EMPTY));
}

static GtkWidget *make_list(struct zr_app *app, const GArray *entries)
{
	assert(app != NULL && entries != NULL);
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint i = 0; i < entries->len; i++) {
		struct zr_row row = row_for(&g_array_index(entries, struct zr_roster_entry, i));
		g_array_append_val(rows, row);
	}
	GtkWidget *list = zr_row_list_new("row", on_picked, app);
	zr_row_list_set_value_key(ZR_ROW_LIST(list), "path");
	zr_row_list_set(ZR_ROW_LIST(list), (const struct zr_row *)(void *)rows->data, rows->len);
	return list;
}

/* The main key does what the list lacks: the next who is begun or waits, then one more until all
 * are there, then on. */
static void show_keys(struct zr_app *app, const GArray *entries, int expected)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	bool has_open = zr_roster_next_open(entries, interview->visited) >= 0;
	bool is_short =
		expected >= 0 ? (int)zr_roster_listed(entries) < expected : entries->len == 0;
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
	if (zr_session_can_add(interview->session, &interview->screen.item)) {
		zr_bars_show_key(
			app->frame, ZR_KEY_EXTRA, ZR_ICON_PLUS, T(ROSTER_ADD), "add-person");
		zr_bars_set_primary(app->frame, is_short && !has_open ? ZR_KEY_EXTRA : ZR_KEY_NEXT);
	}
	zr_bars_show_key(
		app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, has_open ? T(ROSTER_NEXT) : T(NEXT), "next");
}

static void build(struct zr_app *app)
{
	struct zr_interview *interview = app->interview;
	assert(interview != NULL);
	g_free(app->page_path);
	app->page_path = zr_flow_path(&interview->screen);
	g_autoptr(GArray) entries = zr_roster_new(interview->session, &interview->screen);
	int expected = zr_roster_expected(interview->session, &interview->screen);
	g_autofree char *title = title_of(app);
	g_autofree char *count = count_words(entries, expected);
	zr_stage_show_interview_bars(app, "");
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	if (title[0] != '\0') {
		zr_frame_add(app->frame, zr_frame_label(title, "zr-question"));
	}
	zr_frame_add(app->frame, zr_frame_label(count, "zr-hint"));
	zr_frame_add(app->frame, make_list(app, entries));
	show_keys(app, entries, expected);
}

const struct zr_page zr_page_roster = {
	.name = "roster",
	.build = build,
	.pressed = pressed,
};

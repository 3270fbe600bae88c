/*
 * The code that puts the tablet into service. The list follows by itself once the agent is in. A
 * tablet that its hub forgot comes here from the list, by a touch, and may go back.
 *
 * The groups of a code (lib/envelope/code.h) check themselves: each shows as right or wrong as soon
 * as it is typed, and a code with a wrong one is not sent. Dashes come by themselves.
 */
#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/code.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/scale.h"
#include "tablet/ui/shelf.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

#define GROUP_ICON 22

struct group {
	GtkWidget *box;
	GtkWidget *symbols;
	GtkWidget *good;
	GtkWidget *wrong;
};

struct enrol_page {
	GtkWidget *sentence; /* why a code is asked for */
	GtkWidget *entry;
	GtkWidget *shelf;
	struct group groups[ZR_CODE_GROUP_COUNT];
	GtkWidget *message;
	char *typed;
	struct zr_code_look look;      /* of typed */
	const struct zr_phrase *fault; /* NULL: none */
	unsigned fault_group;          /* that the fault names, from 1 */
	guint tidy_source;             /* 0: nothing to tidy */
	bool is_busy;
};

/* ---- what is shown ---- */

static void show_group(struct group *group, const struct zr_code_group *look, unsigned number)
{
	const bool is_good = look->state == ZR_CODE_GROUP_GOOD;
	const bool is_wrong = look->state == ZR_CODE_GROUP_WRONG;
	g_autofree char *text = look->state == ZR_CODE_GROUP_EMPTY ? g_strdup_printf("%u", number)
								   : g_strdup(look->symbols);
	gtk_label_set_text(GTK_LABEL(group->symbols), text);
	gtk_widget_set_visible(group->good, is_good);
	gtk_widget_set_visible(group->wrong, is_wrong);
	static const char *const kinds[] = {"empty", "begun", "good", "wrong"};
	zr_touchables_name(group->box, "group", kinds[look->state], NULL);
	const struct {
		const char *style;
		bool is_on;
	} styles[] = {{"zr-group-good", is_good}, {"zr-group-wrong", is_wrong},
		{"zr-group-empty", look->state == ZR_CODE_GROUP_EMPTY}};
	for (size_t i = 0; i < G_N_ELEMENTS(styles); i++) {
		if (styles[i].is_on) {
			gtk_widget_add_css_class(group->box, styles[i].style);
		} else {
			gtk_widget_remove_css_class(group->box, styles[i].style);
		}
	}
}

static char *message_of(const struct enrol_page *page)
{
	if (page->is_busy) {
		return g_strdup(T(ENROL_BUSY));
	}
	if (page->fault == NULL) {
		return g_strdup("");
	}
	return page->fault_group > 0 ? g_strdup_printf(zr_texts_get(page->fault), page->fault_group)
				     : g_strdup(zr_texts_get(page->fault));
}

static void show_state(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	assert(page != NULL);
	g_autofree char *message = message_of(page);
	for (unsigned i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		show_group(&page->groups[i], &page->look.groups[i], i + 1);
	}
	gtk_widget_set_visible(page->shelf, !page->look.is_long);
	gtk_label_set_text(GTK_LABEL(page->message), message);
	gtk_widget_set_visible(page->message, message[0] != '\0');
	if (message[0] != '\0') { /* a low window has no room for it and the title */
		zr_reveal_soon(app->frame, page->message);
	}
	gtk_widget_remove_css_class(page->message, page->is_busy ? "zr-message" : "zr-honest");
	gtk_widget_add_css_class(page->message, page->is_busy ? "zr-honest" : "zr-message");
	gtk_widget_set_sensitive(app->frame->keys[ZR_KEY_NEXT], !page->is_busy);
	gtk_widget_set_sensitive(app->frame->keys[ZR_KEY_BACK], !page->is_busy);
	zr_stage_tell(app);
}

static void set_fault(struct enrol_page *page, const struct zr_phrase *fault, unsigned group)
{
	page->fault = fault;
	page->fault_group = group;
}

/* The first group that is wrong, from 1; 0 for none. */
static unsigned find_group(const struct enrol_page *page, enum zr_code_group_state state)
{
	for (unsigned i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		if (page->look.groups[i].state == state) {
			return i + 1;
		}
	}
	return 0;
}

/* What can be said while it is typed: a wrong group, not a missing one. */
static void judge_typed(struct enrol_page *page)
{
	zr_code_look(page->typed, &page->look);
	const unsigned wrong = find_group(page, ZR_CODE_GROUP_WRONG);
	set_fault(page, wrong > 0 ? &zr_phrase_ENROL_GROUP : NULL, wrong);
}

/* ---- sending it ---- */

static const struct zr_phrase *fault_of(const struct enrol_page *page, int code)
{
	switch (code) {
	case 0:
		return NULL;
	case ZR_E_REFUSED:
		return &zr_phrase_ENROL_REFUSED;
	case ZR_E_FORGED:
		return &zr_phrase_ENROL_STRANGER;
	case ZR_E_STATE:
		return &zr_phrase_ENROL_FOREIGN;
	case ZR_E_SYNTAX:
	case ZR_E_INVALID:
		return page->look.is_long || page->look.address[0] != '\0'
			       ? &zr_phrase_ENROL_SYNTAX
			       : &zr_phrase_ENROL_ADDRESS;
	case ZR_E_FULL:
		return &zr_phrase_FAULT_FULL;
	case ZR_E_NOMEM:
		return &zr_phrase_FAULT_MEMORY;
	case ZR_E_IO:
		return &zr_phrase_FAULT_DISK;
	default:
		return &zr_phrase_ENROL_NETWORK;
	}
}

/* Also while the languages lie over it; NULL when it is gone. */
static struct enrol_page *find_page(struct zr_app *app)
{
	return zr_stage_is_showing(app, ZR_PAGE_ENROL)   ? app->page_data
	       : app->under == app->pages[ZR_PAGE_ENROL] ? app->under_data
							 : NULL;
}

static void on_enrolled(void *user, const struct zr_error *error)
{
	struct zr_app *app = user;
	struct enrol_page *page = find_page(app);
	if (page == NULL) {
		return;
	}
	page->is_busy = false;
	set_fault(page, fault_of(page, error->code), 0);
	if (zr_stage_is_showing(app, ZR_PAGE_ENROL)) {
		show_state(app);
	}
}

/* Whether all of it is there; says what is not. */
static bool is_whole(struct enrol_page *page)
{
	if (page->look.is_long) {
		return true;
	}
	const unsigned wrong = find_group(page, ZR_CODE_GROUP_WRONG);
	const unsigned begun = find_group(page, ZR_CODE_GROUP_BEGUN);
	const unsigned empty = find_group(page, ZR_CODE_GROUP_EMPTY);
	if (wrong > 0) {
		set_fault(page, &zr_phrase_ENROL_GROUP, wrong);
	} else if (begun > 0) {
		set_fault(page, &zr_phrase_ENROL_SHORT, begun);
	} else if (empty == 1) {
		set_fault(page, &zr_phrase_ENROL_SYNTAX, 0);
	} else if (empty > 0) {
		set_fault(page, &zr_phrase_ENROL_SHORT, empty);
	}
	return wrong == 0 && begun == 0 && empty == 0;
}

static void press_connect(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	assert(page != NULL);
	if (page->is_busy) {
		return;
	}
	if (is_whole(page)) {
		g_autofree char *code = g_strstrip(g_strdup(page->typed));
		page->is_busy = true;
		zr_link_enrol(app->link, code, on_enrolled, app);
	}
	show_state(app);
}

static void on_activate(GtkEntry *entry, struct zr_app *app)
{
	press_connect(app);
}

/* ---- typing it ---- */

/* The dashes that are due, when the cursor is at the end: in the middle they would move it. After
 * the keystroke, because GTK sets the cursor behind what was typed once everybody heard of it. */
static gboolean tidy(gpointer user)
{
	struct zr_app *app = user;
	struct enrol_page *page = find_page(app);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	page->tidy_source = 0;
	if (!zr_stage_is_showing(app, ZR_PAGE_ENROL)) {
		return G_SOURCE_REMOVE; /* another page lies over it: the entry is gone */
	}
	GtkEditable *editable = GTK_EDITABLE(page->entry);
	if (gtk_editable_get_position(editable) == g_utf8_strlen(page->typed, -1) &&
		zr_code_tidy(page->typed, &text) == 0 &&
		strcmp(zr_buffer_text(&text), page->typed) != 0) {
		gtk_editable_set_text(editable, zr_buffer_text(&text));
		gtk_editable_set_position(editable, -1);
	}
	return G_SOURCE_REMOVE;
}

static void on_typed(GtkEditable *editable, struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	assert(page != NULL);
	g_free(page->typed);
	page->typed = g_strdup(gtk_editable_get_text(editable));
	judge_typed(page);
	show_state(app);
	if (page->tidy_source == 0) {
		page->tidy_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE, tidy, app, NULL);
	}
}

/* ---- building it ---- */

static GtkWidget *build_entry(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	assert(page != NULL);
	GtkWidget *entry = gtk_entry_new();
	gtk_widget_add_css_class(entry, "zr-entry");
	gtk_entry_set_input_purpose(GTK_ENTRY(entry), GTK_INPUT_PURPOSE_URL); /* Latin letters */
	gtk_entry_set_input_hints(GTK_ENTRY(entry), GTK_INPUT_HINT_UPPERCASE_CHARS);
	gtk_editable_set_text(GTK_EDITABLE(entry), page->typed);
	gtk_editable_set_position(GTK_EDITABLE(entry), -1);
	g_signal_connect(entry, "changed", G_CALLBACK(on_typed), app);
	g_signal_connect(entry, "activate", G_CALLBACK(on_activate), app);
	zr_touchables_name(entry, "text", "text", "enrolment-code");
	return entry;
}

static void build_group(struct group *group)
{
	group->box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, zr_scale_px(6));
	group->symbols = gtk_label_new("");
	group->good = zr_icon_new(ZR_ICON_CHECK, zr_scale_px(GROUP_ICON));
	group->wrong = zr_icon_new(ZR_ICON_WARNING, zr_scale_px(GROUP_ICON));
	gtk_widget_add_css_class(group->box, "zr-group");
	gtk_widget_set_hexpand(group->symbols, TRUE);
	gtk_box_append(GTK_BOX(group->box), group->symbols);
	gtk_box_append(GTK_BOX(group->box), group->good);
	gtk_box_append(GTK_BOX(group->box), group->wrong);
}

static GtkWidget *build_groups(struct enrol_page *page)
{
	GtkWidget *shelf = zr_shelf_new(zr_scale_px(8));
	for (size_t i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		build_group(&page->groups[i]);
		zr_shelf_add(shelf, page->groups[i].box);
	}
	return shelf;
}

static void build(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	if (page == NULL) {
		page = app->page_data = g_new0(struct enrol_page, 1);
		page->typed = g_strdup("");
		page->fault = NULL;
	}
	bool is_forgotten = zr_link_view(app->link)->is_forgotten;
	zr_frame_set_title(app->frame, T(APP_TITLE), "");
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_bars_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	page->sentence =
		zr_frame_label(is_forgotten ? T(FORGOTTEN) : T(ENROL_TITLE), "zr-question");
	zr_frame_add(app->frame, page->sentence);
	page->entry = build_entry(app);
	zr_frame_add(app->frame, page->entry);
	page->shelf = build_groups(page);
	zr_frame_add(app->frame, page->shelf);
	page->message = zr_frame_label("", "zr-honest");
	zr_frame_add(app->frame, page->message);
	zr_frame_add(app->frame, zr_frame_label(T(ENROL_HELP), "zr-hint"));
	if (is_forgotten) {
		zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_LIST, T(CLOSE), "close");
	}
	zr_bars_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_CHECK, T(ENROL_BUTTON), "save");
	show_state(app);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (key == ZR_KEY_NEXT) {
		press_connect(app);
	} else if (key == ZR_KEY_BACK && !((struct enrol_page *)app->page_data)->is_busy) {
		zr_stage_show_list(app);
	}
}

static void describe(struct zr_app *app, GString *json)
{
	struct enrol_page *page = app->page_data;
	zr_beacon_add_text(json, "sentence", gtk_label_get_text(GTK_LABEL(page->sentence)));
	zr_beacon_add_text(json, "message", gtk_label_get_text(GTK_LABEL(page->message)));
}

static void finish(struct zr_app *app)
{
	struct enrol_page *page = app->page_data;
	if (page != NULL) {
		if (page->tidy_source != 0) {
			g_source_remove(page->tidy_source);
		}
		explicit_bzero(page->typed, strlen(page->typed));
		g_free(page->typed);
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_enrol = {
	.name = "enrol",
	.build = build,
	.pressed = pressed,
	.describe = describe,
	.finish = finish,
};

/*
 * The address of a household that is not on the list, asked before its interview, so that it is
 * found again by its name, here and at the hub. Places that the tablet knows already are offered
 * while it is written, so that nobody is counted twice.
 */
#include <assert.h>
#include <string.h>

#include "lib/base/utf8.h"
#include "tablet/apps/census/model/address.h"
#include "tablet/apps/census/model/ident.h"
#include "tablet/apps/census/page/desk.h"
#include "tablet/apps/census/page/drawer.h"
#include "tablet/apps/census/page/stage.h"
#include "tablet/ui/row_list.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	KNOWN_MAX = 6,  /* what stays in sight above the keyboard */
	QUERY_MIN = 3,  /* letters: fewer find half the list */
	BYTES_MAX = 400 /* of an address: twice the longest that is known */
};

struct address_page {
	GArray *visits;
	GArray *known; /* guint: the visits that are offered */
	GtkWidget *entry;
	GtkWidget *fault;
	GtkWidget *heading;
	GtkWidget *list;
	char *text; /* owned; what stands in the entry, over a rebuild */
};

static void show_known(struct zr_app *app)
{
	struct address_page *page = app->page_data;
	assert(page != NULL);
	g_autofree char *query = zr_address_fold(page->text);
	g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	char today[11];
	zr_desk_today(today);
	g_array_set_size(page->known, 0);
	bool is_enough = g_utf8_strlen(query, -1) >= QUERY_MIN + 2; /* with its blanks */
	for (guint i = 0; i < page->visits->len && is_enough && rows->len < KNOWN_MAX; i++) {
		const struct zr_visit *visit = &g_array_index(page->visits, struct zr_visit, i);
		if (visit->address[0] != '\0' && zr_address_matches(visit->folded, query)) {
			struct zr_row row = {
				.title = g_markup_escape_text(visit->address, -1),
				.detail = zr_visit_rows_state(&visit->now, today),
				.value = g_strdup(visit->household_id),
			};
			g_array_append_val(rows, row);
			g_array_append_val(page->known, i);
		}
	}
	zr_row_list_set(
		ZR_ROW_LIST(page->list), (const struct zr_row *)(void *)rows->data, rows->len);
	gtk_widget_set_visible(page->list, rows->len > 0);
	gtk_widget_set_visible(page->heading, rows->len > 0);
}

static void on_changed(GtkEditable *editable, struct zr_app *app)
{
	struct address_page *page = app->page_data;
	assert(page != NULL);
	g_free(page->text);
	page->text = g_strdup(gtk_editable_get_text(editable));
	gtk_widget_set_visible(page->fault, FALSE);
	show_known(app);
	zr_stage_tell(app);
}

static void on_known(gpointer user, unsigned index, unsigned part)
{
	struct zr_app *app = user;
	struct address_page *page = app->page_data;
	guint visit = g_array_index(page->known, guint, index);
	g_autoptr(GArray) visits = g_array_ref(page->visits);
	zr_desk_open_visit(app, &g_array_index(visits, struct zr_visit, visit));
}

static void begin(struct zr_app *app)
{
	struct address_page *page = app->page_data;
	g_autofree char *address = g_strdup(page->text);
	g_strstrip(address);
	if (zr_utf8_is_blank_text(address)) {
		gtk_widget_set_visible(page->fault, TRUE);
		gtk_widget_grab_focus(page->entry);
		return;
	}
	struct zr_error error = {0};
	g_autofree char *id = NULL;
	if (zr_ident_draw(&id, &error) != 0) {
		zr_stage_show_store_fault(app, &error);
		return;
	}
	g_autofree char *household_id = g_strconcat(ZR_IDENT_FOUND, id, NULL);
	const struct zr_opening opening = {.household_id = household_id, .address = address};
	zr_desk_open(app, &opening);
	/* The address is an answer, too: it is on disk before the first question is drawn. */
	if (app->interview != NULL && zr_interview_store(app->interview, &error) != 0) {
		zr_stage_show_store_fault(app, &error);
	}
}

static void on_activate(GtkEntry *entry, struct zr_app *app)
{
	begin(app);
}

static GtkWidget *make_entry(struct zr_app *app, const struct address_page *page)
{
	GtkWidget *entry = gtk_entry_new();
	gtk_widget_add_css_class(entry, "zr-entry");
	gtk_entry_set_max_length(GTK_ENTRY(entry), BYTES_MAX / ZR_UTF8_BYTES_MAX * 2);
	gtk_entry_set_input_hints(
		GTK_ENTRY(entry), GTK_INPUT_HINT_UPPERCASE_SENTENCES | GTK_INPUT_HINT_NO_EMOJI);
	gtk_editable_set_text(GTK_EDITABLE(entry), page->text);
	gtk_editable_set_position(GTK_EDITABLE(entry), -1);
	zr_touchables_name(entry, "address", "text", NULL);
	g_signal_connect(entry, "changed", G_CALLBACK(on_changed), app);
	g_signal_connect(entry, "activate", G_CALLBACK(on_activate), app);
	return entry;
}

static void build(struct zr_app *app)
{
	struct address_page *page = app->page_data;
	if (page == NULL) {
		page = app->page_data = g_new0(struct address_page, 1);
		page->visits = zr_drawer_visits(app);
		page->known = g_array_new(FALSE, FALSE, sizeof(guint));
		page->text = g_strdup("");
	}
	gtk_widget_remove_css_class(app->frame->content, "zr-many");
	zr_frame_set_title(app->frame, T(ADD_HOUSEHOLD), "");
	zr_bars_show_key(app->frame, ZR_KEY_LANGUAGE, ZR_ICON_GLOBE, T(LANGUAGE), "language");
	zr_frame_add(app->frame, zr_frame_label(T(ADDRESS_QUESTION), "zr-question"));
	zr_frame_add(app->frame, zr_frame_label(T(ADDRESS_HELP), "zr-hint"));
	page->entry = make_entry(app, page);
	zr_frame_add(app->frame, page->entry);
	page->fault = zr_frame_label(T(ADDRESS_NEEDED), "zr-message");
	gtk_widget_set_visible(page->fault, FALSE);
	zr_frame_add(app->frame, page->fault);
	page->heading = zr_frame_label(T(ADDRESS_KNOWN), "zr-hint");
	zr_frame_add(app->frame, page->heading);
	page->list = zr_row_list_new("known", on_known, app);
	zr_row_list_set_value_key(ZR_ROW_LIST(page->list), "id");
	zr_row_list_set_compact(ZR_ROW_LIST(page->list), true);
	zr_frame_add(app->frame, page->list);
	zr_bars_show_key(app->frame, ZR_KEY_BACK, ZR_ICON_BACK, T(BACK), "back");
	zr_bars_show_key(app->frame, ZR_KEY_NEXT, ZR_ICON_NEXT, T(BEGIN_INTERVIEW), "next");
	show_known(app);
	gtk_widget_grab_focus(page->entry);
}

static void pressed(struct zr_app *app, enum zr_key key)
{
	if (key == ZR_KEY_NEXT) {
		begin(app);
	} else {
		zr_stage_show_list(app);
	}
}

static void finish(struct zr_app *app)
{
	struct address_page *page = app->page_data;
	if (page != NULL) {
		g_array_unref(page->visits);
		g_array_unref(page->known);
		g_free(page->text);
		g_free(page);
		app->page_data = NULL;
	}
}

const struct zr_page zr_page_address = {
	.name = "address",
	.build = build,
	.pressed = pressed,
	.finish = finish,
};

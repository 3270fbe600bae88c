/* A walk over the mapped widgets; names hang on the widgets themselves. */
#include "tablet/ui/touchables.h"

#include <assert.h>
#include <math.h>

#include "tablet/ui/beacon.h"
#include "tablet/ui/markdown.h"
#include "tablet/ui/row_list.h"

#define KEY "zr-target"

struct target {
	const char *name;
	const char *kind;
	char *path;
	char *label;
};

struct walk {
	GtkWidget *window;
	GtkWidget *scroller;
	const int *origin;
	GString *json;
	bool scrolls;
	bool is_first;
};

static void target_free(gpointer data)
{
	struct target *target = data;
	g_free(target->path);
	g_free(target->label);
	g_free(target);
}

/* A label may come before the name, and stays when the name is another. */
static struct target *target_at(GtkWidget *widget)
{
	struct target *target = g_object_get_data(G_OBJECT(widget), KEY);
	if (target == NULL) {
		target = g_new0(struct target, 1);
		g_object_set_data_full(G_OBJECT(widget), KEY, target, target_free);
	}
	return target;
}

void zr_touchables_name(GtkWidget *widget, const char *name, const char *kind, const char *path)
{
	assert(widget != NULL && name != NULL && kind != NULL);
	struct target *target = target_at(widget);
	target->name = name;
	target->kind = kind;
	g_free(target->path);
	target->path = g_strdup(path);
}

void zr_touchables_set_label(GtkWidget *widget, const char *label)
{
	assert(widget != NULL && label != NULL);
	struct target *target = target_at(widget);
	g_free(target->label);
	target->label = g_strdup(label);
}

static bool rect_of(const struct walk *walk, GtkWidget *widget, const graphene_rect_t *part,
	int ret_rect[static 4])
{
	graphene_rect_t bounds;
	if (!gtk_widget_compute_bounds(widget, walk->window, &bounds)) {
		return false;
	}
	if (part != NULL) {
		graphene_point_t corner;
		if (!gtk_widget_compute_point(widget, walk->window, &part->origin, &corner)) {
			return false;
		}
		graphene_rect_init(
			&bounds, corner.x, corner.y, part->size.width, part->size.height);
	}
	ret_rect[0] = (int)lroundf(bounds.origin.x) + walk->origin[0];
	ret_rect[1] = (int)lroundf(bounds.origin.y) + walk->origin[1];
	ret_rect[2] = (int)lroundf(bounds.size.width);
	ret_rect[3] = (int)lroundf(bounds.size.height);
	return true;
}

static void begin(struct walk *walk, const char *name, const int rect[static 4])
{
	assert(name != NULL && walk->json != NULL);
	g_string_append_printf(walk->json, "%s{\"name\":\"%s\"", walk->is_first ? "" : ",", name);
	walk->is_first = false;
	zr_beacon_add_rect(walk->json, "rect", rect);
	zr_beacon_add_bool(walk->json, "scrolls", walk->scrolls);
}

static void describe_rows(struct walk *walk, ZrRowList *rows)
{
	for (unsigned i = 0; i < zr_row_list_count(rows); i++) {
		const struct zr_row *row = zr_row_list_at(rows, i);
		for (unsigned part = 0; part <= ZR_ROW_BUTTONS; part++) {
			graphene_rect_t where;
			int rect[4];
			if (!zr_row_list_rect(rows, i, part, &where) ||
				!rect_of(walk, GTK_WIDGET(rows), &where, rect)) {
				continue;
			}
			begin(walk,
				part == 0 ? zr_row_list_name(rows) : row->button_names[part - 1],
				rect);
			bool is_choice = row->marker != ZR_MARKER_NONE;
			zr_beacon_add_text(walk->json, "kind",
				part > 0    ? "button"
				: is_choice ? "choice"
					    : "row");
			g_autofree char *label = zr_markdown_strip(row->title);
			zr_beacon_add_text(walk->json, "label", label);
			if (row->detail != NULL) {
				zr_beacon_add_text(walk->json, "detail", row->detail);
			}
			if (row->value != NULL) {
				zr_beacon_add_text(
					walk->json, zr_row_list_value_key(rows), row->value);
			}
			if (is_choice) {
				zr_beacon_add_bool(walk->json, "selected", row->is_selected);
			}
			const char *picture = zr_row_list_picture_state(rows, i);
			if (picture != NULL) {
				zr_beacon_add_text(walk->json, "picture", picture);
			}
			if (zr_row_list_path(rows)[0] != '\0') {
				zr_beacon_add_text(walk->json, "path", zr_row_list_path(rows));
			}
			g_string_append_c(walk->json, '}');
		}
	}
}

static char *text_of(GtkWidget *widget)
{
	if (GTK_IS_EDITABLE(widget)) {
		return g_strdup(gtk_editable_get_text(GTK_EDITABLE(widget)));
	}
	if (GTK_IS_TEXT_VIEW(widget)) {
		GtkTextBuffer *buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(widget));
		GtkTextIter start, end;
		gtk_text_buffer_get_bounds(buffer, &start, &end);
		return gtk_text_buffer_get_text(buffer, &start, &end, FALSE);
	}
	return NULL;
}

static void describe_widget(struct walk *walk, GtkWidget *widget, const struct target *target)
{
	int rect[4];
	if (!gtk_widget_is_sensitive(widget) || !rect_of(walk, widget, NULL, rect)) {
		return;
	}
	begin(walk, target->name, rect);
	zr_beacon_add_text(walk->json, "kind", target->kind);
	zr_beacon_add_text(walk->json, "label", target->label != NULL ? target->label : "");
	g_autofree char *value = text_of(widget);
	if (value != NULL) {
		zr_beacon_add_text(walk->json, "value", value);
	}
	GtkWidget *focus = gtk_window_get_focus(GTK_WINDOW(walk->window));
	if (focus != NULL && (focus == widget || gtk_widget_is_ancestor(focus, widget))) {
		zr_beacon_add_bool(walk->json, "focused", true);
	}
	if (gtk_widget_has_css_class(widget, "zr-primary")) {
		zr_beacon_add_bool(walk->json, "primary", true);
	}
	if (target->path != NULL) {
		zr_beacon_add_text(walk->json, "path", target->path);
	}
	g_string_append_c(walk->json, '}');
}

static void visit(struct walk *walk, GtkWidget *widget)
{
	if (!gtk_widget_get_mapped(widget)) {
		return;
	}
	const struct target *target = g_object_get_data(G_OBJECT(widget), KEY);
	bool before = walk->scrolls;
	walk->scrolls = before || widget == walk->scroller;
	if (ZR_IS_ROW_LIST(widget)) {
		describe_rows(walk, ZR_ROW_LIST(widget));
	} else if (target != NULL && target->name != NULL) {
		describe_widget(walk, widget, target);
	} else {
		for (GtkWidget *child = gtk_widget_get_first_child(widget); child != NULL;
			child = gtk_widget_get_next_sibling(child)) {
			visit(walk, child);
		}
	}
	walk->scrolls = before;
}

void zr_touchables_describe(
	GtkWidget *window, GtkWidget *scroller, const int origin[static 2], GString *json)
{
	assert(window != NULL && scroller != NULL && json != NULL);
	struct walk walk = {.window = window,
		.scroller = scroller,
		.origin = origin,
		.json = json,
		.is_first = true};
	int view[4];
	if (rect_of(&walk, scroller, NULL, view)) {
		zr_beacon_add_rect(json, "view", view);
	}
	g_string_append(json, ",\"targets\":[");
	visit(&walk, window);
	g_string_append_c(json, ']');
}

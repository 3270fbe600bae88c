/* A layout manager: children are taken in order, each line ends before the child that it has no
 * room for. */
#include "tablet/ui/shelf.h"

#include <assert.h>
#include <stdbool.h>

#define ZR_TYPE_SHELF_LAYOUT zr_shelf_layout_get_type()
G_DECLARE_FINAL_TYPE(ZrShelfLayout, zr_shelf_layout, ZR, SHELF_LAYOUT, GtkLayoutManager)

struct _ZrShelfLayout {
	GtkLayoutManager parent_instance;
	int gap;
};

G_DEFINE_FINAL_TYPE(ZrShelfLayout, zr_shelf_layout, GTK_TYPE_LAYOUT_MANAGER)

struct line {
	GtkWidget *first;
	GtkWidget *end; /* behind the last; NULL for the end of all */
	int used;       /* natural widths and gaps */
	int height;
	int expanding;
};

static GtkWidget *next_shown(GtkWidget *child)
{
	while (child != NULL && !gtk_widget_should_layout(child)) {
		child = gtk_widget_get_next_sibling(child);
	}
	return child;
}

static int natural_width(GtkWidget *child, int width)
{
	int minimum = 0, natural = 0;
	gtk_widget_measure(child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
	return MAX(minimum, MIN(natural, width));
}

static struct line read_line(ZrShelfLayout *layout, GtkWidget *first, int width)
{
	struct line line = {.first = first};
	GtkWidget *child = first;
	for (; child != NULL; child = next_shown(gtk_widget_get_next_sibling(child))) {
		int needs = natural_width(child, width), height = 0;
		int gap = child == first ? 0 : layout->gap;
		if (child != first && line.used + gap + needs > width) {
			break;
		}
		gtk_widget_measure(
			child, GTK_ORIENTATION_VERTICAL, needs, &height, NULL, NULL, NULL);
		line.used += gap + needs;
		line.height = MAX(line.height, height);
		line.expanding += gtk_widget_compute_expand(child, GTK_ORIENTATION_HORIZONTAL);
	}
	line.end = child;
	return line;
}

static GtkSizeRequestMode get_request_mode(GtkLayoutManager *manager, GtkWidget *widget)
{
	return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void measure_width(ZrShelfLayout *layout, GtkWidget *widget, int *minimum, int *natural)
{
	*minimum = *natural = 0;
	for (GtkWidget *child = next_shown(gtk_widget_get_first_child(widget)); child != NULL;
		child = next_shown(gtk_widget_get_next_sibling(child))) {
		int least = 0, wanted = 0;
		gtk_widget_measure(
			child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
		*minimum = MAX(*minimum, least);
		*natural += wanted + (*natural > 0 ? layout->gap : 0);
	}
}

static void measure(GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
	int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
	ZrShelfLayout *layout = ZR_SHELF_LAYOUT(manager);
	*minimum_baseline = *natural_baseline = -1;
	int least = 0, wanted = 0, height = 0;
	measure_width(layout, widget, &least, &wanted);
	if (orientation == GTK_ORIENTATION_HORIZONTAL) {
		*minimum = least;
		*natural = wanted;
		return;
	}
	int width = for_size < 0 ? least : for_size;
	GtkWidget *child = next_shown(gtk_widget_get_first_child(widget));
	while (child != NULL) {
		struct line line = read_line(layout, child, width);
		height += line.height + (height > 0 ? layout->gap : 0);
		child = line.end;
	}
	*minimum = *natural = height;
}

static void place_line(
	ZrShelfLayout *layout, GtkWidget *widget, const struct line *line, int y, int width)
{
	bool is_mirrored = gtk_widget_get_direction(widget) == GTK_TEXT_DIR_RTL;
	int x = 0, spare = MAX(0, width - line->used), expanding = line->expanding;
	for (GtkWidget *child = line->first; child != line->end;
		child = next_shown(gtk_widget_get_next_sibling(child))) {
		int part = natural_width(child, width);
		if (gtk_widget_compute_expand(child, GTK_ORIENTATION_HORIZONTAL)) {
			int more = spare / expanding--;
			spare -= more;
			part += more;
		}
		GtkAllocation place = {is_mirrored ? width - x - part : x, y, part, line->height};
		gtk_widget_size_allocate(child, &place, -1);
		x += part + layout->gap;
	}
}

static void allocate(
	GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
	ZrShelfLayout *layout = ZR_SHELF_LAYOUT(manager);
	GtkWidget *child = next_shown(gtk_widget_get_first_child(widget));
	int y = 0;
	while (child != NULL) {
		struct line line = read_line(layout, child, width);
		place_line(layout, widget, &line, y, width);
		y += line.height + layout->gap;
		child = line.end;
	}
}

static void zr_shelf_layout_class_init(ZrShelfLayoutClass *class)
{
	GtkLayoutManagerClass *manager = GTK_LAYOUT_MANAGER_CLASS(class);
	manager->get_request_mode = get_request_mode;
	manager->measure = measure;
	manager->allocate = allocate;
}

static void zr_shelf_layout_init(ZrShelfLayout *layout)
{
}

GtkWidget *zr_shelf_new(int gap)
{
	assert(gap >= 0);
	GtkWidget *shelf = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
	ZrShelfLayout *layout = g_object_new(ZR_TYPE_SHELF_LAYOUT, NULL);
	layout->gap = gap;
	gtk_widget_set_layout_manager(shelf, GTK_LAYOUT_MANAGER(layout));
	return shelf;
}

void zr_shelf_add(GtkWidget *shelf, GtkWidget *child)
{
	assert(gtk_widget_get_parent(child) == NULL);
	gtk_box_append(GTK_BOX(shelf), child);
}

/* Cards as a table: the label row's titles once, then each question with its marks beside it. The
 * cards stay what they are, each with its own message, hint and guidance; only their parts stand
 * beside each other, in columns of one width. */
#include <assert.h>
#include <string.h>

#include "tablet/apps/census/question/cards.h"
#include "tablet/apps/census/question/table_heads.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/markdown.h"
#include "tablet/ui/picture.h"
#include "tablet/ui/row_list.h"

enum {
	LINE_MIN = 200,
	COLUMN_GAP = 10, /* between question and columns, too */
};

/* ---- the label row ---- */

static void on_head(gpointer user, unsigned index, unsigned part)
{
	/* headings cannot be picked */
}

static void build_head(struct zr_card *card)
{
	card->rows = zr_row_list_new("head", on_head, card);
	gtk_box_append(GTK_BOX(card->body), GTK_WIDGET(card->rows));
}

static bool is_same(ZrRowList *rows, const struct zr_row *items, guint count)
{
	bool is_same = zr_row_list_count(rows) == count;
	for (guint i = 0; is_same && i < count; i++) {
		is_same = strcmp(zr_row_list_at(rows, i)->title, items[i].title) == 0;
	}
	return is_same;
}

static void clear_row(struct zr_row *row)
{
	g_free(row->title);
	g_free(row->picture);
}

static void show_head(struct zr_card *card)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	if (zr_session_choices(card->host->session, &card->item, &choices, &count, NULL) != 0) {
		count = 0;
	}
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (size_t i = 0; i < count; i++) {
		struct zr_row row = {
			.title = zr_markdown_convert(choices[i].label),
			.picture = zr_picture_path(card->host->media_folder, choices[i].image),
			.is_heading = true,
		};
		g_array_append_val(items, row);
	}
	struct zr_row *rows = (struct zr_row *)(void *)items->data;
	if (is_same(ZR_ROW_LIST(card->rows), rows, items->len)) {
		for (guint i = 0; i < items->len; i++) {
			clear_row(&rows[i]);
		}
	} else {
		zr_row_list_set(ZR_ROW_LIST(card->rows), rows, items->len);
	}
	bool has_words = gtk_widget_get_visible(card->label) || gtk_widget_get_visible(card->hint);
	bool is_table = card->layout == ZR_LAYOUT_HEAD;
	gtk_widget_set_sensitive(card->body, TRUE);
	gtk_widget_set_visible(card->body, is_table);
	gtk_widget_set_visible(card->widget, is_table || has_words);
}

const struct zr_card_kind zr_card_head_kind = {
	"note", build_head, show_head, .traits = ZR_CARD_IS_READ};

/* ---- laying out ---- */

static void set_class(GtkWidget *widget, const char *name, bool is_on)
{
	if (is_on) {
		gtk_widget_add_css_class(widget, name);
	} else {
		gtk_widget_remove_css_class(widget, name);
	}
}

static void move(GtkWidget *widget, GtkWidget *to, GtkWidget *after)
{
	if (widget != NULL && gtk_widget_get_parent(widget) != to) {
		g_object_ref(widget);
		gtk_box_remove(GTK_BOX(gtk_widget_get_parent(widget)), widget);
		gtk_box_insert_child_after(GTK_BOX(to), widget, after);
		g_object_unref(widget);
	}
}

/* What is long stands below the whole row: the guidance, and the message last. */
static void move_long_texts(struct zr_card *card, bool is_below)
{
	if (is_below) {
		move(card->guidance, card->widget, card->line);
		move(card->message_label, card->widget, gtk_widget_get_last_child(card->widget));
	} else {
		move(card->guidance, card->head, card->guidance_key);
		move(card->message_label, card->line, card->head);
	}
}

/* ---- question and columns beside each other: the columns first, the question has the rest ----
 * A box would give a long question what the columns need. */

static GtkSizeRequestMode line_mode(GtkWidget *line)
{
	return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* The columns' part of that width. The window may be narrower for a moment, until the cards are
 * laid out anew. */
static int columns_width(GtkWidget *columns, int width)
{
	int natural = 0;
	gtk_widget_measure(columns, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
	return MIN(natural, width / 2 + width / 4);
}

static void measure_line(GtkWidget *line, GtkOrientation orientation, int for_size, int *minimum,
	int *natural, int *minimum_baseline, int *natural_baseline)
{
	GtkWidget *head = gtk_widget_get_first_child(line);
	GtkWidget *columns = gtk_widget_get_last_child(line);
	*minimum_baseline = *natural_baseline = -1;
	if (orientation == GTK_ORIENTATION_HORIZONTAL) {
		*minimum = LINE_MIN;
		*natural = MAX(LINE_MIN, 2 * columns_width(columns, G_MAXINT / 2));
		return;
	}
	int width = for_size > 0 ? for_size : LINE_MIN;
	int columns_part = columns_width(columns, width);
	int beside = 0, below = 0;
	gtk_widget_measure(head, orientation, MAX(1, width - columns_part - COLUMN_GAP), &beside,
		NULL, NULL, NULL);
	gtk_widget_measure(columns, orientation, columns_part, &below, NULL, NULL, NULL);
	*minimum = *natural = MAX(beside, below);
}

static void allocate_line(GtkWidget *line, int width, int height, int baseline)
{
	GtkWidget *head = gtk_widget_get_first_child(line);
	GtkWidget *columns = gtk_widget_get_last_child(line);
	int columns_part = columns_width(columns, width);
	int rest = MAX(1, width - columns_part - COLUMN_GAP);
	gtk_widget_size_allocate(head, &(GtkAllocation){0, 0, rest, height}, -1);
	gtk_widget_size_allocate(
		columns, &(GtkAllocation){width - columns_part, 0, columns_part, height}, -1);
}

static GtkLayoutManager *make_box_layout(void)
{
	GtkLayoutManager *layout = gtk_box_layout_new(GTK_ORIENTATION_VERTICAL);
	gtk_box_layout_set_spacing(GTK_BOX_LAYOUT(layout), COLUMN_GAP);
	return layout;
}

static void set_layout(struct zr_card *card, enum zr_card_layout layout, int cell)
{
	bool is_table = layout != ZR_LAYOUT_PLAIN;
	if (card->rows == NULL || (layout == ZR_LAYOUT_PLAIN && card->layout == layout)) {
		return;
	}
	enum zr_strip strip = layout == ZR_LAYOUT_HEAD  ? ZR_STRIP_HEADS
			      : layout == ZR_LAYOUT_ROW ? ZR_STRIP_MARKS
							: ZR_STRIP_NONE;
	zr_row_list_set_strip(ZR_ROW_LIST(card->rows), strip, is_table ? cell : 0);
	move_long_texts(card, is_table); /* each time: guidance may have come since */
	if (card->layout == layout) {
		return;
	}
	card->layout = layout;
	gtk_widget_set_layout_manager(
		card->line, is_table ? gtk_custom_layout_new(line_mode, measure_line, allocate_line)
				     : make_box_layout());
	gtk_widget_set_vexpand(card->rows, is_table); /* cells as high as the row */
	gtk_widget_set_vexpand(card->line, FALSE);
	gtk_widget_set_valign(card->head, layout == ZR_LAYOUT_HEAD  ? GTK_ALIGN_END
					  : layout == ZR_LAYOUT_ROW ? GTK_ALIGN_CENTER
								    : GTK_ALIGN_FILL);
	set_class(card->widget, "zr-table-head", layout == ZR_LAYOUT_HEAD);
	set_class(card->widget, "zr-table-row", layout == ZR_LAYOUT_ROW);
	zr_card_show(card);
}

/* The width of a column under that head; 0 when its titles have no room. */
static int cell_under(const struct zr_card *head, int width)
{
	ZrRowList *rows = ZR_ROW_LIST(head->rows);
	int cell = zr_table_heads_cell_width(width, zr_row_list_count(rows));
	return cell > 0 && zr_row_list_titles_fit(rows, cell) ? cell : 0;
}

void zr_cards_arrange(struct zr_session *session, GPtrArray *cards, int width)
{
	assert(cards != NULL);
	g_autoptr(GArray) questions = g_array_new(FALSE, FALSE, sizeof(struct zr_item));
	for (guint i = 0; i < cards->len; i++) {
		const struct zr_card *card = g_ptr_array_index(cards, i);
		g_array_append_val(questions, card->item);
	}
	g_autoptr(GArray) heads = zr_table_heads_find(session, questions);
	g_autofree int *cells = g_new0(int, cards->len); /* of heads that have rows */
	for (guint i = 0; i < cards->len; i++) {
		int head = g_array_index(heads, int, i);
		if (head >= 0 && cells[head] == 0) {
			cells[head] = cell_under(g_ptr_array_index(cards, (guint)head), width);
		}
	}
	for (guint i = 0; i < cards->len; i++) {
		int head = g_array_index(heads, int, i);
		int cell = head >= 0 ? cells[head] : cells[i];
		enum zr_card_layout layout = cell == 0   ? ZR_LAYOUT_PLAIN
					     : head >= 0 ? ZR_LAYOUT_ROW
							 : ZR_LAYOUT_HEAD;
		set_layout(g_ptr_array_index(cards, i), layout, cell);
	}
}

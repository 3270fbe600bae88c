/* Select one, select many, rank. The choices are rows; a long list has a search field above. */
#include <assert.h>
#include <string.h>

#include "lib/form/appearance.h"
#include "lib/interview/place.h"
#include "tablet/apps/census/question/card.h"
#include "tablet/apps/census/question/ticks.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/markdown.h"
#include "tablet/ui/picture.h"
#include "tablet/ui/row_list.h"
#include "tablet/ui/search_field.h"
#include "tablet/apps/census/wording.h"
#include "tablet/ui/touchables.h"

enum {
	ROWS, /* parts */
	SEARCH,
	MORE,
	CLEAR,
	SEARCH_FROM = 13, /* choices from which there is a search field */
	COLUMNS_MAX = 10,
	SHOWN_MAX = 300, /* rows drawn at once; the search field finds the others */
};

static bool is_many(const struct zr_card *card)
{
	return zr_card_has(card, ZR_CARD_IS_MANY);
}

static struct zr_ticks ticks_of(const struct zr_card *card)
{
	return (struct zr_ticks){zr_card_value(card), is_many(card)};
}

static bool is_ticked(const struct zr_card *card, const char *value)
{
	const struct zr_ticks ticks = ticks_of(card);
	return zr_ticks_has(&ticks, value);
}

static bool has_word(const struct zr_card *card, const char *word)
{
	return zr_place_has_appearance(card->item.control, word);
}

/* Such as "compact" and "compact-2". */
static bool begins_word(const struct zr_card *card, const char *beginning)
{
	return zr_appearance_find(card->item.control->appearance, beginning) != NULL;
}

/* The number that an author asks for, "columns-3"; 0 for none. */
static unsigned columns_asked(const struct zr_card *card)
{
	static const char *const words[] = {"columns-", "compact-", "quickcompact-"};
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *asked = zr_appearance_find(card->item.control->appearance, words[i]);
		if (asked != NULL && g_ascii_isdigit(asked[strlen(words[i])])) {
			guint64 columns = g_ascii_strtoull(asked + strlen(words[i]), NULL, 10);
			return (unsigned)CLAMP(columns, 1, COLUMNS_MAX);
		}
	}
	return 0;
}

/* Authors ask for columns by number or leave it to the labels. Short labels of a long list stand in
 * columns unasked. */
static unsigned columns_for(const struct zr_card *card, const struct zr_row *items, unsigned count)
{
	static const char *const words[] = {
		"column", "horizontal", "compact", "likert", "quickcompact"};
	glong longest = 0;
	for (unsigned i = 0; i < count; i++) {
		longest = MAX(longest, g_utf8_strlen(items[i].title, -1));
	}
	unsigned asked = columns_asked(card);
	if (asked > 0) {
		return asked;
	}
	bool is_asked = false;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		is_asked = is_asked || begins_word(card, words[i]);
	}
	if (is_asked) {
		unsigned columns = longest <= 14 ? 4 : longest <= 26 ? 3 : 2;
		return CLAMP(count, 1, columns);
	}
	if (count >= SEARCH_FROM && longest <= 60) {
		return count >= 30 && longest <= 40 ? 3 : 2;
	}
	return count >= 7 && longest <= 32 ? 2 : 1;
}

/* Signs are left away where the author wants the picture or the frame to speak alone. */
static enum zr_marker marker_for(const struct zr_card *card)
{
	bool is_bare = has_word(card, "no-buttons") || begins_word(card, "compact") ||
		       begins_word(card, "quickcompact");
	return is_bare ? ZR_MARKER_FRAME : is_many(card) ? ZR_MARKER_CHECK : ZR_MARKER_RADIO;
}

static char *picture_of(const struct zr_card *card, const struct zr_choice *choice)
{
	return zr_picture_path(card->host->media_folder, choice->image);
}

/* A picture that is there needs no label; without either the value has to do. */
static char *title_for(const struct zr_card *card, const struct zr_choice *choice)
{
	if (choice->label[0] != '\0') {
		return zr_markdown_convert(choice->label);
	}
	g_autofree char *picture = picture_of(card, choice);
	bool is_there = picture != NULL && g_file_test(picture, G_FILE_TEST_IS_REGULAR);
	return zr_markdown_convert(is_there ? "" : choice->value);
}

static struct zr_row row_for(const struct zr_card *card, const struct zr_choice *choice)
{
	return (struct zr_row){
		.title = title_for(card, choice),
		.value = g_strdup(choice->value),
		.picture = picture_of(card, choice),
		.marker = marker_for(card),
		.is_selected = is_ticked(card, choice->value),
	};
}

static void show_choices(struct zr_card *card)
{
	assert(card->parts[ROWS] != NULL);
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	if (zr_session_choices(card->host->session, &card->item, &choices, &count, NULL) != 0) {
		count = 0;
	}
	unsigned hidden = 0;
	const struct zr_ticks ticks = ticks_of(card);
	const struct zr_ticks_view view = {
		.wanted = zr_search_field_text(card->parts[SEARCH]),
		.is_ticked_first = count >= SEARCH_FROM,
		.max = SHOWN_MAX,
	};
	g_autoptr(GArray) shown = zr_ticks_shown(choices, count, &ticks, &view, &hidden);
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint i = 0; i < shown->len; i++) {
		struct zr_row row = row_for(card, &choices[g_array_index(shown, guint, i)]);
		g_array_append_val(items, row);
	}
	const struct zr_row *rows = (const struct zr_row *)(void *)items->data;
	zr_row_list_set_columns(
		ZR_ROW_LIST(card->parts[ROWS]), columns_for(card, rows, items->len));
	zr_row_list_set(ZR_ROW_LIST(card->parts[ROWS]), rows, items->len);
	gtk_widget_set_visible(card->parts[SEARCH], count >= SEARCH_FROM);
	g_autofree char *more =
		count == 0 ? g_strdup(T(NO_CHOICES)) : g_strdup_printf(T(MORE_CHOICES), hidden);
	gtk_label_set_text(GTK_LABEL(card->parts[MORE]), more);
	gtk_widget_set_visible(card->parts[MORE], count == 0 || hidden > 0);
}

static const struct zr_choice *find_choice(
	const struct zr_choice *choices, size_t count, const char *value)
{
	assert(choices != NULL || count == 0);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(choices[i].value, value) == 0) {
			return &choices[i];
		}
	}
	return NULL;
}

/* The rows show these choices: in a short list each one, in a long one those that are ticked and
 * what the search left, wherever the list has them. */
static bool are_shown(struct zr_card *card, const struct zr_choice *choices, size_t count)
{
	ZrRowList *rows = ZR_ROW_LIST(card->parts[ROWS]);
	unsigned shown = zr_row_list_count(rows), ticked = 0;
	if (count == 0 || shown == 0 || (count < SEARCH_FROM && count != shown)) {
		return false;
	}
	for (unsigned i = 0; i < shown; i++) {
		const struct zr_row *row = zr_row_list_at(rows, i);
		const struct zr_choice *choice =
			count < SEARCH_FROM ? &choices[i] : find_choice(choices, count, row->value);
		if (choice == NULL || strcmp(row->value, choice->value) != 0) {
			return false;
		}
		g_autofree char *title = title_for(card, choice);
		if (strcmp(row->title, title) != 0) {
			return false;
		}
		ticked += is_ticked(card, row->value);
	}
	unsigned all = 0;
	for (size_t i = 0; i < count; i++) {
		all += is_ticked(card, choices[i].value);
	}
	return all == ticked;
}

/* The same choices: only the marks may have changed, and no row moves under the finger. */
static bool update_marks(struct zr_card *card)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	ZrRowList *rows = ZR_ROW_LIST(card->parts[ROWS]);
	if (zr_session_choices(card->host->session, &card->item, &choices, &count, NULL) != 0 ||
		!are_shown(card, choices, count)) {
		return false;
	}
	for (unsigned i = 0; i < zr_row_list_count(rows); i++) {
		const struct zr_row *row = zr_row_list_at(rows, i);
		bool has_tick = is_ticked(card, row->value);
		if (row->is_selected != has_tick) {
			zr_row_list_set_selected(rows, i, has_tick);
		}
	}
	return true;
}

static void show_select(struct zr_card *card)
{
	assert(card->parts[ROWS] != NULL);
	if (!update_marks(card)) {
		show_choices(card);
	}
}

/* The answer with that choice ticked or not; the answer says what else is. */
static char *toggled(struct zr_card *card, const char *word)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	if (zr_session_choices(card->host->session, &card->item, &choices, &count, NULL) != 0) {
		return g_strdup(zr_card_value(card));
	}
	const struct zr_ticks ticks = ticks_of(card);
	return zr_ticks_toggle(choices, count, &ticks, word);
}

static void on_picked(gpointer user, unsigned index, unsigned part)
{
	struct zr_card *card = user;
	const struct zr_row *row = zr_row_list_at(ZR_ROW_LIST(card->parts[ROWS]), index);
	if (zr_item_is_readonly(&card->item)) {
		return;
	}
	bool clears = row->is_selected && !zr_item_is_required(&card->item);
	g_autofree char *value =
		is_many(card) ? toggled(card, row->value) : g_strdup(clears ? "" : row->value);
	zr_card_chosen(card, value);
}

static void on_search(gpointer user)
{
	struct zr_card *card = user;
	if (!card->is_showing) {
		show_choices(card);
		card->host->changed_face(card->host->user, card); /* of the same height, perhaps */
	}
}

static void build_select(struct zr_card *card)
{
	GtkWidget *search = zr_search_field_new(T(SEARCH_CHOICE), card->path, on_search, card);
	card->parts[SEARCH] = search;
	card->parts[ROWS] = zr_row_list_new("choice", on_picked, card);
	zr_row_list_set_path(ZR_ROW_LIST(card->parts[ROWS]), card->path);
	card->rows = card->parts[ROWS];
	if (has_word(card, "likert") || has_word(card, "list")) {
		zr_row_list_set_strip(ZR_ROW_LIST(card->rows), ZR_STRIP_SCALE, 0);
	}
	card->parts[MORE] = zr_frame_label("", "zr-hint");
	gtk_box_append(GTK_BOX(card->body), search);
	gtk_box_append(GTK_BOX(card->body), card->parts[ROWS]);
	gtk_box_append(GTK_BOX(card->body), card->parts[MORE]);
}

/* ---- rank ---- */

/* The choices in the order of the answer; those it does not name follow. */
static void show_rank(struct zr_card *card)
{
	assert(card->parts[ROWS] != NULL);
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	if (zr_session_choices(card->host->session, &card->item, &choices, &count, NULL) != 0) {
		count = 0;
	}
	g_auto(GStrv) ranked = g_strsplit_set(zr_card_value(card), " ", -1);
	g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(size_t));
	for (size_t k = 0; ranked[k] != NULL; k++) {
		for (size_t i = 0; i < count; i++) {
			if (strcmp(choices[i].value, ranked[k]) == 0) {
				g_array_append_val(order, i);
			}
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (!g_strv_contains((const char *const *)ranked, choices[i].value)) {
			g_array_append_val(order, i);
		}
	}
	g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(struct zr_row));
	for (guint k = 0; k < order->len; k++) {
		const struct zr_choice *choice = &choices[g_array_index(order, size_t, k)];
		struct zr_row row = {
			.title = title_for(card, choice),
			.value = g_strdup(choice->value),
			.picture = picture_of(card, choice),
			.marker = ZR_MARKER_NUMBER,
			.is_selected = zr_card_value(card)[0] != '\0',
			.buttons = {ZR_ICON_UP, ZR_ICON_DOWN},
			.button_names = {"up", "down"},
		};
		g_array_append_val(items, row);
	}
	zr_row_list_set(ZR_ROW_LIST(card->parts[ROWS]), (const struct zr_row *)(void *)items->data,
		items->len);
	gtk_widget_set_visible(card->parts[CLEAR], zr_card_value(card)[0] != '\0');
}

static void on_clear(GtkButton *button, struct zr_card *card)
{
	zr_card_chosen(card, "");
}

static void on_ranked(gpointer user, unsigned index, unsigned part)
{
	struct zr_card *card = user;
	ZrRowList *rows = ZR_ROW_LIST(card->parts[ROWS]);
	unsigned count = zr_row_list_count(rows);
	unsigned other = part == 1 && index > 0           ? index - 1
			 : part == 2 && index + 1 < count ? index + 1
							  : index;
	g_autoptr(GString) value = g_string_new(NULL);
	for (unsigned i = 0; i < count; i++) {
		unsigned source = i == index ? other : i == other ? index : i;
		g_string_append_printf(
			value, "%s%s", i > 0 ? " " : "", zr_row_list_at(rows, source)->value);
	}
	zr_card_chosen(card, value->str);
}

static void build_rank(struct zr_card *card)
{
	gtk_box_append(GTK_BOX(card->body), zr_frame_label(T(RANK_HELP), "zr-hint"));
	card->parts[ROWS] = zr_row_list_new("choice", on_ranked, card);
	zr_row_list_set_path(ZR_ROW_LIST(card->parts[ROWS]), card->path);
	card->parts[CLEAR] = zr_button_new(ZR_ICON_NONE, T(CLEAR), "zr-chip");
	zr_touchables_name(card->parts[CLEAR], "clear", "button", card->path);
	g_signal_connect(card->parts[CLEAR], "clicked", G_CALLBACK(on_clear), card);
	gtk_box_append(GTK_BOX(card->body), card->parts[ROWS]);
	gtk_box_append(GTK_BOX(card->body), card->parts[CLEAR]);
}

const struct zr_card_kind zr_card_one_kind = {
	"select_one", build_select, show_select, .traits = ZR_CARD_IS_ONE};
const struct zr_card_kind zr_card_many_kind = {
	"select_many", build_select, show_select, .traits = ZR_CARD_IS_MANY};
const struct zr_card_kind zr_card_rank_kind = {"rank", build_rank, show_rank};

/* A browser keeps marks; their order is the list's. */
#include "respond/page/show_choice.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

struct choices {
	const struct zr_choice *items;
	size_t count;
};

/* What went wrong is the page's: one without its choices would empty the answer when it is sent. */
static struct choices find_choices(struct zr_html *html, const struct zr_show_question *field)
{
	struct choices choices = {0};
	int code = zr_session_choices(field->page->answering->session, &field->item, &choices.items,
		&choices.count, NULL);
	if (code != 0) {
		choices.count = 0;
		html->code = code;
	}
	return choices;
}

/* Among what was typed, or stored. */
static bool is_chosen(const struct zr_show_question *field, const struct zr_choice *choice)
{
	if (!zr_show_part_is_typed(field)) {
		return choice->is_selected;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer name = {0};
	const char *const parts[] = {ZR_LOOK_VALUE, field->path};
	const char *value = NULL;
	size_t at = 0;
	if (zr_buffer_join(&name, parts, 2) != 0) {
		return false;
	}
	do {
		value = zr_fields_next(field->page->typed, zr_buffer_text(&name), &at);
	} while (value != NULL && strcmp(value, choice->value) != 0);
	return value != NULL;
}

/* The first has the id of the question itself, so that a message leads to it. */
static void format_suffix(size_t index, char ret_suffix[24])
{
	ret_suffix[0] = '\0';
	if (index > 0) {
		(void)snprintf(ret_suffix, 24, "-%zu", index);
	}
}

static void add_picture(struct zr_html *html, const struct zr_choice *choice)
{
	const char *slash = strrchr(choice->image, '/');
	if (choice->image[0] != '\0') {
		zr_html_raw(html, "<img class=picture alt=\"\" src=\"/media/");
		zr_html_part(html, slash != NULL ? slash + 1 : choice->image);
		zr_html_raw(html, "\">");
	}
}

static void add_mark(struct zr_html *html, const struct zr_show_question *field,
	const struct zr_choice *choice, size_t index)
{
	char suffix[24];
	format_suffix(index, suffix);
	zr_html_raw(html, "<div class=choice><input type=");
	zr_html_raw(html, field->look == ZR_LOOK_CHECKS ? "checkbox" : "radio");
	zr_show_part_ids(html, field, suffix);
	zr_show_part_name(html, field, ZR_LOOK_VALUE);
	zr_html_attribute(html, "value", choice->value);
	zr_html_raw(html, is_chosen(field, choice) ? " checked" : "");
	zr_html_raw(html, "><label for=\"f");
	zr_html_number(html, field->number);
	zr_html_raw(html, suffix);
	zr_html_raw(html, "\">");
	add_picture(html, choice);
	zr_html_label(html, choice->label[0] != '\0' ? choice->label : choice->value);
	zr_html_raw(html, "</label></div>");
}

/* Taking an answer back, where none is needed: a browser cannot untick one of several. */
static void add_marks(struct zr_html *html, const struct zr_show_question *field)
{
	struct choices choices = find_choices(html, field);
	for (size_t i = 0; i < choices.count; i++) {
		add_mark(html, field, &choices.items[i], i);
	}
	if (field->look == ZR_LOOK_RADIOS && !zr_item_is_required(&field->item)) {
		const struct zr_choice none = {.value = "",
			.label = zr_sayings_text(ZR_SAY_CLEAR, html->tongue),
			.image = ""};
		add_mark(html, field, &none, choices.count);
	}
}

static void add_option(struct zr_html *html, const char *value, const char *label, bool is_chosen_)
{
	zr_html_raw(html, "<option");
	zr_html_attribute(html, "value", value);
	zr_html_raw(html, is_chosen_ ? " selected>" : ">");
	zr_html_plain_label(html, label[0] != '\0' ? label : value);
	zr_html_raw(html, "</option>");
}

static void add_menu(struct zr_html *html, const struct zr_show_question *field)
{
	struct choices choices = find_choices(html, field);
	zr_html_raw(html, "<select");
	zr_show_part_ids(html, field, "");
	zr_show_part_name(html, field, ZR_LOOK_VALUE);
	zr_html_raw(html, ">");
	add_option(html, "", zr_sayings_text(ZR_SAY_CHOOSE, html->tongue), false);
	for (size_t i = 0; i < choices.count; i++) {
		const struct zr_choice *choice = &choices.items[i];
		add_option(html, choice->value, choice->label, is_chosen(field, choice));
	}
	zr_html_raw(html, "</select>");
}

/* ---- an order ---- */

/* The place of a choice in what is stored, "b a c": from 1; 0 when it has none. */
static size_t place_in(const char *stored, const char *value)
{
	size_t place = 1;
	for (const char *at = stored; *at != '\0'; place++) {
		size_t length = strcspn(at, " ");
		if (strlen(value) == length && strncmp(at, value, length) == 0) {
			return place;
		}
		at += length;
		at += strspn(at, " ");
	}
	return 0;
}

/* Of the n-th choice, as it was typed. */
static size_t typed_place(const struct zr_show_question *field, size_t index)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer name = {0};
	const char *const parts[] = {ZR_LOOK_VALUE, field->path};
	const char *value = NULL;
	size_t at = 0;
	if (zr_buffer_join(&name, parts, 2) == 0) {
		for (size_t i = 0; i <= index; i++) {
			value = zr_fields_next(field->page->typed, zr_buffer_text(&name), &at);
		}
	}
	return value != NULL ? strtoul(value, NULL, 10) : 0;
}

static void add_places(struct zr_html *html, size_t count, size_t chosen)
{
	add_option(html, "", "—", chosen == 0);
	for (size_t place = 1; place <= count; place++) {
		char text[24];
		(void)snprintf(text, sizeof text, "%zu", place);
		add_option(html, text, text, place == chosen);
	}
}

static void add_ranking(struct zr_html *html, const struct zr_show_question *field)
{
	struct choices choices = find_choices(html, field);
	const char *stored = zr_item_value(&field->item);
	for (size_t i = 0; i < choices.count; i++) {
		char suffix[24];
		const struct zr_choice *choice = &choices.items[i];
		format_suffix(i, suffix);
		zr_html_raw(html, "<div class=rank><select");
		zr_show_part_ids(html, field, suffix);
		zr_show_part_name(html, field, ZR_LOOK_VALUE);
		zr_html_raw(html, ">");
		add_places(html, choices.count,
			zr_show_part_is_typed(field) ? typed_place(field, i)
						     : place_in(stored, choice->value));
		zr_html_raw(html, "</select> <label for=\"f");
		zr_html_number(html, field->number);
		zr_html_raw(html, suffix);
		zr_html_raw(html, "\">");
		zr_html_label(html, choice->label[0] != '\0' ? choice->label : choice->value);
		zr_html_raw(html, "</label></div>");
	}
}

void zr_show_choice(struct zr_html *html, const struct zr_show_question *field)
{
	assert(html != NULL && field != NULL);
	switch (field->look) {
	case ZR_LOOK_MENU:
		add_menu(html, field);
		break;
	case ZR_LOOK_RANK:
		add_ranking(html, field);
		break;
	default:
		add_marks(html, field);
		break;
	}
}

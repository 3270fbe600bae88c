/* A date as day, month and year, each in a box of its own: what screen readers and old browsers do
 * best. */
#include "respond/page/show_date.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct box {
	const char *part;
	const char *suffix;
	enum zr_saying label;
	size_t width; /* characters */
	size_t first; /* where it stands in "2026-01-05T09:30" */
};
static const struct box boxes[] = {
	{ZR_LOOK_DAY, "", ZR_SAY_DAY, 2, 8},
	{ZR_LOOK_MONTHS, "-month", ZR_SAY_MONTH, 2, 5},
	{ZR_LOOK_YEARS, "-year", ZR_SAY_YEAR, 4, 0},
	{ZR_LOOK_CLOCK, "-time", ZR_SAY_TIME, 5, 11},
};
#define BOX_COUNT (sizeof boxes / sizeof boxes[0])

/* Whether the look has that box. */
static bool has_box(enum zr_look look, size_t index)
{
	static const bool has[][BOX_COUNT] = {
		[ZR_LOOK_DATE] = {true, true, true, false},
		[ZR_LOOK_MONTH] = {false, true, true, false},
		[ZR_LOOK_YEAR] = {false, false, true, false},
		[ZR_LOOK_TIME] = {false, false, false, true},
		[ZR_LOOK_DATETIME] = {true, true, true, true},
	};
	assert(look < sizeof has / sizeof has[0] && index < BOX_COUNT);
	return has[look][index];
}

static void cut(const struct zr_show_question *field, const struct box *box, char ret_text[8])
{
	const char *value = zr_item_value(&field->item);
	size_t first = field->look == ZR_LOOK_TIME ? 0 : box->first;
	ret_text[0] = '\0';
	if (strlen(value) >= first + box->width) {
		(void)snprintf(ret_text, 8, "%.*s", (int)box->width, value + first);
	}
}

static void add_box(struct zr_html *html, const struct zr_show_question *field,
	const struct box *box, const char *suffix)
{
	char stored[8];
	bool is_set = zr_look_is_set(field->look);
	cut(field, box, stored);
	if (is_set) {
		zr_html_raw(html, "<div class=part><label for=\"f");
		zr_html_number(html, field->number);
		zr_html_raw(html, suffix);
		zr_html_raw(html, "\">");
		zr_html_say(html, box->label);
		zr_html_raw(html, "</label>");
	}
	zr_html_raw(
		html, box->width == 5 ? "<input class=middle autocomplete=off placeholder=\"09:30\""
		      : box->width == 4 ? "<input class=middle inputmode=numeric autocomplete=off"
					: "<input class=short inputmode=numeric autocomplete=off");
	zr_show_part_ids(html, field, suffix);
	zr_show_part_name(html, field, box->part);
	zr_html_attribute(html, "value", zr_show_part_value(field, box->part, stored));
	zr_html_raw(html, is_set ? "></div>" : ">");
}

void zr_show_date(struct zr_html *html, const struct zr_show_question *field)
{
	assert(html != NULL && field != NULL);
	bool is_first = true; /* it has the id of the question, to which a message leads */
	zr_html_raw(html, "<div class=parts>");
	for (size_t i = 0; i < BOX_COUNT; i++) {
		if (has_box(field->look, i)) {
			add_box(html, field, &boxes[i], is_first ? "" : boxes[i].suffix);
			is_first = false;
		}
	}
	zr_html_raw(html, "</div>");
}

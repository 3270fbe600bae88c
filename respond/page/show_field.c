/* Label, hint, message, field: in this order, so that they are read in it. */
#include "respond/page/show_field.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/interview/place.h"
#include "respond/page/show_choice.h"
#include "respond/page/show_date.h"

/* ---- words ---- */

static void add_text(struct zr_html *html, const struct zr_show_question *field, enum zr_text which)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	if (zr_session_text(field->page->answering->session, &field->item, which, &text, NULL) ==
		0) {
		zr_html_label(html, zr_buffer_text(&text));
	}
}

static bool has_text(const struct zr_show_question *field, enum zr_text which)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	return zr_session_text(field->page->answering->session, &field->item, which, &text, NULL) ==
		       0 &&
	       text.bytes > 0;
}

static void add_label(struct zr_html *html, const struct zr_show_question *field)
{
	bool is_heading = field->is_alone;
	zr_html_raw(html, is_heading ? "<h1>" : "");
	add_text(html, field, ZR_TEXT_LABEL);
	zr_html_raw(html, is_heading ? "</h1>" : "");
	if (zr_look_is_input(field->look) && !zr_item_is_required(&field->item)) {
		zr_html_raw(html, " <span class=optional>(");
		zr_html_say(html, ZR_SAY_OPTIONAL);
		zr_html_raw(html, ")</span>");
	}
}

/* A picture that belongs to the question, by its plain name. */
static void add_picture(struct zr_html *html, const struct zr_show_question *field)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer uri = {0};
	if (zr_session_text(field->page->answering->session, &field->item, ZR_TEXT_IMAGE, &uri,
		    NULL) != 0 ||
		uri.bytes == 0) {
		return;
	}
	const char *slash = strrchr(zr_buffer_text(&uri), '/');
	zr_html_raw(html, "<p><img class=picture alt=\"\" src=\"/media/");
	zr_html_part(html, slash != NULL ? slash + 1 : zr_buffer_text(&uri));
	zr_html_raw(html, "\"></p>");
}

static void add_hint(struct zr_html *html, const struct zr_show_question *field)
{
	const struct zr_control *control = field->item.control;
	if (!field->has_hint) {
		return;
	}
	zr_html_raw(html, "<p class=hint id=\"");
	zr_show_part_id(html, field, "-hint");
	zr_html_raw(html, "\">");
	add_text(html, field, ZR_TEXT_HINT);
	if (field->look == ZR_LOOK_RANGE) {
		zr_html_raw(html, " (");
		zr_html_text(html, control->range_start);
		zr_html_text(html, " … ");
		zr_html_text(html, control->range_end);
		zr_html_raw(html, ")");
	}
	zr_html_raw(html, "</p>");
}

static enum zr_saying saying_for(const struct zr_item *item, const struct zr_taken *taken)
{
	enum zr_look look = zr_look_of(item);
	bool is_time = look == ZR_LOOK_TIME;
	bool is_date = look == ZR_LOOK_DATE || look == ZR_LOOK_MONTH || look == ZR_LOOK_YEAR ||
		       look == ZR_LOOK_DATETIME;
	switch (taken->is_malformed ? ZR_VERDICT_WRONG_TYPE : taken->verdict) {
	case ZR_VERDICT_REQUIRED:
		return ZR_SAY_REQUIRED;
	case ZR_VERDICT_CONSTRAINT_VIOLATED:
		return ZR_SAY_CONSTRAINT;
	case ZR_VERDICT_READONLY:
		return ZR_SAY_READONLY;
	case ZR_VERDICT_NOT_IN_RANGE:
		return ZR_SAY_NOT_IN_RANGE;
	case ZR_VERDICT_NOT_A_RANKING:
		return ZR_SAY_NOT_A_RANKING;
	case ZR_VERDICT_NOT_A_CHOICE:
		return ZR_SAY_NOT_A_CHOICE;
	case ZR_VERDICT_TOO_MANY_DIGITS:
		return ZR_SAY_TOO_MANY_DIGITS;
	default:
		return look == ZR_LOOK_INT       ? ZR_SAY_WRONG_INT
		       : look == ZR_LOOK_DECIMAL ? ZR_SAY_WRONG_DECIMAL
		       : look == ZR_LOOK_RANK    ? ZR_SAY_NOT_A_RANKING
		       : is_time                 ? ZR_SAY_WRONG_TIME
		       : is_date                 ? ZR_SAY_WRONG_DATE
						 : ZR_SAY_WRONG_TYPE;
	}
}

void zr_show_field_message(struct zr_html *html, const struct zr_show_page *page,
	const struct zr_item *item, const struct zr_taken *taken)
{
	assert(page != NULL && item != NULL && taken != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer own = {0};
	bool is_required = taken->verdict == ZR_VERDICT_REQUIRED;
	if (!taken->is_malformed &&
		(is_required || taken->verdict == ZR_VERDICT_CONSTRAINT_VIOLATED) &&
		zr_session_text(page->answering->session, item,
			is_required ? ZR_TEXT_REQUIRED_MESSAGE : ZR_TEXT_CONSTRAINT_MESSAGE, &own,
			NULL) == 0 &&
		own.bytes > 0) {
		zr_html_plain_label(html, zr_buffer_text(&own));
		return;
	}
	zr_html_say(html, saying_for(item, taken));
}

static void add_error(struct zr_html *html, const struct zr_show_question *field)
{
	if (!field->is_wrong) {
		return;
	}
	zr_html_raw(html, "<p class=error id=\"");
	zr_show_part_id(html, field, "-error");
	zr_html_raw(html, "\"><span class=unseen>");
	zr_html_say(html, ZR_SAY_ERROR);
	zr_html_raw(html, ": </span>");
	zr_show_field_message(
		html, field->page, &field->item, zr_taking_find(field->page->taking, field->path));
	zr_html_raw(html, "</p>");
}

/* ---- fields ---- */

static void add_line(struct zr_html *html, const struct zr_show_question *field, const char *kind)
{
	zr_html_raw(html, "<input");
	zr_html_raw(html, kind);
	zr_show_part_ids(html, field, "");
	zr_show_part_name(html, field, ZR_LOOK_VALUE);
	zr_html_attribute(html, "value",
		zr_show_part_value(field, ZR_LOOK_VALUE, zr_item_value(&field->item)));
	zr_html_raw(html, ">");
}

static void add_lines(struct zr_html *html, const struct zr_show_question *field)
{
	zr_html_raw(html, "<textarea rows=5");
	zr_show_part_ids(html, field, "");
	zr_show_part_name(html, field, ZR_LOOK_VALUE);
	zr_html_raw(html, ">\n");
	zr_html_text(html, zr_show_part_value(field, ZR_LOOK_VALUE, zr_item_value(&field->item)));
	zr_html_raw(html, "</textarea>");
}

static void add_tick(struct zr_html *html, const struct zr_show_question *field)
{
	zr_html_raw(html, "<div class=choice><input type=checkbox value=OK");
	zr_show_part_ids(html, field, "");
	zr_show_part_name(html, field, ZR_LOOK_VALUE);
	zr_html_raw(html, zr_item_value(&field->item)[0] != '\0' ? " checked" : "");
	zr_html_raw(html, "><label for=\"");
	zr_show_part_id(html, field, "");
	zr_html_raw(html, "\">");
	zr_html_say(html, ZR_SAY_CONFIRMED);
	zr_html_raw(html, "</label></div>");
}

static void add_input(struct zr_html *html, const struct zr_show_question *field)
{
	switch (field->look) {
	case ZR_LOOK_LINES:
		add_lines(html, field);
		break;
	case ZR_LOOK_SECRET:
		add_line(html, field, " type=password autocomplete=off");
		break;
	case ZR_LOOK_INT:
		add_line(html, field, " class=short inputmode=numeric autocomplete=off");
		break;
	case ZR_LOOK_DECIMAL:
	case ZR_LOOK_RANGE:
		add_line(html, field, " class=short inputmode=decimal autocomplete=off");
		break;
	case ZR_LOOK_TICK:
		add_tick(html, field);
		break;
	case ZR_LOOK_RADIOS:
	case ZR_LOOK_MENU:
	case ZR_LOOK_CHECKS:
	case ZR_LOOK_RANK:
		zr_show_choice(html, field);
		break;
	case ZR_LOOK_TEXT:
		add_line(html, field, " autocomplete=off");
		break;
	default:
		zr_show_date(html, field);
		break;
	}
}

/* What is read, and what cannot be answered here. */
static void add_note(struct zr_html *html, const struct zr_show_question *field)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answer = {0};
	zr_html_raw(html, "<div class=note>");
	add_label(html, field);
	add_picture(html, field);
	add_hint(html, field);
	if (field->look == ZR_LOOK_ABSENT) {
		zr_html_raw(html, "<p class=hint>");
		zr_html_say(html, ZR_SAY_ABSENT);
		zr_html_raw(html, "</p>");
	} else if (!zr_place_is_note(&field->item) &&
		   zr_session_display(
			   field->page->answering->session, &field->item, &answer, NULL) == 0) {
		zr_html_raw(html, "<p>");
		zr_html_plain_label(html, zr_buffer_text(&answer));
		zr_html_raw(html, "</p>");
	}
	zr_html_raw(html, "</div>");
}

void zr_show_field(struct zr_html *html, const struct zr_show_question *field)
{
	assert(html != NULL && field != NULL && field->page != NULL && field->path != NULL);
	struct zr_show_question known = *field;
	known.has_hint = field->look == ZR_LOOK_RANGE || has_text(field, ZR_TEXT_HINT);
	if (!zr_look_is_input(field->look)) {
		add_note(html, &known);
		return;
	}
	bool is_set = zr_look_is_set(field->look);
	zr_html_raw(
		html, known.is_wrong ? "<div class=\"question wrong\">" : "<div class=question>");
	zr_html_raw(html, "<input type=hidden name=" ZR_LOOK_SHOWN " value=\"");
	zr_html_text(html, field->path);
	zr_html_raw(html, "\">");
	if (is_set) {
		zr_html_raw(html, "<fieldset");
		zr_show_part_described(html, &known);
		zr_html_raw(html, "><legend>");
	} else {
		zr_html_raw(html, "<label for=\"");
		zr_show_part_id(html, &known, "");
		zr_html_raw(html, "\">");
	}
	add_label(html, &known);
	zr_html_raw(html, is_set ? "</legend>" : "</label>");
	add_picture(html, &known);
	add_hint(html, &known);
	add_error(html, &known);
	add_input(html, &known);
	zr_html_raw(html, is_set ? "</fieldset></div>" : "</div>");
}

/* Random answers, good and bad, for each kind of question. */
#include <string.h>

#include "test/conformance/walk/walk_value.h"

#define PICK(walk, list) (list)[walk_below(walk, sizeof(list) / sizeof *(list))]

static const char *const integers[] = {
	"0", "1", "2", "3", "5", "17", "42", "99", "120", "-1", "1000000", "2147483648", "007"};
static const char *const decimals[] = {"0", "0.5", "36.6", "-12.25", "1e3", "100", ".5", "3,5"};
static const char *const dates[] = {"2026-01-15", "2025-12-31", "2000-02-29", "1987-06-05",
	"1900-01-01", "2031-10-09", "1970-01-01", "2026-11-22"};
static const char *const times[] = {"00:00", "12:34:56.789+03:00", "23:59:59.999Z", "07:05"};
static const char *const moments[] = {"2026-01-15T12:00:00.000+03:00", "1999-12-31T23:59:59.000Z",
	"2026-01-15", "2010-07-01T00:00:00.000-07:00"};
static const char *const points[] = {
	"55.75 37.61 150 5", "0 0 0 0", "-6.8 39.28", "90 180 0 0", "61.2 -149.9 31.5 12.25"};
static const char *const lines[] = {
	"55.75 37.61 150 5;55.76 37.62 150 5", "0 0 0 0;0 1 0 0;1 1 0 0;0 0 0 0", "1 1;2 2;3 3"};
static const char *const texts[] = {"Анна", "a", "O'Brien & <Sons> \"Ltd\"", "два слова",
	" padded ", "line\nbreak", "tab\there", "日本", "]]>", "0", "yes", "no", "other", "12",
	"2020-01-01", "\r\n", "   ", "&amp;", "-", "uuid:x"};
static const char *const wrong[] = {"abc", "2026-13-45", "25:61", "--", "1.2.3", "91 181 0 0",
	"no_such_choice", "NaN", "2026-1-5", " ", "99999999999999999999", "\x01", "\xff\xfe",
	"1 2 3"};

static void add(struct zr_buffer *text, const char *more)
{
	if (zr_buffer_add_text(text, more) != 0) {
		zr_buffer_clear(text);
	}
}

static void choose(struct walk *walk, const struct zr_item *item, struct zr_buffer *ret_text)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	struct zr_error error = {0};
	if (zr_session_choices(walk->session, item, &choices, &count, &error) < 0) {
		walk_fault(walk, "choices of %s: %s", item->control->reference, error.message);
		return;
	}
	if (count == 0) {
		return;
	}
	if (item->control->kind == ZR_CONTROL_SELECT_ONE) {
		add(ret_text, choices[walk_below(walk, count)].value);
		return;
	}
	size_t wanted = item->control->kind == ZR_CONTROL_RANK ? count : 1 + walk_below(walk, 4);
	size_t from = walk_below(walk, count);
	for (size_t i = 0; i < wanted; i++) {
		add(ret_text, i > 0 ? " " : "");
		add(ret_text, choices[(from + i) % count].value);
	}
}

static const char *good_text(struct walk *walk, enum zr_type type)
{
	switch (type) {
	case ZR_TYPE_INT:
		return PICK(walk, integers);
	case ZR_TYPE_DECIMAL:
		return PICK(walk, decimals);
	case ZR_TYPE_BOOLEAN:
		return walk_below(walk, 2) == 0 ? "true" : "false";
	case ZR_TYPE_DATE:
		return PICK(walk, dates);
	case ZR_TYPE_TIME:
		return PICK(walk, times);
	case ZR_TYPE_DATETIME:
		return PICK(walk, moments);
	case ZR_TYPE_GEOPOINT:
		return PICK(walk, points);
	case ZR_TYPE_GEOTRACE:
	case ZR_TYPE_GEOSHAPE:
		return PICK(walk, lines);
	case ZR_TYPE_BINARY:
		return "photo-1.jpg";
	default:
		return walk_below(walk, 3) == 0 ? PICK(walk, integers) : PICK(walk, texts);
	}
}

void walk_value_pick(struct walk *walk, const struct zr_item *item, struct zr_buffer *ret_text)
{
	enum zr_control_kind kind = item->control->kind;
	size_t way = walk_below(walk, 20);
	if (way == 0) {
		return; /* cleared */
	}
	bool is_select = kind == ZR_CONTROL_SELECT_ONE || kind == ZR_CONTROL_SELECT_MANY ||
			 kind == ZR_CONTROL_RANK;
	if (way < 3) {
		add(ret_text, PICK(walk, wrong));
		if (is_select) {
			walk->excluded[item->control->priv->bind->index] = true;
		}
	} else if (is_select) {
		choose(walk, item, ret_text);
	} else if (kind == ZR_CONTROL_TRIGGER) {
		add(ret_text, "OK");
	} else {
		add(ret_text, good_text(walk, item->control->type));
	}
}

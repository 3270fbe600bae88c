/*
 * Labels: ODK writes **bold**, *italic*, # headings, line breaks and a little HTML. Emphasis is
 * kept where its mark closes on the same line; tags are dropped, but for the breaks that they make.
 */
#include "respond/page/html.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "lib/base/cleanup.h"
#include "lib/http/escape.h"

static void note(struct zr_html *html, int code)
{
	if (html->code == 0) {
		html->code = code;
	}
}

void zr_html_raw(struct zr_html *html, const char *literal)
{
	assert(html != NULL && literal != NULL);
	if (html->code == 0) {
		note(html, zr_buffer_add_text(html->out, literal));
	}
}

void zr_html_text(struct zr_html *html, const char *text)
{
	assert(html != NULL && text != NULL);
	if (html->code == 0) {
		note(html, zr_escape_add_xml(html->out, text));
	}
}

void zr_html_part(struct zr_html *html, const char *text)
{
	assert(html != NULL && text != NULL);
	if (html->code == 0) {
		note(html, zr_escape_add_path_part(html->out, text));
	}
}

void zr_html_number(struct zr_html *html, size_t number)
{
	assert(html != NULL);
	if (html->code == 0) {
		note(html, zr_buffer_add_format(html->out, "%zu", number));
	}
}

void zr_html_say(struct zr_html *html, enum zr_saying saying)
{
	zr_html_text(html, zr_sayings_text(saying, html->tongue));
}

static void add_bytes(struct zr_html *html, const char *text, size_t bytes)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer copy = {0};
	note(html, zr_buffer_add(&copy, text, bytes));
	zr_html_text(html, zr_buffer_text(&copy));
}

void zr_html_say_of(struct zr_html *html, enum zr_saying saying, const char *text)
{
	assert(text != NULL);
	const char *words = zr_sayings_text(saying, html->tongue);
	const char *gap = strstr(words, "%s");
	assert(gap != NULL);
	add_bytes(html, words, (size_t)(gap - words));
	zr_html_text(html, text);
	zr_html_text(html, gap + 2);
}

void zr_html_attribute(struct zr_html *html, const char *name, const char *value)
{
	zr_html_raw(html, " ");
	zr_html_raw(html, name);
	zr_html_raw(html, "=\"");
	zr_html_text(html, value);
	zr_html_raw(html, "\"");
}

/* ---- labels ---- */

struct mark {
	const char *sign;
	const char *open;
	const char *close;
};
static const struct mark marks[] = {
	{"**", "<strong>", "</strong>"},
	{"__", "<strong>", "</strong>"},
	{"*", "<em>", "</em>"},
	{"_", "<em>", "</em>"},
};

/* Where the mark closes on this line, with something between; NULL. */
static const char *find_close(const char *behind, const char *sign)
{
	const char *end = strstr(behind, sign);
	const char *line = strchr(behind, '\n');
	bool is_on_line = end != NULL && (line == NULL || end < line);
	return is_on_line && end > behind && behind[0] != ' ' ? end : NULL;
}

static bool is_word(char byte)
{
	return isalnum((unsigned char)byte) != 0 || (unsigned char)byte >= 0x80;
}

/* A mark that begins here and closes; "a_b" and "2*3" have none. */
static const struct mark *find_mark(const char *start, const char *at)
{
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		size_t length = strlen(marks[i].sign);
		if (strncmp(at, marks[i].sign, length) == 0 && (at == start || !is_word(at[-1])) &&
			find_close(at + length, marks[i].sign) != NULL) {
			return &marks[i];
		}
	}
	return NULL;
}

/* A tag that begins here: its end; NULL when it is none. */
static const char *find_tag(const char *at)
{
	const char *name = at[0] == '<' ? at + 1 + (at[1] == '/') : NULL;
	const char *end = name != NULL && isalpha((unsigned char)*name) ? strchr(name, '>') : NULL;
	return end != NULL && (size_t)(end - at) < 120 ? end + 1 : NULL;
}

static bool is_break(const char *tag)
{
	return strncasecmp(tag, "<br", 3) == 0 || strncasecmp(tag, "</p", 3) == 0;
}

struct label {
	const char *start;
	bool is_plain;
};

static void add_line_end(struct zr_html *html, const struct label *label)
{
	zr_html_raw(html, label->is_plain ? " " : "<br>");
}

/* Heading signs and escapes are no text: how many bytes to pass over. */
static size_t skip_signs(const struct label *label, const char *at)
{
	bool is_line_start = at == label->start || at[-1] == '\n';
	size_t signs = is_line_start ? strspn(at, "#") : 0;
	if (signs > 0 && signs < 7 && at[signs] == ' ') {
		return signs + 1;
	}
	return at[0] == '\\' && at[1] != '\0' && strchr("\\*_#-", at[1]) != NULL ? 1 : 0;
}

/* What begins here and ends at `end`; gives where to go on. */
static const char *add_piece(
	struct zr_html *html, const struct label *label, const char *at, const char *end)
{
	const char *tag = find_tag(at);
	const struct mark *mark = find_mark(label->start, at);
	if (*at == '\n' || tag != NULL) {
		if (*at == '\n' || is_break(at)) {
			add_line_end(html, label);
		}
		return tag != NULL ? tag : at + 1;
	}
	if (mark != NULL) {
		size_t length = strlen(mark->sign);
		const char *close = find_close(at + length, mark->sign);
		zr_html_raw(html, label->is_plain ? "" : mark->open);
		add_bytes(html, at + length, (size_t)(close - at) - length);
		zr_html_raw(html, label->is_plain ? "" : mark->close);
		return close + length;
	}
	size_t signs = skip_signs(label, at);
	at += signs;
	size_t bytes = 1 + strcspn(at + 1, "\n<*_\\#");
	bytes = at + bytes > end ? (size_t)(end - at) : bytes;
	add_bytes(html, at, bytes);
	return at + bytes;
}

static void add_label(struct zr_html *html, const struct label *label)
{
	const char *end = label->start + strlen(label->start);
	const char *at = label->start;
	while (at < end && html->code == 0) {
		at = add_piece(html, label, at, end);
	}
}

void zr_html_label(struct zr_html *html, const char *label)
{
	assert(html != NULL && label != NULL);
	const struct label whole = {label, false};
	add_label(html, &whole);
}

void zr_html_plain_label(struct zr_html *html, const char *label)
{
	assert(html != NULL && label != NULL);
	const struct label whole = {label, true};
	add_label(html, &whole);
}

/*
 * One pass over the label with a stack of open Pango tags. A marker opens a tag, or closes it when
 * the same marker is the innermost one open; a closing HTML tag that matches nothing is dropped.
 * At the end of the label whatever is open is closed, so that the result is balanced.
 */
#include "tablet/ui/markdown.h"

#include <assert.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define NESTING_MAX 16

enum mark {
	MARK_BOLD_STARS,
	MARK_BOLD_LINES,
	MARK_ITALIC_STAR,
	MARK_ITALIC_LINE,
	MARK_TAG,
	MARK_HEADING,
};

struct open_tag {
	enum mark mark;
	char html[8];      /* name of the HTML tag it came from, "" */
	const char *pango; /* name of the Pango tag to close */
};

struct converter {
	const char *start;
	const char *at;
	GString *out;
	struct open_tag stack[NESTING_MAX];
	size_t depth;
};

static void push(struct converter *c, enum mark mark, const char *html, const char *opening)
{
	if (c->depth == NESTING_MAX) {
		return;
	}
	struct open_tag *tag = &c->stack[c->depth++];
	tag->mark = mark;
	g_strlcpy(tag->html, html, sizeof tag->html);
	tag->pango = g_str_has_prefix(opening, "<span") ? "span"
		     : strcmp(opening, "<b>") == 0      ? "b"
		     : strcmp(opening, "<i>") == 0      ? "i"
		     : strcmp(opening, "<u>") == 0      ? "u"
							: "s";
	g_string_append(c->out, opening);
}

static void pop(struct converter *c)
{
	assert(c->depth > 0);
	g_string_append_printf(c->out, "</%s>", c->stack[--c->depth].pango);
}

static bool is_open(const struct converter *c, enum mark mark)
{
	return c->depth > 0 && c->stack[c->depth - 1].mark == mark;
}

static void new_line(struct converter *c)
{
	while (is_open(c, MARK_HEADING)) {
		pop(c);
	}
	g_string_append_c(c->out, '\n');
}

static bool is_word(char byte)
{
	return g_ascii_isalnum(byte) || (unsigned char)byte >= 0x80;
}

/* The line up to its end has that marker once more. */
static bool closes_later(const char *after, const char *marker)
{
	const char *end = strpbrk(after, "\n");
	const char *found = strstr(after, marker);
	return found != NULL && found != after && (end == NULL || found < end);
}

/* A Markdown marker at the present place: true when it was one. */
static bool take_marker(struct converter *c, const char *marker, enum mark mark, const char *tag)
{
	size_t bytes = strlen(marker);
	if (strncmp(c->at, marker, bytes) != 0) {
		return false;
	}
	if (is_open(c, mark)) {
		pop(c);
		c->at += bytes;
		return true;
	}
	char before = c->at == c->start ? ' ' : c->at[-1];
	char after = c->at[bytes];
	bool is_inside_word = marker[0] == '_' && is_word(before);
	if (is_inside_word || after == '\0' || g_ascii_isspace(after) || after == marker[0] ||
		!closes_later(c->at + bytes, marker)) {
		return false;
	}
	push(c, mark, "", tag);
	c->at += bytes;
	return true;
}

/* A colour that Pango surely understands: #rgb, #rrggbb or a plain word. */
static char *colour_of(const char *attributes, size_t bytes)
{
	g_autofree char *text = g_strndup(attributes, bytes);
	const char *found = strstr(text, "color");
	while (found != NULL && found > text && found[-1] == '-') { /* background-color */
		found = strstr(found + 1, "color");
	}
	if (found == NULL) {
		return NULL;
	}
	found += strlen("color");
	found += strspn(found, " :=\"'");
	size_t length = 0;
	while (g_ascii_isalnum(found[length]) || (length == 0 && found[0] == '#')) {
		length++;
	}
	bool is_hash = found[0] == '#' && (length == 4 || length == 7);
	for (size_t i = 1; is_hash && i < length; i++) {
		is_hash = g_ascii_isxdigit(found[i]);
	}
	if (is_hash) {
		return g_strndup(found, length);
	}
	static const char *const words[] = {"red", "green", "blue", "black", "white", "gray",
		"grey", "orange", "purple", "brown", "navy", "teal", "maroon", "olive", "yellow",
		"pink"};
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strlen(words[i]) == length &&
			g_ascii_strncasecmp(words[i], found, length) == 0) {
			return g_strdup(words[i]);
		}
	}
	return NULL;
}

static void open_html(struct converter *c, const char *name, const char *attributes, size_t bytes)
{
	if (strcmp(name, "b") == 0 || strcmp(name, "strong") == 0) {
		push(c, MARK_TAG, name, "<b>");
	} else if (strcmp(name, "i") == 0 || strcmp(name, "em") == 0) {
		push(c, MARK_TAG, name, "<i>");
	} else if (strcmp(name, "u") == 0) {
		push(c, MARK_TAG, name, "<u>");
	} else if (strcmp(name, "s") == 0) {
		push(c, MARK_TAG, name, "<s>");
	} else if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0') {
		push(c, MARK_TAG, name, "<span weight=\"bold\" size=\"larger\">");
	} else if (strcmp(name, "span") == 0 || strcmp(name, "font") == 0) {
		g_autofree char *colour = colour_of(attributes, bytes);
		g_autofree char *opening =
			colour != NULL ? g_strdup_printf("<span foreground=\"%s\">", colour)
				       : g_strdup("<span>");
		push(c, MARK_TAG, name, opening);
	} else if (strcmp(name, "br") == 0 || (strcmp(name, "p") == 0 && c->out->len > 0)) {
		new_line(c);
	}
}

static void close_html(struct converter *c, const char *name)
{
	if (strcmp(name, "p") == 0) {
		return;
	}
	for (size_t i = c->depth; i > 0; i--) {
		if (c->stack[i - 1].mark == MARK_TAG && strcmp(c->stack[i - 1].html, name) == 0) {
			while (c->depth >= i) {
				pop(c);
			}
			break;
		}
	}
	if (name[0] == 'h' && g_ascii_isdigit(name[1])) {
		new_line(c);
	}
}

static bool take_html(struct converter *c)
{
	static const char *const known[] = {"b", "strong", "i", "em", "u", "s", "br", "p", "span",
		"font", "h1", "h2", "h3", "h4", "h5", "h6"};
	const char *end = c->at[0] == '<' ? strchr(c->at, '>') : NULL;
	if (end == NULL) {
		return false;
	}
	const char *name_at = c->at + 1;
	bool is_closing = name_at[0] == '/';
	name_at += is_closing;
	char name[8] = "";
	size_t length = 0;
	while (length < sizeof name - 1 && g_ascii_isalnum(name_at[length])) {
		name[length] = g_ascii_tolower(name_at[length]);
		length++;
	}
	bool is_known = false;
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		is_known = is_known || strcmp(known[i], name) == 0;
	}
	if (!is_known || !(g_ascii_isspace(name_at[length]) || name_at[length] == '/' ||
				 name_at[length] == '>')) {
		return false;
	}
	if (is_closing) {
		close_html(c, name);
	} else {
		open_html(c, name, name_at + length, (size_t)(end - (name_at + length)));
	}
	c->at = end + 1;
	return true;
}

/* [text](url): the text alone, underlined; there is nowhere to go from here. */
static bool take_link(struct converter *c)
{
	const char *middle = c->at[0] == '[' ? strstr(c->at, "](") : NULL;
	const char *end = middle != NULL ? strchr(middle, ')') : NULL;
	if (end == NULL || memchr(c->at, '\n', (size_t)(end - c->at)) != NULL) {
		return false;
	}
	g_autofree char *text = g_markup_escape_text(c->at + 1, middle - c->at - 1);
	g_string_append_printf(c->out, "<u>%s</u>", text);
	c->at = end + 1;
	return true;
}

static bool take_line_start(struct converter *c)
{
	if (c->at != c->start && c->at[-1] != '\n') {
		return false;
	}
	size_t hashes = strspn(c->at, "#");
	if (hashes >= 1 && hashes <= 6 && c->at[hashes] == ' ') {
		push(c, MARK_HEADING, "",
			hashes <= 2 ? "<span weight=\"bold\" size=\"larger\">" : "<b>");
		c->at += hashes + 1;
		return true;
	}
	if ((c->at[0] == '-' || c->at[0] == '*') && c->at[1] == ' ') {
		g_string_append(c->out, "• ");
		c->at += 2;
		return true;
	}
	return false;
}

static void take_character(struct converter *c)
{
	if (c->at[0] == '\\' && c->at[1] != '\0' && strchr("\\*_#[]<>-", c->at[1]) != NULL) {
		c->at++;
	} else if (c->at[0] == '&') { /* an entity that the form escaped twice */
		static const char *const entities[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};
		for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
			if (g_str_has_prefix(c->at, entities[i])) {
				g_string_append(c->out, entities[i]);
				c->at += strlen(entities[i]);
				return;
			}
		}
		if (g_str_has_prefix(c->at, "&nbsp;")) {
			g_string_append(c->out, "\u00a0");
			c->at += strlen("&nbsp;");
			return;
		}
	}
	const char *next = g_utf8_next_char(c->at);
	g_autofree char *escaped = g_markup_escape_text(c->at, next - c->at);
	g_string_append(c->out, escaped);
	c->at = next;
}

char *zr_markdown_convert(const char *label)
{
	assert(label != NULL);
	g_autofree char *valid = g_utf8_make_valid(label, -1);
	char *text = g_strstrip(valid);
	struct converter c = {.start = text, .at = text, .out = g_string_new(NULL)};
	while (*c.at != '\0') {
		if (*c.at == '\r') {
			c.at++;
		} else if (*c.at == '\n') {
			new_line(&c);
			c.at++;
		} else if (!take_line_start(&c) && !take_html(&c) && !take_link(&c) &&
			   !take_marker(&c, "**", MARK_BOLD_STARS, "<b>") &&
			   !take_marker(&c, "__", MARK_BOLD_LINES, "<b>") &&
			   !take_marker(&c, "*", MARK_ITALIC_STAR, "<i>") &&
			   !take_marker(&c, "_", MARK_ITALIC_LINE, "<i>")) {
			take_character(&c);
		}
	}
	while (c.depth > 0) {
		pop(&c);
	}
	return g_string_free(c.out, FALSE);
}

char *zr_markdown_strip(const char *label)
{
	g_autofree char *markup = zr_markdown_convert(label);
	GString *plain = g_string_new(NULL);
	for (const char *at = markup; *at != '\0'; at++) {
		if (*at == '<') {
			const char *end = strchr(at, '>');
			assert(end != NULL); /* convert escapes every other one */
			at = end;
		} else if (*at == '\n') {
			g_string_append_c(plain, ' ');
		} else {
			g_string_append_c(plain, *at);
		}
	}
	static const char *const entities[][2] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
		{"&apos;", "'"}, {"&#39;", "'"}, {"&amp;", "&"}};
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		g_string_replace(plain, entities[i][0], entities[i][1], 0);
	}
	char *text = g_string_free(plain, FALSE);
	return g_strstrip(text);
}

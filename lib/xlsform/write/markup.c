/*
 * XML into a buffer. A failure sticks: the writer goes on harmlessly and the caller looks once.
 */
#include "lib/xlsform/write/markup.h"

#include <assert.h>
#include <string.h>

#include "lib/base/buffer.h"

static void put(struct zr_markup *markup, const char *text, size_t bytes)
{
	if (markup->failure == 0) {
		markup->failure = zr_buffer_add(markup->buffer, text, bytes);
	}
}

static void put_text(struct zr_markup *markup, const char *text)
{
	put(markup, text, strlen(text));
}

/* In attributes line ends would be read back as blanks (XML 1.0, 3.3.3), and a carriage return
 * anywhere as a line end (2.11). */
static void put_escaped(struct zr_markup *markup, const char *text, size_t bytes, bool is_attribute)
{
	const char *from = text;
	for (const char *at = text; at < text + bytes; at++) {
		const char *escape = *at == '&'                    ? "&amp;"
				     : *at == '<'                  ? "&lt;"
				     : *at == '>'                  ? "&gt;"
				     : *at == '"' && is_attribute  ? "&quot;"
				     : *at == '\n' && is_attribute ? "&#10;"
				     : *at == '\t' && is_attribute ? "&#9;"
				     : *at == '\r'                 ? "&#13;"
								   : NULL;
		if (escape != NULL) {
			put(markup, from, (size_t)(at - from));
			put_text(markup, escape);
			from = at + 1;
		}
	}
	put(markup, from, (size_t)(text + bytes - from));
}

static void close_tag(struct zr_markup *markup)
{
	if (markup->is_open) {
		put_text(markup, ">");
		markup->is_open = false;
	}
}

/* Elements that stand in others without text begin a line, so that people and version control can
 * compare what was made. */
static bool begins_a_line(const char *element)
{
	static const char *const NAMES[] = {"h:head", "h:body", "model", "itext", "translation",
		"text", "instance", "root", "item", "bind", "setvalue", "group", "repeat", "input",
		"select", "select1", "odk:rank", "range", "trigger", "upload", "itemset"};
	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
		if (strcmp(element, NAMES[i]) == 0) {
			return true;
		}
	}
	return false;
}

static void start(struct zr_markup *markup, const char *element, bool is_line)
{
	assert(markup->buffer != NULL && element[0] != '\0');
	close_tag(markup);
	put_text(markup, is_line ? "\n<" : "<");
	put_text(markup, element);
	markup->is_open = true;
}

void zr_markup_start(struct zr_markup *markup, const char *element)
{
	assert(markup != NULL && element != NULL);
	start(markup, element, begins_a_line(element));
}

void zr_markup_start_line(struct zr_markup *markup, const char *element)
{
	assert(markup != NULL && element != NULL);
	start(markup, element, true);
}

void zr_markup_attribute(struct zr_markup *markup, const char *name, const char *value)
{
	assert(markup->is_open && value != NULL);
	put_text(markup, " ");
	put_text(markup, name);
	put_text(markup, "=\"");
	put_escaped(markup, value, strlen(value), true);
	put_text(markup, "\"");
}

void zr_markup_text(struct zr_markup *markup, const char *text, size_t bytes)
{
	assert(text != NULL || bytes == 0);
	if (bytes > 0) {
		close_tag(markup);
		put_escaped(markup, text, bytes, false);
	}
}

void zr_markup_end(struct zr_markup *markup, const char *element)
{
	assert(markup->buffer != NULL && element[0] != '\0');
	if (markup->is_open) {
		put_text(markup, "/>");
		markup->is_open = false;
		return;
	}
	put_text(markup, "</");
	put_text(markup, element);
	put_text(markup, ">");
}

void zr_markup_element(struct zr_markup *markup, const char *element, const char *text)
{
	assert(element != NULL && text != NULL);
	zr_markup_start(markup, element);
	zr_markup_text(markup, text, strlen(text));
	zr_markup_end(markup, element);
}

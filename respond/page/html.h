/*
 * A page while it is written. Everything that is not a literal of ours goes through zr_html_text():
 * there is no other way for an answer or a label into a page. The first failure is kept; what is
 * written after it is nothing.
 */
#ifndef ZR_RESPOND_HTML_H
#define ZR_RESPOND_HTML_H

#include <stddef.h>

#include "lib/base/buffer.h"
#include "respond/page/sayings.h"

struct zr_html {
	struct zr_buffer *out;
	int code; /* ZR_E_NOMEM, ZR_E_LIMIT, or why a list of choices could not be made */
	enum zr_tongue tongue;
};

/* Markup of ours, as it stands. */
void zr_html_raw(struct zr_html *html, const char *literal);
/* Any text, for content and for values between double quotes. */
void zr_html_text(struct zr_html *html, const char *text);
/* The same as a part of an address. */
void zr_html_part(struct zr_html *html, const char *text);
void zr_html_number(struct zr_html *html, size_t number);
/* One of our sayings; with a text for its %s. */
void zr_html_say(struct zr_html *html, enum zr_saying saying);
void zr_html_say_of(struct zr_html *html, enum zr_saying saying, const char *text);

/* ` name="…"`: an attribute with a leading blank. */
void zr_html_attribute(struct zr_html *html, const char *name, const char *value);

/* A label of a questionnaire: its little Markdown as emphasis and lines, all else as it stands. */
void zr_html_label(struct zr_html *html, const char *label);
/* The same without any markup, on one line. */
void zr_html_plain_label(struct zr_html *html, const char *label);

#endif

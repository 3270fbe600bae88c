/*
 * XML, written with sticky failure: calls after a failure do nothing, and the caller looks once, at
 * the end. Elements must be ended in turn; names are the caller's and are not escaped.
 */
#ifndef ZR_XLSFORM_MARKUP_H
#define ZR_XLSFORM_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

struct zr_buffer;

struct zr_markup {
	struct zr_buffer *buffer; /* borrowed */
	int failure;              /* the first one, 0 without */
	bool is_open;             /* the start tag still lacks its ">" */
};

void zr_markup_start(struct zr_markup *markup, const char *element);
/* For a node of the instance, whatever its name. */
void zr_markup_start_line(struct zr_markup *markup, const char *element);
/* Right behind a start alone. */
void zr_markup_attribute(struct zr_markup *markup, const char *name, const char *value);
void zr_markup_text(struct zr_markup *markup, const char *text, size_t bytes);
void zr_markup_end(struct zr_markup *markup, const char *element);
void zr_markup_element(struct zr_markup *markup, const char *element, const char *text);

#endif

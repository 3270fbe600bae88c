/* What is alike in the fields of all kinds. */
#include "respond/page/show_part.h"

#include <assert.h>

#include "respond/core/given.h"

bool zr_show_part_is_typed(const struct zr_show_question *field)
{
	assert(field != NULL && field->page != NULL);
	const struct zr_show_page *page = field->page;
	return page->typed != NULL && (field->is_wrong || page->is_held);
}

const char *zr_show_part_value(
	const struct zr_show_question *field, const char *part, const char *stored)
{
	assert(field != NULL && part != NULL && stored != NULL);
	return zr_show_part_is_typed(field) ? zr_given_part(field->page->typed, part, field->path)
					    : stored;
}

void zr_show_part_name(struct zr_html *html, const struct zr_show_question *field, const char *part)
{
	assert(field != NULL && part != NULL);
	zr_html_raw(html, " name=\"");
	zr_html_raw(html, part);
	zr_html_text(html, field->path);
	zr_html_raw(html, "\"");
}

void zr_show_part_id(struct zr_html *html, const struct zr_show_question *field, const char *suffix)
{
	zr_html_raw(html, "f");
	zr_html_number(html, field->number);
	zr_html_raw(html, suffix);
}

void zr_show_part_described(struct zr_html *html, const struct zr_show_question *field)
{
	if (field->has_hint || field->is_wrong) {
		zr_html_raw(html, " aria-describedby=\"");
		if (field->has_hint) {
			zr_show_part_id(html, field, "-hint");
		}
		zr_html_raw(html, field->has_hint && field->is_wrong ? " " : "");
		if (field->is_wrong) {
			zr_show_part_id(html, field, "-error");
		}
		zr_html_raw(html, "\"");
	}
}

void zr_show_part_ids(
	struct zr_html *html, const struct zr_show_question *field, const char *suffix)
{
	assert(field != NULL && suffix != NULL);
	zr_html_raw(html, " id=\"");
	zr_show_part_id(html, field, suffix);
	zr_html_raw(html, "\"");
	if (!zr_look_is_set(field->look)) {
		zr_show_part_described(html, field);
	}
	zr_html_raw(html, field->is_wrong ? " aria-invalid=\"true\"" : "");
}

/* One question of a page: its words, and the fields of its kind. */
#ifndef ZR_RESPOND_SHOW_FIELD_H
#define ZR_RESPOND_SHOW_FIELD_H

#include "respond/page/show_part.h"

void zr_show_field(struct zr_html *html, const struct zr_show_question *field);

/* Appends what the page says is wrong with the question, as text. */
void zr_show_field_message(struct zr_html *html, const struct zr_show_page *page,
	const struct zr_item *item, const struct zr_taken *taken);

#endif

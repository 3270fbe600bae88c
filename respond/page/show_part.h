/* The parts of a question's fields: names, ids, values. For the files show_*.c alone. */
#ifndef ZR_RESPOND_SHOW_PART_H
#define ZR_RESPOND_SHOW_PART_H

#include "respond/core/look.h"
#include "respond/page/show.h"

struct zr_show_question {
	const struct zr_show_page *page;
	struct zr_item item;
	enum zr_look look;
	const char *path;
	size_t number; /* on the page, from 0: its fields' ids begin "f0" */
	bool is_alone; /* its words are the page's heading */
	bool is_wrong; /* there is a message */
	bool has_hint;
};

/* "f0-hint": what the id of a part begins with, and its suffix. */
void zr_show_part_id(
	struct zr_html *html, const struct zr_show_question *field, const char *suffix);
/* ` aria-describedby="…"`: hint and message, where there are. */
void zr_show_part_described(struct zr_html *html, const struct zr_show_question *field);
/* `id="f0…"`, with what it is described by and whether it is wrong. */
void zr_show_part_ids(
	struct zr_html *html, const struct zr_show_question *field, const char *suffix);
/* ` name="v/data/age"` */
void zr_show_part_name(
	struct zr_html *html, const struct zr_show_question *field, const char *part);
/* Whether what was typed is shown, and not what is stored. */
bool zr_show_part_is_typed(const struct zr_show_question *field);
/* What was typed in a part of it, else what is stored. */
const char *zr_show_part_value(
	const struct zr_show_question *field, const char *part, const char *stored);

#endif

/*
 * Loops: "begin loop over LIST" repeats its rows once for each choice, each time in a group that
 * has the choice's name and label. "%(label)s" and "%(name)s" in the texts of the rows stand for
 * them. No document describes it any more, but old forms have it; it is as pyxform does it.
 *
 * Loops in loops multiply: ZR_XLSFORM_ITEM_COUNT_MAX is looked at behind each choice.
 */
#include "lib/xlsform/survey/loop.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/survey_names.h"
#include "lib/xlsform/survey/wordings.h"

/* text with each "%(key)s" replaced, NULL without memory; the text itself when there is none. */
static const char *replace(
	struct zr_conversion *c, const char *text, const char *key, const char *value)
{
	assert(key[0] != '\0');
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	const char *from = text, *at = strstr(text, key);
	if (at == NULL) {
		return text;
	}
	int code = 0;
	for (; code == 0 && at != NULL; at = strstr(from, key)) {
		code = zr_buffer_add(&buffer, from, (size_t)(at - from));
		code = code == 0 ? zr_buffer_add_text(&buffer, value) : code;
		from = at + strlen(key);
	}
	code = code == 0 ? zr_buffer_add_text(&buffer, from) : code;
	return code == 0 ? zr_phrase_copy(c, zr_buffer_text(&buffer), buffer.bytes) : NULL;
}

/* The choice's label in the language of the text that it stands in, any label without one, else
 * its name. */
static const char *label_of(const struct zr_list_choice *choice, const char *language)
{
	const struct zr_sheet_wording *label =
		zr_wording_pick(choice->texts, ZR_WORDING_LABEL, "", language);
	if (label == NULL) {
		label = zr_wording_find(choice->texts, ZR_WORDING_LABEL, "");
	}
	return label != NULL ? label->text : choice->name;
}

static struct zr_sheet_wording *copy_texts(struct zr_conversion *c,
	const struct zr_sheet_wording *from, const struct zr_list_choice *choice)
{
	struct zr_sheet_wording *first = NULL, **end = &first;
	for (; from != NULL; from = from->next) {
		struct zr_sheet_wording *text = zr_arena_new(c->arena, sizeof *text);
		if (text == NULL) {
			return NULL;
		}
		*text = *from;
		text->next = NULL;
		if (choice != NULL) {
			text->text = replace(
				c, from->text, "%(label)s", label_of(choice, from->language));
			text->text = text->text != NULL
					     ? replace(c, text->text, "%(name)s", choice->name)
					     : NULL;
			if (text->text == NULL) {
				return NULL;
			}
		}
		*end = text;
		end = &text->next;
	}
	return first;
}

/* A copy with all below it; only the topmost level's texts are filled in. */
static struct zr_survey_item *copy_item(struct zr_conversion *c, const struct zr_survey_item *from,
	const struct zr_list_choice *choice)
{
	/* what links items to each other is made behind the reading: a copy shares none of it */
	assert(from->actions == NULL && from->entity == NULL && from->path == NULL);
	struct zr_survey_item *item = zr_arena_new(c->arena, sizeof *item);
	if (item == NULL) {
		return NULL;
	}
	*item = *from;
	c->item_count++;
	item->parent = item->first = item->last = item->next = NULL;
	item->texts = copy_texts(c, from->texts, choice);
	if (from->texts != NULL && item->texts == NULL) {
		return NULL;
	}
	for (const struct zr_survey_item *child = from->first; child != NULL; child = child->next) {
		struct zr_survey_item *copy =
			copy_item(c, child, NULL); /* depth: ZR_FORM_DEPTH_MAX */
		if (copy == NULL) {
			return NULL;
		}
		zr_survey_item_append(item, copy);
	}
	return item;
}

int zr_loop_unroll(struct zr_conversion *c, struct zr_survey_item *loop)
{
	assert(loop->loop_list != NULL);
	struct zr_survey_item *children = loop->first;
	loop->first = loop->last = NULL;
	for (const struct zr_list_choice *choice = loop->loop_list->first; choice != NULL;
		choice = choice->next) {
		struct zr_survey_item *group = zr_survey_item_new(c, ZR_SURVEY_GROUP, choice->name);
		if (group == NULL) {
			return zr_report_nomem(c);
		}
		if (!zr_phrase_is_name(choice->name, strlen(choice->name))) {
			int code = zr_report_go_on(
				c, zr_report_row(c, ZR_E_SYNTAX, ZR_TABLE_CHOICES, choice->row,
					   &(const struct zr_fault){.kind = ZR_FAULT_LOOP_CHOICE,
						   .subject = loop->name,
						   .value = choice->name}));
			group->row = choice->row;
			code = code == 0 ? zr_survey_names_stand_in(c, group) : code;
			if (code != 0) {
				return code;
			}
		}
		group->row = loop->row;
		group->texts = copy_texts(c, choice->texts, NULL);
		if (choice->texts != NULL && group->texts == NULL) {
			return zr_report_nomem(c);
		}
		for (const struct zr_survey_item *child = children; child != NULL;
			child = child->next) {
			struct zr_survey_item *copy = copy_item(c, child, choice);
			if (copy == NULL) {
				return zr_report_nomem(c);
			}
			zr_survey_item_append(group, copy);
		}
		zr_survey_item_append(loop, group);
		if (c->item_count > ZR_XLSFORM_ITEM_COUNT_MAX) {
			return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_SURVEY, loop->row,
				&(const struct zr_fault){.kind = ZR_FAULT_LOOP_TOO_LARGE,
					.subject = loop->name,
					.number = ZR_XLSFORM_ITEM_COUNT_MAX});
		}
	}
	return 0;
}

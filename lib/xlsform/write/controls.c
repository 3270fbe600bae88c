/*
 * The body: groups, repeats and the controls of questions.
 */
#include "lib/xlsform/write/controls.h"

#include <assert.h>
#include <string.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"
#include "lib/xlsform/write/entity_node.h"
#include "lib/xlsform/write/itemset.h"
#include "lib/xlsform/write/language.h"
#include "lib/xlsform/write/markup.h"

static const char *element_of(const struct zr_survey_item *item)
{
	static const char *const elements[] = {
		[ZR_QUESTION_INPUT] = "input",
		[ZR_QUESTION_SELECT] = "select",
		[ZR_QUESTION_SELECT1] = "select1",
		[ZR_QUESTION_RANK] = "odk:rank",
		[ZR_QUESTION_UPLOAD] = "upload",
		[ZR_QUESTION_RANGE] = "range",
		[ZR_QUESTION_TRIGGER] = "trigger",
		[ZR_QUESTION_EXTERNAL] = "input",
	};
	assert(item->type->control < sizeof elements / sizeof *elements);
	assert(elements[item->type->control] != NULL);
	return elements[item->type->control];
}

/* Written even when there is nothing in it: who calls this wants the element. With itext the
 * control names the entry alone. */
static int write_words(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item, enum zr_wording_kind kind)
{
	const char *element = kind == ZR_WORDING_HINT ? "hint" : "label";
	zr_markup_start(markup, element);
	const struct zr_sheet_wording *text = zr_wording_find(item->texts, kind, "");
	int code = 0;
	if (zr_wording_needs_itext(item->texts, kind)) {
		const char *ref = zr_phrase_format(c, "jr:itext('%s:%s')", item->path, element);
		if (ref == NULL) {
			return zr_report_nomem(c);
		}
		zr_markup_attribute(markup, "ref", ref);
	} else if (text != NULL) {
		struct zr_reference_context context = {.item = item, .cell = text->cell};
		code = zr_language_write_value(c, markup, &context, text->text);
	}
	zr_markup_end(markup, element);
	return code;
}

static bool has_words(const struct zr_survey_item *item, enum zr_wording_kind kind)
{
	enum zr_wording_kind companion = zr_wording_companion(kind);
	for (const struct zr_sheet_wording *text = item->texts; text != NULL; text = text->next) {
		if (text->kind == kind || text->kind == companion) {
			return true;
		}
	}
	return false;
}

static int write_label_and_hint(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	int code = write_words(c, markup, item, ZR_WORDING_LABEL);
	return code == 0 && has_words(item, ZR_WORDING_HINT)
		       ? write_words(c, markup, item, ZR_WORDING_HINT)
		       : code;
}

static int write_attributes(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	for (const struct zr_pair *pair = item->control; pair != NULL; pair = pair->next) {
		struct zr_reference_context context = {.item = item, .cell = pair->cell};
		const char *value = NULL;
		int code = zr_reference_path_expand(c, &context, pair->value, &value);
		if (code != 0) {
			return code;
		}
		zr_markup_attribute(markup, pair->name, value);
	}
	return 0;
}

/* What happens when the answer changes: the calculations that name it as their trigger. */
static int write_actions(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	for (const struct zr_survey_action *action = item->actions; action != NULL;
		action = action->next) {
		zr_markup_start(markup, action->element);
		zr_markup_attribute(markup, "ref", action->target->path);
		zr_markup_attribute(markup, "event", "xforms-value-changed");
		const struct zr_pair *calculate = zr_pair_find(action->target->bind, "calculate");
		if (calculate != NULL) {
			struct zr_reference_context context = {
				.item = action->target, .cell = calculate->cell};
			const char *value = NULL;
			int code = zr_reference_path_expand(c, &context, calculate->value, &value);
			if (code != 0) {
				return code;
			}
			zr_markup_attribute(markup, "value", value);
		}
		zr_markup_end(markup, action->element);
	}
	return 0;
}

static void write_tags(struct zr_markup *markup, const struct zr_survey_item *item)
{
	if (strcmp(item->type->name, "osm") != 0 || item->list == NULL) {
		return;
	}
	for (const struct zr_list_choice *tag = item->list->first; tag != NULL; tag = tag->next) {
		const struct zr_sheet_wording *label =
			zr_wording_find(tag->texts, ZR_WORDING_LABEL, "");
		zr_markup_start(markup, "tag");
		zr_markup_attribute(markup, "key", tag->name);
		if (label != NULL) {
			zr_markup_element(markup, "label", label->text);
		}
		zr_markup_end(markup, "tag");
	}
}

/* The old external choices: a query over itemsets.csv. */
static int write_query(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	const char *filter = "";
	if (item->filter != NULL) {
		struct zr_reference_context context = {
			.item = item, .cell = item->filter, .use_current = true};
		int code = zr_reference_path_expand(c, &context, item->filter->text, &filter);
		if (code != 0) {
			return code;
		}
	}
	const char *query =
		zr_phrase_format(c, "instance('%s')/root/item[%s]", item->list_name, filter);
	if (query == NULL) {
		return zr_report_nomem(c);
	}
	zr_markup_attribute(markup, "query", query);
	return 0;
}

static int write_question(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	const char *element = element_of(item);
	zr_markup_start(markup, element);
	zr_markup_attribute(markup, "ref", item->path);
	int code = write_attributes(c, markup, item);
	if (code == 0 && item->type->control == ZR_QUESTION_EXTERNAL) {
		code = write_query(c, markup, item);
	}
	code = code == 0 ? write_label_and_hint(c, markup, item) : code;
	write_tags(markup, item);
	if (code == 0 && item->type->control != ZR_QUESTION_EXTERNAL &&
		strcmp(item->type->name, "osm") != 0) {
		code = zr_itemset_write(c, markup, item);
	}
	code = code == 0 ? write_actions(c, markup, item) : code;
	zr_markup_end(markup, element);
	return code;
}

static int write_children(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *parent);

/* A question that is not shown has no control to hold its actions: they stand in its place. */
static int write_hidden(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	return item->actions != NULL ? write_actions(c, markup, item) : 0;
}

static int write_group(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	zr_markup_start(markup, "group");
	zr_markup_attribute(markup, "ref", item->path);
	int code = write_attributes(c, markup, item);
	if (code == 0 && has_words(item, ZR_WORDING_LABEL)) {
		code = write_words(c, markup, item, ZR_WORDING_LABEL);
	}
	code = code == 0 ? write_children(c, markup, item) : code;
	zr_markup_end(markup, "group");
	return code;
}

/* Computed defaults are set anew in each new instance of the repeat that holds them. */
static int write_new_instance(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *repeat)
{
	for (const struct zr_survey_item *item = zr_survey_item_next(repeat);
		item != NULL && item->depth > repeat->depth; item = zr_survey_item_next(item)) {
		const struct zr_survey_item *holder = item->parent;
		while (holder->kind != ZR_SURVEY_REPEAT) {
			holder = holder->parent;
		}
		if (!item->is_dynamic || holder != repeat) {
			continue;
		}
		struct zr_reference_context context = {.item = item, .cell = item->default_cell};
		const char *value = NULL;
		int code = zr_reference_path_expand(c, &context, item->default_text, &value);
		if (code != 0) {
			return code;
		}
		zr_markup_start(markup, "setvalue");
		zr_markup_attribute(markup, "ref", item->path);
		zr_markup_attribute(markup, "event", "odk-new-repeat");
		zr_markup_attribute(markup, "value", value);
		zr_markup_end(markup, "setvalue");
	}
	return zr_entity_node_write_actions(c, markup, repeat);
}

/* A repeat stands in a group of the same nodes, which carries its label; a repeat has none (ODK
 * XForms, "Repeats"). */
static int write_repeat(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	zr_markup_start(markup, "group");
	zr_markup_attribute(markup, "ref", item->path);
	int code = write_words(c, markup, item, ZR_WORDING_LABEL);
	zr_markup_start(markup, "repeat");
	zr_markup_attribute(markup, "nodeset", item->path);
	code = code == 0 ? write_attributes(c, markup, item) : code;
	code = code == 0 ? write_children(c, markup, item) : code;
	code = code == 0 ? write_new_instance(c, markup, item) : code;
	zr_markup_end(markup, "repeat");
	zr_markup_end(markup, "group");
	return code;
}

static int write_children(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *parent)
{
	for (const struct zr_survey_item *item = parent->first; item != NULL; item = item->next) {
		int code = 0;
		if (item == c->meta) {
			continue;
		}
		if (item->kind == ZR_SURVEY_GROUP) {
			code = write_group(c, markup, item);
		} else if (item->kind == ZR_SURVEY_REPEAT) {
			code = write_repeat(c, markup, item);
		} else if (zr_survey_item_has_control(item)) {
			code = write_question(c, markup, item);
		} else {
			code = write_hidden(c, markup, item);
		}
		if (code != 0) {
			return code;
		}
	}
	return markup->failure;
}

int zr_controls_write(struct zr_conversion *c, struct zr_markup *markup)
{
	assert(c->languages != NULL); /* what needs itext has its entry there */
	const char *style = zr_settings_value(c, "style");
	zr_markup_start(markup, "h:body");
	if (style != NULL) {
		zr_markup_attribute(markup, "class", style);
	}
	int code = write_children(c, markup, c->root);
	zr_markup_end(markup, "h:body");
	return code != 0 ? code : markup->failure;
}

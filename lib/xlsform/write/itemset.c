/*
 * What a select offers: an itemset over a list, a file or a repeat, or, for search(), items in
 * place.
 */
#include "lib/xlsform/write/itemset.h"

#include <assert.h>
#include <string.h>

#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"
#include "lib/xlsform/write/markup.h"

/* In a filter the context is the choice, so paths to answers start at current(). */
static int expand_filter(struct zr_conversion *c, const struct zr_survey_item *item,
	const struct zr_survey_item *repeat, const char **ret_filter)
{
	*ret_filter = NULL;
	if (item->filter == NULL) {
		return 0;
	}
	struct zr_reference_context context = {
		.item = item, .cell = item->filter, .repeat = repeat, .use_current = true};
	return zr_reference_path_expand(c, &context, item->filter->text, ret_filter);
}

/* randomize(nodeset, seed) */
static int wrap_random(struct zr_conversion *c, const struct zr_survey_item *item,
	const char *nodeset, const char **ret_nodeset)
{
	const char *randomize = zr_pair_value(item->parameters, "randomize");
	const struct zr_pair *seed = zr_pair_find(item->parameters, "seed");
	*ret_nodeset = nodeset;
	if (nodeset == NULL) {
		return zr_report_nomem(c);
	}
	if (randomize == NULL || strcmp(randomize, "true") != 0) {
		return 0;
	}
	const char *value = NULL;
	if (seed != NULL) {
		struct zr_reference_context context = {
			.item = item, .cell = seed->cell, .is_trimmed = true};
		int code = zr_reference_path_expand(c, &context, seed->value, &value);
		if (code != 0) {
			return code;
		}
	}
	*ret_nodeset = zr_phrase_format(c, "randomize(%s%s%s)", nodeset, value != NULL ? ", " : "",
		value != NULL ? value : "");
	return *ret_nodeset != NULL ? 0 : zr_report_nomem(c);
}

static void write_set(
	struct zr_markup *markup, const char *nodeset, const char *value, const char *label)
{
	zr_markup_start(markup, "itemset");
	zr_markup_attribute(markup, "nodeset", nodeset);
	zr_markup_start(markup, "value");
	zr_markup_attribute(markup, "ref", value);
	zr_markup_end(markup, "value");
	zr_markup_start(markup, "label");
	zr_markup_attribute(markup, "ref", label);
	zr_markup_end(markup, "label");
	zr_markup_end(markup, "itemset");
}

/* The instances of a repeat that have an answer to the question, or that the filter keeps. */
static int write_repeat(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	const struct zr_survey_item *question = item->list_repeat_question;
	const struct zr_survey_item *repeat = question;
	while (repeat->kind != ZR_SURVEY_REPEAT) {
		repeat = repeat->parent;
		assert(repeat != NULL); /* link_repeat() refused the others */
	}
	const char *filter = NULL, *path = NULL, *nodeset = NULL;
	int code = expand_filter(c, item, repeat, &filter);
	struct zr_reference_context context = {
		.item = item, .is_trimmed = true, .is_itemset = question != repeat};
	struct zr_reference reference = {.name = repeat->name, .name_bytes = strlen(repeat->name)};
	code = code == 0 ? zr_reference_path_alone(c, &context, &reference, &path) : code;
	if (code != 0) {
		return code;
	}
	const char *value =
		question == repeat ? "geometry" : question->path + strlen(repeat->path) + 1;
	nodeset = filter != NULL ? zr_phrase_format(c, "%s[%s]", path, filter)
				 : zr_phrase_format(c, "%s[./%s != '']", path, value);
	code = wrap_random(c, item, nodeset, &nodeset);
	if (code == 0) {
		write_set(markup, nodeset, value, value);
	}
	return code;
}

/* Of a file the columns may be named otherwise; a GeoJSON has "id" and "title" (docs.getodk.org,
 * "Select from map"). */
static int write_list(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	const char *filter = NULL;
	int code = expand_filter(c, item, NULL, &filter);
	if (code != 0) {
		return code;
	}
	const char *nodeset = zr_phrase_format(c, "instance('%s')/root/item%s%s%s", item->list_name,
		filter != NULL ? "[" : "", filter != NULL ? filter : "", filter != NULL ? "]" : "");
	code = wrap_random(c, item, nodeset, &nodeset);
	if (code != 0) {
		return code;
	}
	bool is_geojson = item->file != NULL && strstr(item->file, ".geojson") != NULL;
	const char *value = zr_pair_value(item->parameters, "value");
	const char *label = zr_pair_value(item->parameters, "label");
	value = value != NULL ? value : is_geojson ? "id" : "name";
	label = label != NULL ? label : is_geojson ? "title" : "label";
	if (item->list != NULL && item->list->has_itext && item->file == NULL) {
		label = "jr:itext(itextId)";
	}
	write_set(markup, nodeset, value, label);
	return 0;
}

/* search(): the choices name the columns of a file, so they stand in the control itself. */
static int write_items(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	for (const struct zr_list_choice *choice = item->list->first; choice != NULL;
		choice = choice->next) {
		const struct zr_sheet_wording *label =
			zr_wording_find(choice->texts, ZR_WORDING_LABEL, "");
		zr_markup_start(markup, "item");
		if (item->list->has_itext) {
			const char *ref = zr_phrase_format(
				c, "jr:itext('%s-%zu')", item->list->name, choice->number);
			if (ref == NULL) {
				return zr_report_nomem(c);
			}
			zr_markup_start(markup, "label");
			zr_markup_attribute(markup, "ref", ref);
			zr_markup_end(markup, "label");
		} else if (label != NULL) {
			zr_markup_element(markup, "label", label->text);
		}
		zr_markup_element(markup, "value", choice->name);
		zr_markup_end(markup, "item");
	}
	return markup->failure;
}

int zr_itemset_write(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	assert(item->kind == ZR_SURVEY_QUESTION);
	if (item->list_repeat_question != NULL) {
		return write_repeat(c, markup, item);
	}
	if (item->list != NULL && item->list->is_searched) {
		return write_items(c, markup, item);
	}
	return item->list_name != NULL ? write_list(c, markup, item) : 0;
}

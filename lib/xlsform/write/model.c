/*
 * The model: binds, and the actions that run when the form is opened.
 */
#include "lib/xlsform/write/model.h"

#include <assert.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"
#include "lib/xlsform/write/entity_node.h"
#include "lib/xlsform/write/language.h"
#include "lib/xlsform/write/markup.h"
#include "lib/xlsform/write/node_tree.h"
#include "lib/xlsform/write/secondary.h"

static int write_attribute(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item, const struct zr_pair *pair)
{
	struct zr_reference_context context = {.item = item, .cell = pair->cell};
	const char *value = NULL;
	int code = zr_reference_path_expand(c, &context, pair->value, &value);
	if (code == 0) {
		zr_markup_attribute(markup, pair->name, value);
	}
	return code;
}

static int write_messages(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	static const char *const forms[] = {
		"jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct zr_sheet_wording *text =
			zr_wording_find(item->texts, ZR_WORDING_BIND, forms[i]);
		if (text == NULL) {
			continue;
		}
		const char *value = text->text;
		if (zr_wording_message_needs_itext(item->texts, forms[i])) {
			value = zr_phrase_format(c, "jr:itext('%s:%s')", item->path, forms[i]);
		}
		if (value == NULL) {
			return zr_report_nomem(c);
		}
		zr_markup_attribute(markup, forms[i], value);
	}
	return 0;
}

/* With a trigger the calculation stands in the action, and runs only then. */
static bool is_left_out(const struct zr_survey_item *item, const struct zr_pair *pair)
{
	return item->trigger != NULL && strcmp(pair->name, "calculate") == 0;
}

static bool has_bind(const struct zr_survey_item *item)
{
	for (const struct zr_pair *pair = item->bind; pair != NULL; pair = pair->next) {
		if (!is_left_out(item, pair)) {
			return true;
		}
	}
	for (const struct zr_sheet_wording *text = item->texts; text != NULL; text = text->next) {
		if (text->kind == ZR_WORDING_BIND) {
			return true;
		}
	}
	return false;
}

static int write_bind(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	if (!has_bind(item) ||
		(item->type != NULL && item->type->control == ZR_QUESTION_INSTANCE)) {
		return 0;
	}
	zr_markup_start(markup, "bind");
	zr_markup_attribute(markup, "nodeset", item->path);
	for (const struct zr_pair *pair = item->bind; pair != NULL; pair = pair->next) {
		int code = is_left_out(item, pair) ? 0 : write_attribute(c, markup, item, pair);
		if (code != 0) {
			return code;
		}
	}
	int code = write_messages(c, markup, item);
	zr_markup_end(markup, "bind");
	return code;
}

/* A computed default is set when the interview begins. */
static int write_default(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	if (!item->is_dynamic) {
		return 0;
	}
	struct zr_pair value = {"value", item->default_text, item->default_cell, NULL};
	zr_markup_start(markup, "setvalue");
	zr_markup_attribute(markup, "ref", item->path);
	zr_markup_attribute(markup, "event", "odk-instance-first-load");
	int code = write_attribute(c, markup, item, &value);
	zr_markup_end(markup, "setvalue");
	return code;
}

/* start-geopoint and background-audio */
static void write_action(struct zr_markup *markup, const struct zr_survey_item *item)
{
	if (item->type == NULL || item->type->action == NULL) {
		return;
	}
	const char *quality = zr_pair_value(item->parameters, "quality");
	zr_markup_start(markup, item->type->action);
	zr_markup_attribute(markup, "ref", item->path);
	zr_markup_attribute(markup, "event", item->type->event);
	if (quality != NULL) {
		zr_markup_attribute(markup, "odk:quality", quality);
	}
	zr_markup_end(markup, item->type->action);
}

/* In document order, as the nodes stand. The survey's entity lies in the meta group behind the
 * audit, where node_tree.c puts its node, too. */
static int write_item_binds(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	assert(item->path != NULL);
	int code = write_bind(c, markup, item);
	code = code == 0 ? write_default(c, markup, item) : code;
	if (code != 0) {
		return code;
	}
	write_action(markup, item);
	bool in_meta = item == c->meta && c->root->entity != NULL;
	const struct zr_survey_item *child = item->first;
	for (; child != NULL; child = child->next) {
		if (in_meta && strcmp(child->name, "audit") != 0) {
			code = zr_entity_node_write_binds(c, markup, c->root->entity);
			in_meta = false;
		}
		code = code == 0 ? write_item_binds(c, markup, child) : code;
		if (code != 0) {
			return code;
		}
	}
	if (in_meta) {
		code = zr_entity_node_write_binds(c, markup, c->root->entity);
	}
	if (code == 0 && item->entity != NULL && item != c->root) {
		code = zr_entity_node_write_binds(c, markup, item->entity);
	}
	return code;
}

/* Settings that programs read from the form itself. client_editable is the only one where "no"
 * is as good as nothing. */
static void write_submission(struct zr_conversion *c, struct zr_markup *markup)
{
	static const struct {
		const char *setting, *attribute;
	} carried[] = {
		{"submission_url", "action"},
		{"public_key", "base64RsaPublicKey"},
		{"auto_send", "orx:auto-send"},
		{"auto_delete", "orx:auto-delete"},
		{"client_editable", "odk:client-editable"},
	};
	bool is_open = false;
	for (size_t i = 0; i < sizeof carried / sizeof *carried; i++) {
		const char *value = zr_settings_value(c, carried[i].setting);
		bool is_flag = strcmp(carried[i].setting, "client_editable") == 0;
		if (value == NULL || (is_flag && !zr_phrase_is_yes(value))) {
			continue;
		}
		value = is_flag ? "true" : value;
		if (!is_open) {
			zr_markup_start(markup, "submission");
			is_open = true;
		}
		zr_markup_attribute(markup, carried[i].attribute, value);
		if (i == 0) {
			zr_markup_attribute(markup, "method", "post");
		}
	}
	if (is_open) {
		zr_markup_end(markup, "submission");
	}
}

/* The versions are those of the specification of entities: with one in a repeat a program must
 * know the later. */
int zr_model_write(struct zr_conversion *c, struct zr_markup *markup)
{
	assert(c->languages != NULL);
	zr_markup_start(markup, "model");
	zr_markup_attribute(markup, "odk:xforms-version", "1.0.0");
	if (c->entities != NULL) {
		zr_markup_attribute(markup, "entities:entities-version",
			c->has_entity_in_repeat ? "2025.1.0" : "2024.1.0");
	}
	write_submission(c, markup);
	int code = zr_language_write(c, markup);
	if (code != 0) {
		return code;
	}
	zr_node_tree_write(c, markup);
	/* the binds are written aside: what they refer to decides on the instances before them */
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_markup binds = {.buffer = &buffer};
	code = write_item_binds(c, &binds, c->root);
	code = code == 0 ? binds.failure : code;
	code = code == 0 ? zr_secondary_write(c, markup) : code;
	if (code == 0 && buffer.bytes > 0) {
		code = zr_buffer_add(markup->buffer, buffer.data, buffer.bytes);
	}
	zr_markup_end(markup, "model");
	return code != 0 ? code : markup->failure;
}

/*
 * The primary instance: an empty interview, with the constants that are its defaults.
 *
 * A repeat stands twice, as jr:template and as the first instance; inside the template only
 * templates stand, inside the instance only instances.
 */
#include "lib/xlsform/write/node_tree.h"

#include <assert.h>
#include <string.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/survey/entity.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/write/entity_node.h"
#include "lib/xlsform/write/markup.h"

enum copy {
	COPY_BOTH,
	COPY_TEMPLATE,
	COPY_INSTANCE,
};

static void write_item(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item, enum copy copy);

static void write_attributes(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_survey_item *item)
{
	for (const struct zr_pair *pair = item->instance; pair != NULL; pair = pair->next) {
		struct zr_reference_context context = {.item = item, .cell = pair->cell};
		const char *value = NULL;
		int code = zr_reference_path_expand(c, &context, pair->value, &value);
		if (code != 0) {
			markup->failure = markup->failure != 0 ? markup->failure : code;
			return;
		}
		zr_markup_attribute(markup, pair->name, value);
	}
}

static void write_children(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item, enum copy copy)
{
	/* the survey's entity stands in its meta group */
	const struct zr_entity *in_meta = item == c->meta ? c->root->entity : NULL;
	const struct zr_survey_item *child = item->first;
	for (; child != NULL; child = child->next) {
		if (in_meta != NULL && strcmp(child->name, "audit") != 0) {
			zr_entity_node_write(markup, in_meta);
			in_meta = NULL;
		}
		write_item(c, markup, child, copy);
	}
	if (in_meta != NULL) {
		zr_entity_node_write(markup, in_meta);
	}
	if (item->entity != NULL && item != c->root) {
		zr_markup_start(markup, "meta");
		zr_entity_node_write(markup, item->entity);
		zr_markup_end(markup, "meta");
	}
}

static void write_one(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item, enum copy copy, bool is_template)
{
	assert(item->name != NULL && (!is_template || item->kind == ZR_SURVEY_REPEAT));
	zr_markup_start_line(markup, item->name);
	if (is_template) {
		zr_markup_attribute(markup, "jr:template", "");
	} else {
		write_attributes(c, markup, item);
	}
	if (item->kind == ZR_SURVEY_QUESTION && item->default_text != NULL && !item->is_dynamic) {
		const char *mediatype = zr_pair_value(item->control, "mediatype");
		if (mediatype != NULL && strcmp(mediatype, "image/*") == 0 &&
			strstr(item->default_text, "://") == NULL) {
			zr_markup_text(markup, "jr://images/", strlen("jr://images/"));
		}
		zr_markup_text(markup, item->default_text, strlen(item->default_text));
	}
	write_children(c, markup, item, copy);
	zr_markup_end(markup, item->name);
}

static void write_item(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_survey_item *item, enum copy copy)
{
	/* below a group in a template the copies double, so a full buffer must end it */
	if (markup->failure != 0 ||
		(item->type != NULL && item->type->control == ZR_QUESTION_INSTANCE)) {
		return;
	}
	if (item->kind != ZR_SURVEY_REPEAT) {
		/* below a group in a template both copies stand, as other converters write it */
		write_one(c, markup, item, copy == COPY_TEMPLATE ? COPY_BOTH : copy, false);
		return;
	}
	if (copy != COPY_INSTANCE) {
		write_one(c, markup, item, COPY_TEMPLATE, true);
	}
	if (copy != COPY_TEMPLATE) {
		write_one(c, markup, item, COPY_INSTANCE, false);
	}
}

void zr_node_tree_write(struct zr_conversion *c, struct zr_markup *markup)
{
	assert(c->root->name != NULL);
	const struct zr_survey_item *root = c->root;
	zr_markup_start(markup, "instance");
	zr_markup_start(markup, root->name);
	const char *xmlns = zr_settings_value(c, "instance_xmlns");
	const char *version = zr_settings_value(c, "version");
	if (xmlns != NULL) {
		zr_markup_attribute(markup, "xmlns", xmlns);
	}
	zr_markup_attribute(markup, "id", zr_settings_form_id(c));
	if (version != NULL) {
		zr_markup_attribute(markup, "version", version);
	}
	write_attributes(c, markup, root);
	for (const struct zr_survey_item *child = root->first; child != NULL; child = child->next) {
		write_item(c, markup, child, COPY_BOTH);
	}
	zr_markup_end(markup, root->name);
	zr_markup_end(markup, "instance");
}

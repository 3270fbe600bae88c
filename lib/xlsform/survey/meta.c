/*
 * The group "meta" at the end of every form: audit, instanceID, instanceName.
 *
 * The rows put audits into it while they are read; the rest comes from the settings. A form without
 * any of these has none. Source: ODK XForms specification, "Metadata".
 */
#include "lib/xlsform/survey/meta.h"

#include <assert.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/survey_item.h"

static int add(struct zr_conversion *c, const char *name, const char *const attributes[][2])
{
	struct zr_survey_item *item = zr_survey_item_new(c, ZR_SURVEY_QUESTION, name);
	if (item == NULL) {
		return zr_report_nomem(c);
	}
	item->type = zr_question_type_find("hidden");
	item->is_generated = true;
	assert(item->type != NULL);
	for (size_t i = 0; attributes[i][0] != NULL; i++) {
		int code = zr_pair_set(c, &item->bind, attributes[i][0], attributes[i][1], NULL);
		if (code != 0) {
			return code;
		}
	}
	zr_survey_item_append(c->meta, item);
	return 0;
}

int zr_meta_add(struct zr_conversion *c)
{
	assert(c->meta->parent == NULL);
	int code = 0;
	if (!zr_settings_is_yes(c, "omit_instanceID")) {
		const char *preload = zr_settings_value(c, "instance_id");
		const char *const attributes[][2] = {{"type", "string"}, {"readonly", "true()"},
			{"jr:preload", preload != NULL ? preload : "uid"}, {NULL, NULL}};
		code = add(c, "instanceID", attributes);
	}
	const struct zr_pair *name = zr_pair_find(c->settings, "instance_name");
	if (code == 0 && name != NULL) {
		const char *const attributes[][2] = {{"type", "string"}, {NULL, NULL}};
		code = add(c, "instanceName", attributes);
		code = code == 0 ? zr_pair_set(c, &c->meta->last->bind, "calculate", name->value,
					   name->cell)
				 : code;
	}
	if (code == 0 && (c->meta->first != NULL || c->root->entity != NULL)) {
		zr_survey_item_append(c->root, c->meta);
	}
	return code;
}

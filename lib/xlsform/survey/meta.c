/*
 * The group "meta" at the end of every form: audit, instanceID, instanceName.
 */
#include <assert.h>

#include "lib/xlsform/conversion.h"

static int add(struct zr_conversion *c, const char *name, const char *const attributes[][2])
{
	struct zr_item *item = zr_tree_new(c, ZR_ITEM_QUESTION, name);
	if (item == NULL) {
		return zr_report_nomem(c);
	}
	item->type = zr_question_type_find("hidden");
	item->is_generated = true;
	assert(item->type != NULL);
	for (size_t i = 0; attributes[i][0] != NULL; i++) {
		int status = zr_pair_set(c, &item->bind, attributes[i][0], attributes[i][1], NULL);
		if (status != 0) {
			return status;
		}
	}
	zr_tree_append(c->meta, item);
	return 0;
}

int zr_meta_add(struct zr_conversion *c)
{
	int status = 0;
	if (!zr_settings_is_yes(c, "omit_instanceID")) {
		const char *preload = zr_settings_value(c, "instance_id");
		const char *const attributes[][2] = {{"type", "string"}, {"readonly", "true()"},
			{"jr:preload", preload != NULL ? preload : "uid"}, {NULL, NULL}};
		status = add(c, "instanceID", attributes);
	}
	const struct zr_pair *name = zr_pair_find(c->settings, "instance_name");
	if (status == 0 && name != NULL) {
		const char *const attributes[][2] = {{"type", "string"}, {NULL, NULL}};
		status = add(c, "instanceName", attributes);
		status = status == 0 ? zr_pair_set(c, &c->meta->last->bind, "calculate",
					       name->value, name->cell)
				     : status;
	}
	if (status == 0 && (c->meta->first != NULL || c->root->entity != NULL)) {
		zr_tree_append(c->root, c->meta);
	}
	return status;
}

/*
 * The settings sheet: one row of values; the attributes of the interview's root element.
 *
 * Settings are kept under their names and read where they act, also those that nothing here knows:
 * a table of them would be one more place to change for each. Source: xlsform.org, "Settings
 * worksheet".
 */
#include "lib/xlsform/sheet/settings.h"

#include <assert.h>
#include <string.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/table.h"

static int take(struct zr_conversion *c, const struct zr_cell *cell)
{
	assert(cell->table == ZR_TABLE_SETTINGS);
	const struct zr_heading *heading = cell->heading;
	if (heading->column == ZR_COLUMN_INSTANCE) {
		return zr_pair_set(c, &c->root_attributes, heading->attribute, cell->text, cell);
	}
	if (heading->column != ZR_COLUMN_SETTING) {
		return 0;
	}
	/* of "form_id" and an older spelling beside it the new one counts */
	if (zr_pair_find(c->settings, heading->attribute) != NULL &&
		strcmp(heading->title, heading->attribute) != 0) {
		return 0;
	}
	return zr_pair_set(c, &c->settings, heading->attribute, cell->text, cell);
}

/* The root's name is an element of every record. Without the setting it comes with the options,
 * so it may be at fault without a cell that says it. */
static int check_root_name(struct zr_conversion *c)
{
	const struct zr_pair *name = zr_pair_find(c->settings, "name");
	const char *value = zr_settings_root_name(c);
	if (zr_phrase_is_name(value, strlen(value))) {
		return 0;
	}
	return zr_report_at(c, ZR_E_SYNTAX, name != NULL ? name->cell : NULL,
		&(const struct zr_fault){
			.kind = name != NULL ? ZR_FAULT_ROOT_NAME : ZR_FAULT_NOT_A_NAME,
			.value = "form_name",
			.around = value});
}

/* pyxform's "flat" takes the nodes of groups away, once for ODK Tables; no document describes
 * it. */
static int warn_of_flat(struct zr_conversion *c)
{
	const struct zr_pair *flat = zr_pair_find(c->settings, "flat");
	if (flat == NULL || zr_phrase_is_no(flat->value)) {
		return 0;
	}
	return zr_report_warning(c, ZR_TABLE_SETTINGS, flat->cell->row, flat->cell->heading,
		&(const struct zr_fault){.kind = ZR_FAULT_FLAT});
}

int zr_settings_read(struct zr_conversion *c)
{
	assert(c->settings == NULL && c->root_attributes == NULL);
	if (!c->tables[ZR_TABLE_SETTINGS].is_present) {
		int code = zr_table_warn_of_similar(c, ZR_TABLE_SETTINGS);
		return code != 0 ? code : check_root_name(c);
	}
	struct zr_cell *cells = NULL;
	if (c->tables[ZR_TABLE_SETTINGS].row_count > 1) {
		int code = zr_table_row(c, ZR_TABLE_SETTINGS, 1, true, &cells);
		if (code != 0) {
			return code;
		}
	}
	for (const struct zr_cell *cell = cells; cell != NULL; cell = cell->next) {
		int code = take(c, cell);
		if (code != 0) {
			return code;
		}
	}
	const char *language = zr_settings_value(c, "default_language");
	if (language != NULL) {
		c->default_language = language;
	}
	int code = warn_of_flat(c);
	return code != 0 ? code : check_root_name(c);
}

const char *zr_settings_value(const struct zr_conversion *c, const char *name)
{
	assert(name != NULL);
	return zr_pair_value(c->settings, name);
}

bool zr_settings_is_yes(const struct zr_conversion *c, const char *name)
{
	assert(c != NULL && name != NULL);
	const char *value = zr_settings_value(c, name);
	return value != NULL && zr_phrase_is_yes(value);
}

const char *zr_settings_root_name(const struct zr_conversion *c)
{
	assert(c != NULL);
	const char *name = zr_settings_value(c, "name");
	name = name != NULL ? name : c->root_name;
	return name != NULL ? name : "data";
}

const char *zr_settings_form_id(const struct zr_conversion *c)
{
	assert(c != NULL);
	const char *id = zr_settings_value(c, "form_id");
	id = id != NULL ? id : c->form_id;
	return id != NULL ? id : "data";
}

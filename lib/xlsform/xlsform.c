/*
 * The conversion from beginning to end; the files in sheet, survey and write each do a step.
 *
 * Why in this order: settings come before anything else because they change how cells are read
 * (clean_text_values) and judged (allow_choice_duplicates); lists before rows, because a question
 * finds its list at once. Links come last: a trigger or a select from a repeat may name what stands
 * below it.
 *
 * The author gets every fault of a form in one run. So a step behind a fault works on with what it
 * has: a root name that is none becomes "data", a question with a bad name its row's. What the form
 * then looks like is of no use and is dropped here (is_unwritable), or is for a look and nothing
 * else.
 */
#include "lib/xlsform/xlsform.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/converted.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/sheet/table.h"
#include "lib/xlsform/survey/entity.h"
#include "lib/xlsform/survey/entity_scope.h"
#include "lib/xlsform/survey/links.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/meta.h"
#include "lib/xlsform/survey/rows.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/survey_names.h"
#include "lib/xlsform/warning.h"
#include "lib/xlsform/write/document.h"

/* The root is there before the settings are read, since a fault in them does not end the
 * conversion. */
static int begin(struct zr_conversion *c)
{
	c->default_language = "default";
	c->root = zr_survey_item_new(c, ZR_SURVEY_ROOT, NULL);
	c->meta = c->root != NULL ? zr_survey_item_new(c, ZR_SURVEY_GROUP, "meta") : NULL;
	if (c->meta == NULL) {
		return zr_report_nomem(c);
	}
	c->meta->is_generated = true;
	int code = zr_report_go_on(c, zr_table_find(c));
	code = code == 0 ? zr_report_go_on(c, zr_settings_read(c)) : code;
	c->root->instance = c->root_attributes;
	const char *name = zr_settings_root_name(c);
	c->root->name = zr_phrase_is_name(name, strlen(name)) ? name : "data";
	return code;
}

/* What the sheets say, as lists and a tree with paths. Paths are named twice: the check of names
 * needs them, and names that stand in for bad ones, and the meta group, change them. */
static int read_sheets(struct zr_conversion *c)
{
	int code = begin(c);
	code = code == 0 ? zr_lists_read(c) : code;
	code = code == 0 ? zr_entity_read(c) : code;
	code = code == 0 ? zr_rows_read(c) : code;
	code = code == 0 ? zr_survey_item_name_paths(c) : code;
	code = code == 0 ? zr_survey_names_check(c) : code;
	code = code == 0 ? zr_entity_scope_place(c) : code;
	code = code == 0 ? zr_meta_add(c) : code;
	code = code == 0 ? zr_survey_item_name_paths(c) : code;
	return code == 0 ? zr_links_resolve(c) : code;
}

int zr_xlsform_try(const struct zr_workbook *book, const struct zr_xlsform_options *options,
	struct zr_xlsform **ret_form, struct zr_error *error)
{
	assert(book != NULL && ret_form != NULL);
	ZR_CLEANUP(zr_arena_finish) struct zr_arena arena = {0};
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = calloc(1, sizeof *form);
	struct zr_conversion *c = form != NULL ? zr_arena_new(&arena, sizeof *c) : NULL;
	if (c == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to convert the form");
	}
	*c = (struct zr_conversion){.book = book, .form = form, .arena = &arena};
	if (options != NULL) {
		c->form_id = options->form_id;
		c->root_name = options->root_name;
		c->is_forgiving = options->is_forgiving;
	}
	int code = read_sheets(c);
	code = code == 0 ? zr_document_write(c) : code;
	if (code != 0 && code != ZR_E_NOMEM && form->fault_count == 0) {
		code = zr_report(c, code, &(const struct zr_fault){.kind = ZR_FAULT_LARGE_FORM});
	}
	if (code == ZR_E_NOMEM) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to convert the form");
	}
	if (code != 0 || c->is_unwritable) {
		zr_buffer_clear(&form->text);
	}
	zr_report_sort(form);
	*ret_form = ZR_TAKE(form);
	return 0;
}

/* The fault found first, and not the first of the sheet: what was found later may follow from
 * it. */
int zr_xlsform_convert(const struct zr_workbook *book, const struct zr_xlsform_options *options,
	struct zr_xlsform **ret_form, struct zr_error *error)
{
	assert(book != NULL && ret_form != NULL);
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	int code = zr_xlsform_try(book, options, &form, error);
	if (code != 0) {
		return code;
	}
	if (form->fault_count > 0) {
		if (error != NULL) {
			*error = form->first_fault;
		}
		return form->first_fault.code;
	}
	*ret_form = ZR_TAKE(form);
	return 0;
}

void zr_xlsform_free(struct zr_xlsform *form)
{
	if (form != NULL) {
		zr_buffer_finish(&form->text);
		zr_buffer_finish(&form->itemsets);
		zr_arena_finish(&form->arena);
		free(form);
	}
}

const char *zr_xlsform_sheet_near(const char *name)
{
	assert(name != NULL);
	return zr_table_near(name);
}

const char *zr_xlsform_text(const struct zr_xlsform *form, size_t *ret_bytes)
{
	assert(form != NULL);
	if (ret_bytes != NULL) {
		*ret_bytes = form->text.bytes;
	}
	return zr_buffer_text(&form->text);
}

const char *zr_xlsform_itemsets(const struct zr_xlsform *form, size_t *ret_bytes)
{
	assert(form != NULL);
	if (ret_bytes != NULL) {
		*ret_bytes = form->itemsets.bytes;
	}
	return zr_buffer_text(&form->itemsets);
}

size_t zr_xlsform_fault_count(const struct zr_xlsform *form)
{
	assert(form != NULL);
	return form->fault_count;
}

const struct zr_error *zr_xlsform_fault(const struct zr_xlsform *form, size_t index)
{
	assert(index < form->fault_count);
	return &form->faults[index];
}

size_t zr_xlsform_more_faults(const struct zr_xlsform *form)
{
	assert(form != NULL);
	return form->more_fault_count;
}

size_t zr_xlsform_warning_count(const struct zr_xlsform *form)
{
	assert(form != NULL);
	return form->warning_count;
}

const struct zr_xlsform_warning *zr_xlsform_warning(const struct zr_xlsform *form, size_t index)
{
	assert(index < form->warning_count);
	const struct zr_warning_block *block = form->first;
	for (; index >= ZR_WARNING_BLOCK_COUNT; index -= ZR_WARNING_BLOCK_COUNT) {
		block = block->next;
	}
	return &block->items[index];
}

/*
 * The conversion from beginning to end; the files beside this one each do a step.
 */
#include "lib/xlsform/xlsform.h"

#include <assert.h>
#include <string.h>

#include "lib/xlsform/conversion.h"

static int begin(struct zr_conversion *c)
{
	c->default_language = "default";
	c->root = zr_tree_new(c, ZR_ITEM_SURVEY, NULL);
	c->meta = zr_tree_new(c, ZR_ITEM_GROUP, "meta");
	if (c->root == NULL || c->meta == NULL) {
		return zr_report_nomem(c);
	}
	c->meta->is_generated = true;
	int status = zr_report_go_on(c, zr_table_find(c));
	status = status == 0 ? zr_report_go_on(c, zr_settings_read(c)) : status;
	const char *name = zr_settings_root_name(c);
	c->root->name = zr_phrase_is_name(name, strlen(name)) ? name : "data";
	return status;
}

/* What the sheets say, as lists and a tree with paths. */
static int read_sheets(struct zr_conversion *c)
{
	int status = begin(c);
	status = status == 0 ? zr_lists_read(c) : status;
	status = status == 0 ? zr_entity_read(c) : status;
	status = status == 0 ? zr_rows_read(c) : status;
	status = status == 0 ? zr_tree_name_paths(c) : status;
	status = status == 0 ? zr_names_check(c) : status;
	status = status == 0 ? zr_entity_place(c) : status;
	status = status == 0 ? zr_meta_add(c) : status;
	status = status == 0 ? zr_tree_name_paths(c) : status;
	return status == 0 ? zr_links_resolve(c) : status;
}

/* The author's own: a list of prefix="uri" parted by blanks. */
static int write_namespaces(struct zr_conversion *c, struct zr_markup *markup)
{
	const struct zr_pair *setting = zr_pair_find(c->settings, "namespaces");
	const char *at = setting != NULL ? setting->value : "";
	while (*(at += strspn(at, " \t\n")) != '\0') {
		size_t prefix = strcspn(at, "= \t\n");
		bool has_value = at[prefix] == '=';
		const char *quote = at + prefix + has_value;
		bool is_quoted = *quote == '"' || *quote == '\'';
		/* pyxform takes it without quotes, too: up to the next blank */
		const char *uri_at = quote + is_quoted;
		const char *end =
			is_quoted ? strchr(uri_at, *quote) : uri_at + strcspn(uri_at, " \t\n\"'");
		if (!has_value || end == NULL || end == uri_at || !zr_phrase_is_name(at, prefix)) {
			return zr_report_at(c, ZR_E_SYNTAX, setting->cell,
				"the namespaces '%s' cannot be read; write prefix=\"uri\"",
				setting->value);
		}
		const char *name = zr_phrase_format(c, "xmlns:%.*s", (int)prefix, at);
		const char *uri = zr_phrase_copy(c, uri_at, (size_t)(end - uri_at));
		if (name == NULL || uri == NULL) {
			return zr_report_nomem(c);
		}
		zr_markup_attribute(markup, name, uri);
		at = end + is_quoted;
	}
	return 0;
}

static int write_root(struct zr_conversion *c, struct zr_markup *markup)
{
	static const char *const namespaces[][2] = {
		{"xmlns", "http://www.w3.org/2002/xforms"},
		{"xmlns:h", "http://www.w3.org/1999/xhtml"},
		{"xmlns:ev", "http://www.w3.org/2001/xml-events"},
		{"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
		{"xmlns:jr", "http://openrosa.org/javarosa"},
		{"xmlns:orx", "http://openrosa.org/xforms"},
		{"xmlns:odk", "http://www.opendatakit.org/xforms"},
		{"xmlns:entities", "http://www.opendatakit.org/xforms/entities"},
	};
	bool has_entities = c->entities != NULL || c->has_entity_fault;
	size_t count = sizeof(namespaces) / sizeof(*namespaces) - !has_entities;
	zr_markup_start(markup, "h:html");
	for (size_t i = 0; i < count; i++) {
		zr_markup_attribute(markup, namespaces[i][0], namespaces[i][1]);
	}
	return write_namespaces(c, markup);
}

/* Behind a fault of one part the others are still looked at. */
static int write_part(struct zr_conversion *c, int status)
{
	int rest = zr_report_go_on(c, status);
	c->is_unwritable |= status != 0;
	return rest;
}

static int write_form(struct zr_conversion *c)
{
	struct zr_markup markup = {.buffer = &c->form->text};
	static const char declaration[] = "<?xml version=\"1.0\"?>\n";
	int status = zr_buffer_add_text(markup.buffer, declaration);
	status = status == 0 ? write_part(c, write_root(c, &markup)) : status;
	if (status != 0) {
		return status;
	}
	const char *title = zr_settings_value(c, "title");
	zr_markup_start(&markup, "h:head");
	zr_markup_element(&markup, "h:title", title != NULL ? title : zr_settings_form_id(c));
	/* the body is written aside: what it refers to decides on the model's instances */
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_markup body = {.buffer = &buffer};
	status = zr_language_collect(c);
	status = status == 0 ? write_part(c, zr_controls_write(c, &body)) : status;
	status = status == 0 ? write_part(c, zr_model_write(c, &markup)) : status;
	zr_markup_end(&markup, "h:head");
	if (status == 0) {
		status = body.failure != 0
				 ? body.failure
				 : zr_buffer_add(markup.buffer, buffer.data, buffer.bytes);
	}
	zr_markup_end(&markup, "h:html");
	if (status == 0 && c->has_itemsets) {
		status = zr_lists_write_itemsets(c);
	}
	int failure = markup.failure != 0 ? markup.failure : body.failure;
	bool is_too_large = failure == ZR_E_LIMIT || failure == ZR_E_NOMEM;
	if (is_too_large) {
		return zr_report(c, failure, "the form is too large; split it");
	}
	status = status == 0 ? failure : status;
	return status == 0 ? zr_language_warn(c) : status;
}

int zr_xlsform_try(const struct zr_workbook *book, const struct zr_xlsform_options *options,
	struct zr_xlsform **ret_form, struct zr_error *error)
{
	assert(book != NULL && ret_form != NULL);
	ZR_CLEANUP(zr_arena_finish) struct zr_arena arena = {0};
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = calloc(1, sizeof(*form));
	struct zr_conversion *c = form != NULL ? zr_arena_new(&arena, sizeof(*c)) : NULL;
	if (c == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to convert the form");
	}
	*c = (struct zr_conversion){.book = book, .form = form, .arena = &arena};
	if (options != NULL) {
		c->form_id = options->form_id;
		c->root_name = options->root_name;
		c->is_forgiving = options->is_forgiving;
	}
	int status = read_sheets(c);
	status = status == 0 ? write_form(c) : status;
	if (status != 0 && status != ZR_E_NOMEM && form->fault_count == 0) {
		status = zr_report(c, status, "the form is too large; split it");
	}
	if (status == ZR_E_NOMEM) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to convert the form");
	}
	if (status != 0 || c->is_unwritable) {
		zr_buffer_clear(&form->text);
	}
	zr_report_sort(form);
	*ret_form = ZR_TAKE(form);
	return 0;
}

int zr_xlsform_convert(const struct zr_workbook *book, const struct zr_xlsform_options *options,
	struct zr_xlsform **ret_form, struct zr_error *error)
{
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	int status = zr_xlsform_try(book, options, &form, error);
	if (status != 0) {
		return status;
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
	return zr_table_near(name);
}

const char *zr_xlsform_text(const struct zr_xlsform *form, size_t *ret_bytes)
{
	if (ret_bytes != NULL) {
		*ret_bytes = form->text.bytes;
	}
	return zr_buffer_text(&form->text);
}

const char *zr_xlsform_itemsets(const struct zr_xlsform *form, size_t *ret_bytes)
{
	if (ret_bytes != NULL) {
		*ret_bytes = form->itemsets.bytes;
	}
	return zr_buffer_text(&form->itemsets);
}

size_t zr_xlsform_fault_count(const struct zr_xlsform *form)
{
	return form->fault_count;
}

const struct zr_error *zr_xlsform_fault(const struct zr_xlsform *form, size_t index)
{
	assert(index < form->fault_count);
	return &form->faults[index];
}

size_t zr_xlsform_more_faults(const struct zr_xlsform *form)
{
	return form->more_fault_count;
}

size_t zr_xlsform_warning_count(const struct zr_xlsform *form)
{
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

/*
 * The XForm from its first line to its last: namespaces, title, model, body.
 *
 * The body is written before the model and put behind it: only what the controls refer to says
 * which instances the model needs. The same holds inside the model (model.c).
 */
#include "lib/xlsform/write/document.h"

#include <assert.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/sheet/settings.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/write/controls.h"
#include "lib/xlsform/write/itemsets_csv.h"
#include "lib/xlsform/write/language.h"
#include "lib/xlsform/write/language_check.h"
#include "lib/xlsform/write/markup.h"
#include "lib/xlsform/write/model.h"

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
				&(const struct zr_fault){.kind = ZR_FAULT_BAD_NAMESPACES,
					.subject = setting->value});
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

/* A form without entities does without their namespace, as it always did: forms that are there
 * already shall not change by a line. */
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
	size_t count = sizeof namespaces / sizeof *namespaces - !has_entities;
	zr_markup_start(markup, "h:html");
	for (size_t i = 0; i < count; i++) {
		zr_markup_attribute(markup, namespaces[i][0], namespaces[i][1]);
	}
	return write_namespaces(c, markup);
}

/* Behind a fault of one part the others are still looked at. */
static int write_part(struct zr_conversion *c, int fault)
{
	int code = zr_report_go_on(c, fault);
	c->is_unwritable |= fault != 0;
	return code;
}

/* Limit and memory stick in the markup: the buffer is the first to know that a form is too
 * large. */
int zr_document_write(struct zr_conversion *c)
{
	assert(c->form->text.bytes == 0 && c->root->path != NULL);
	struct zr_markup markup = {.buffer = &c->form->text};
	static const char declaration[] = "<?xml version=\"1.0\"?>\n";
	int code = zr_buffer_add_text(markup.buffer, declaration);
	code = code == 0 ? write_part(c, write_root(c, &markup)) : code;
	if (code != 0) {
		return code;
	}
	const char *title = zr_settings_value(c, "title");
	zr_markup_start(&markup, "h:head");
	zr_markup_element(&markup, "h:title", title != NULL ? title : zr_settings_form_id(c));
	/* the body is written aside: what it refers to decides on the model's instances */
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer buffer = {0};
	struct zr_markup body = {.buffer = &buffer};
	code = zr_language_collect(c);
	code = code == 0 ? write_part(c, zr_controls_write(c, &body)) : code;
	code = code == 0 ? write_part(c, zr_model_write(c, &markup)) : code;
	zr_markup_end(&markup, "h:head");
	if (code == 0) {
		code = body.failure != 0 ? body.failure
					 : zr_buffer_add(markup.buffer, buffer.data, buffer.bytes);
	}
	zr_markup_end(&markup, "h:html");
	if (code == 0 && c->has_itemsets) {
		code = zr_itemsets_csv_write(c);
	}
	int failure = markup.failure != 0 ? markup.failure : body.failure;
	bool is_too_large = failure == ZR_E_LIMIT || failure == ZR_E_NOMEM;
	if (is_too_large) {
		return zr_report(c, failure, &(const struct zr_fault){.kind = ZR_FAULT_LARGE_FORM});
	}
	code = code == 0 ? failure : code;
	return code == 0 ? zr_language_check(c) : code;
}

/*
 * Languages: the texts that stand in itext, by identifier and language.
 *
 * A label needs itext when one of its columns names a language or when it has media; a hint, when
 * one names a language or there is guidance beside it. Texts without a language belong to the
 * form's default language. What one language says and another does not is "-" in the other, so that
 * every language has every text.
 */
#include "lib/xlsform/write/language.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/reference_path.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"
#include "lib/xlsform/write/markup.h"

struct value {
	const char *language;
	const char *form; /* NULL for the text itself */
	const char *text;
	const struct zr_survey_item *context;
	const struct zr_cell *cell;
	bool is_assumed; /* the column names no language */
	struct value *next;
};

struct entry {
	const char *id;
	struct value *values;
	struct entry *next;
};

struct language {
	const char *name;
	struct language *next;
};

struct zr_languages {
	struct language *first;
	struct entry *entries, *last;
};

static int add_language(struct zr_conversion *c, const char *name)
{
	struct language **end = &c->languages->first;
	size_t count = 0;
	for (; *end != NULL; end = &(*end)->next) {
		if (strcmp((*end)->name, name) == 0) {
			return 0;
		}
		count++;
	}
	if (count == ZR_XLSFORM_LANGUAGE_COUNT_MAX) {
		return zr_report(c, ZR_E_LIMIT,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_LANGUAGES,
				.number = ZR_XLSFORM_LANGUAGE_COUNT_MAX});
	}
	*end = zr_arena_new(c->arena, sizeof **end);
	if (*end == NULL) {
		return zr_report_nomem(c);
	}
	(*end)->name = name;
	return 0;
}

static struct entry *add_entry(struct zr_conversion *c, const char *id)
{
	assert((c->languages->entries == NULL) == (c->languages->last == NULL));
	struct entry *entry = id != NULL ? zr_arena_new(c->arena, sizeof *entry) : NULL;
	if (entry == NULL) {
		return NULL;
	}
	entry->id = id;
	if (c->languages->last == NULL) {
		c->languages->entries = entry;
	} else {
		c->languages->last->next = entry;
	}
	c->languages->last = entry;
	return entry;
}

/* A language's own column wins over one that is only assumed to be in it: "label" beside
 * "label::English" in a form whose default language is English. */
static int add_value(struct zr_conversion *c, struct entry *entry, const struct value *value)
{
	assert(value->language != NULL && value->text != NULL);
	struct value **end = &entry->values;
	for (; *end != NULL; end = &(*end)->next) {
		const char *a = (*end)->form != NULL ? (*end)->form : "";
		const char *b = value->form != NULL ? value->form : "";
		if (strcmp((*end)->language, value->language) != 0 || strcmp(a, b) != 0) {
			continue;
		}
		if (!value->is_assumed) {
			struct value *next = (*end)->next;
			**end = *value;
			(*end)->next = next;
		}
		return 0;
	}
	*end = zr_arena_new(c->arena, sizeof **end);
	if (*end == NULL) {
		return zr_report_nomem(c);
	}
	**end = *value;
	return add_language(c, value->language);
}

static const char *media_path(struct zr_conversion *c, const struct zr_sheet_wording *text)
{
	if (strcmp(text->form, "audio") == 0 || strcmp(text->form, "video") == 0) {
		return zr_phrase_format(c, "jr://%s/%s", text->form, text->text);
	}
	return zr_phrase_format(c, "jr://images/%s", text->text);
}

static int add_text(struct zr_conversion *c, struct entry *entry,
	const struct zr_survey_item *context, const struct zr_sheet_wording *text)
{
	struct value value = {
		.language = text->language != NULL ? text->language : c->default_language,
		.form = text->kind == ZR_WORDING_MEDIA      ? text->form
			: text->kind == ZR_WORDING_GUIDANCE ? "guidance"
							    : NULL,
		.text = text->kind == ZR_WORDING_MEDIA ? media_path(c, text) : text->text,
		.context = context,
		.cell = text->cell,
		.is_assumed = text->language == NULL,
	};
	return value.text != NULL ? add_value(c, entry, &value) : zr_report_nomem(c);
}

/* The texts of one kind and its companion, the plain text before the forms. */
static int add_texts(struct zr_conversion *c, const char *id, const struct zr_survey_item *context,
	const struct zr_sheet_wording *texts, enum zr_wording_kind kind)
{
	enum zr_wording_kind companion = zr_wording_companion(kind);
	struct entry *entry = add_entry(c, id);
	if (entry == NULL) {
		return zr_report_nomem(c);
	}
	for (size_t pass = 0; pass < 2; pass++) {
		for (const struct zr_sheet_wording *text = texts; text != NULL; text = text->next) {
			if (text->kind != (pass == 0 ? kind : companion)) {
				continue;
			}
			int code = add_text(c, entry, context, text);
			if (code != 0) {
				return code;
			}
		}
	}
	return 0;
}

static int collect_messages(struct zr_conversion *c, const struct zr_survey_item *item)
{
	static const char *const forms[] = {
		"jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!zr_wording_message_needs_itext(item->texts, forms[i])) {
			continue;
		}
		struct entry *entry =
			add_entry(c, zr_phrase_format(c, "%s:%s", item->path, forms[i]));
		if (entry == NULL) {
			return zr_report_nomem(c);
		}
		for (const struct zr_sheet_wording *text = item->texts; text != NULL;
			text = text->next) {
			if (text->kind != ZR_WORDING_BIND || strcmp(text->form, forms[i]) != 0) {
				continue;
			}
			int code = add_text(c, entry, item, text);
			if (code != 0) {
				return code;
			}
		}
	}
	return 0;
}

static int collect_item(struct zr_conversion *c, const struct zr_survey_item *item)
{
	int code = collect_messages(c, item);
	if (code == 0 && zr_wording_needs_itext(item->texts, ZR_WORDING_LABEL)) {
		code = add_texts(c, zr_phrase_format(c, "%s:label", item->path), item, item->texts,
			ZR_WORDING_LABEL);
	}
	if (code == 0 && zr_wording_needs_itext(item->texts, ZR_WORDING_HINT)) {
		code = add_texts(c, zr_phrase_format(c, "%s:hint", item->path), item, item->texts,
			ZR_WORDING_HINT);
	}
	return code;
}

/* By number and not by name: names may stand twice, and hold anything. */
static int collect_list(struct zr_conversion *c, const struct zr_list *list)
{
	for (const struct zr_list_choice *choice = list->first; choice != NULL;
		choice = choice->next) {
		if (choice->texts == NULL) {
			continue;
		}
		int code = add_texts(c, zr_phrase_format(c, "%s-%zu", list->name, choice->number),
			NULL, choice->texts, ZR_WORDING_LABEL);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

int zr_language_collect(struct zr_conversion *c)
{
	assert(c->languages == NULL && c->root->path != NULL);
	c->languages = zr_arena_new(c->arena, sizeof *c->languages);
	if (c->languages == NULL) {
		return zr_report_nomem(c);
	}
	for (const struct zr_list *list = c->lists; list != NULL; list = list->next) {
		int code = list->has_itext ? collect_list(c, list) : 0;
		if (code != 0) {
			return code;
		}
	}
	for (const struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		int code = collect_item(c, item);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

/* The next part of a text that is computed: a reference, or a path into an instance. */
static bool next_output(const char *text, const char **ret_start, size_t *ret_bytes)
{
	struct zr_reference reference;
	const char *start = NULL;
	size_t bytes = 0;
	bool has_reference = zr_reference_next(text, &reference);
	if (zr_reference_path_next_instance(text, &start, &bytes) &&
		(!has_reference || start < reference.start)) {
		*ret_start = start;
		*ret_bytes = bytes;
		return true;
	}
	if (has_reference) {
		*ret_start = reference.start;
		*ret_bytes = reference.bytes;
	}
	return has_reference;
}

int zr_language_write_value(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_reference_context *context, const char *text)
{
	assert(context != NULL && text != NULL);
	const char *at = text, *start = NULL;
	for (size_t bytes = 0; next_output(at, &start, &bytes); at = start + bytes) {
		const char *source = zr_phrase_copy(c, start, bytes), *value = NULL;
		if (source == NULL) {
			return zr_report_nomem(c);
		}
		int code = zr_reference_path_expand(c, context, source, &value);
		if (code != 0) {
			return code;
		}
		zr_markup_text(markup, at, (size_t)(start - at));
		zr_markup_start(markup, "output");
		zr_markup_attribute(markup, "value", value);
		zr_markup_end(markup, "output");
	}
	zr_markup_text(markup, at, strlen(at));
	return markup->failure;
}

static bool has_language(const struct entry *entry, const char *language)
{
	for (const struct value *value = entry->values; value != NULL; value = value->next) {
		if (strcmp(value->language, language) == 0) {
			return true;
		}
	}
	return false;
}

/* Whether the entry gives this form in any language. */
static bool has_form(const struct entry *entry, const char *language, const char *form)
{
	for (const struct value *value = entry->values; value != NULL; value = value->next) {
		bool is_same = form == NULL || value->form == NULL ? form == value->form
								   : strcmp(value->form, form) == 0;
		if (is_same && (language == NULL || strcmp(value->language, language) == 0)) {
			return true;
		}
	}
	return false;
}

/* "-" for the text and the guidance that other languages have. */
static void write_gaps(struct zr_markup *markup, const struct entry *entry, const char *language)
{
	if (has_form(entry, NULL, NULL) && !has_form(entry, language, NULL)) {
		zr_markup_element(markup, "value", "-");
	}
	if (has_form(entry, NULL, "guidance") && !has_form(entry, language, "guidance")) {
		zr_markup_start(markup, "value");
		zr_markup_attribute(markup, "form", "guidance");
		zr_markup_text(markup, "-", 1);
		zr_markup_end(markup, "value");
	}
}

static int write_entry(struct zr_conversion *c, struct zr_markup *markup, const struct entry *entry,
	const char *language)
{
	assert(entry->id != NULL && language != NULL);
	zr_markup_start(markup, "text");
	zr_markup_attribute(markup, "id", entry->id);
	int code = 0;
	for (const struct value *value = entry->values; code == 0 && value != NULL;
		value = value->next) {
		if (strcmp(value->language, language) != 0) {
			continue;
		}
		struct zr_reference_context context = {.item = value->context, .cell = value->cell};
		zr_markup_start(markup, "value");
		if (value->form != NULL) {
			zr_markup_attribute(markup, "form", value->form);
		}
		code = zr_language_write_value(c, markup, &context, value->text);
		zr_markup_end(markup, "value");
	}
	write_gaps(markup, entry, language);
	zr_markup_end(markup, "text");
	return code;
}

/* What the language says itself comes first, and behind it "-" for what only others say: so the
 * gaps of a translation stand together where its author looks for them. */
static int write_translation(
	struct zr_conversion *c, struct zr_markup *markup, const char *language)
{
	zr_markup_start(markup, "translation");
	zr_markup_attribute(markup, "lang", language);
	if (strcmp(language, c->default_language) == 0) {
		zr_markup_attribute(markup, "default", "true()");
	}
	for (size_t pass = 0; pass < 2; pass++) {
		for (const struct entry *entry = c->languages->entries; entry != NULL;
			entry = entry->next) {
			if (has_language(entry, language) != (pass == 0)) {
				continue;
			}
			int code = write_entry(c, markup, entry, language);
			if (code != 0) {
				return code;
			}
		}
	}
	zr_markup_end(markup, "translation");
	return 0;
}

int zr_language_write(struct zr_conversion *c, struct zr_markup *markup)
{
	assert(c->languages != NULL);
	if (c->languages->entries == NULL) {
		return 0;
	}
	zr_markup_start(markup, "itext");
	for (const struct language *at = c->languages->first; at != NULL; at = at->next) {
		int code = write_translation(c, markup, at->name);
		if (code != 0) {
			return code;
		}
	}
	zr_markup_end(markup, "itext");
	return markup->failure;
}

const char *zr_language_name(const struct zr_conversion *c, size_t index)
{
	assert(c->languages != NULL);
	const struct language *at = c->languages->first;
	while (at != NULL && index-- > 0) {
		at = at->next;
	}
	return at != NULL ? at->name : NULL;
}

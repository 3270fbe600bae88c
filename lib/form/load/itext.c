/*
 * Reads <itext> into a hash table by id, and labels into pieces. An output inside a text is
 * compiled when the text is read, so that a bad one is a load error.
 */
#include "lib/form/load/itext.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/form/load/compiler.h"
#include "lib/form/load/loading.h"
#include "lib/form/xml.h"
#include "lib/xpath/written.h"

enum {
	BYTES_OF_A_TEXT = 256 /* in all languages, with its share of the rest of a form */
};

static const char *const FORM_NAMES[ZR_ITEXT_FORM_COUNT] = {
	"", "long", "short", "guidance", "image", "audio", "video"};

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;
	for (; *text != '\0'; text++) {
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	}
	return hash ^ (hash >> 15);
}

const struct zr_itext *zr_itext_find(const struct zr_itext_table *table, const char *id)
{
	assert(table != NULL);
	if (table->slot_count == 0) {
		return NULL;
	}
	uint32_t hash = hash_text(id);
	const struct zr_itext *at = table->slots[hash & (table->slot_count - 1)];
	while (at != NULL && (at->hash != hash || strcmp(at->id, id) != 0)) {
		at = at->next_in_slot;
	}
	return at;
}

static const struct zr_piece *pieces_in(
	const struct zr_itext *itext, size_t language, enum zr_itext_form form)
{
	assert(form < ZR_ITEXT_FORM_COUNT);
	struct zr_piece *const *row = itext->pieces + language * ZR_ITEXT_FORM_COUNT;
	if (row[form] != NULL || form > ZR_ITEXT_SHORT) {
		return row[form];
	}
	static const enum zr_itext_form OTHERS[] = {ZR_ITEXT_PLAIN, ZR_ITEXT_LONG, ZR_ITEXT_SHORT};
	for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
		if (row[OTHERS[i]] != NULL) {
			return row[OTHERS[i]];
		}
	}
	return NULL;
}

/* XLSForm converters write "-" where an author left a translation empty. */
static bool is_left_out(const struct zr_piece *pieces)
{
	return pieces == NULL ||
	       (pieces->output == NULL && pieces->next == NULL && pieces->literal != NULL &&
		       strcmp(pieces->literal, "-") == 0);
}

const struct zr_piece *zr_itext_pieces(const struct zr_itext_table *table,
	const struct zr_itext *itext, size_t language, enum zr_itext_form form)
{
	assert(language < table->language_count && form < ZR_ITEXT_FORM_COUNT);
	const struct zr_piece *pieces = pieces_in(itext, language, form);
	if (language == table->default_language || !is_left_out(pieces)) {
		return pieces;
	}
	const struct zr_piece *others = pieces_in(itext, table->default_language, form);
	return others != NULL ? others : pieces;
}

/* ---- reading ---- */

static int read_output(struct zr_loading *loading, const struct zr_node *output, const char *where,
	struct zr_piece *piece)
{
	const char *expression = zr_xml_attribute(output, "", "value");
	if (expression == NULL) {
		expression = zr_xml_attribute(output, "", "ref");
	}
	if (expression == NULL) {
		return zr_loading_refuse(loading, ZR_E_INVALID, output, where,
			&(const struct zr_fault){.kind = ZR_FAULT_OUTPUT_WITHOUT_VALUE});
	}
	return zr_compiler_compile(
		loading, &(struct zr_origin){output, where, "output"}, expression, &piece->output);
}

/* The content of an element as pieces; *ret_first stays NULL when it is empty. */
static int read_pieces(struct zr_loading *loading, const struct zr_node *element, const char *where,
	struct zr_piece **ret_first)
{
	struct zr_piece **last = ret_first;
	if (element->first_child == NULL) {
		if (element->value == NULL) {
			return 0;
		}
		struct zr_piece *piece = zr_arena_new(&loading->form->arena, sizeof *piece);
		if (piece == NULL) {
			return zr_loading_nomem(loading);
		}
		piece->literal = element->value;
		*last = piece;
		return 0;
	}
	for (const struct zr_node *child = element->first_child; child != NULL;
		child = child->next) {
		struct zr_piece *piece = zr_arena_new(&loading->form->arena, sizeof *piece);
		if (piece == NULL) {
			return zr_loading_nomem(loading);
		}
		if (zr_xml_is(child, "output")) {
			int code = read_output(loading, child, where, piece);
			if (code != 0) {
				return code;
			}
		} else {
			piece->literal = zr_node_value(child);
		}
		*last = piece;
		last = &piece->next;
	}
	return 0;
}

static int add_language(struct zr_loading *loading, const struct zr_node *translation, size_t index)
{
	assert(index < loading->form->itext.language_count);
	struct zr_itext_table *table = &loading->form->itext;
	const char *language = zr_xml_attribute(translation, "", "lang");
	if (language == NULL || *language == '\0') {
		return zr_loading_refuse(loading, ZR_E_INVALID, translation, "itext",
			&(const struct zr_fault){.kind = ZR_FAULT_TRANSLATION_WITHOUT_LANG});
	}
	for (size_t i = 0; i < index; i++) {
		if (strcmp(table->languages[i], language) == 0) {
			return zr_loading_refuse(loading, ZR_E_INVALID, translation, "itext",
				&(const struct zr_fault){
					.kind = ZR_FAULT_TWIN_LANGUAGE, .subject = language});
		}
	}
	table->languages[index] = language;
	const char *is_default = zr_xml_attribute(translation, "", "default");
	if (is_default != NULL && strcmp(is_default, "false()") != 0) {
		table->default_language = index;
	}
	return 0;
}

static int open_table(struct zr_loading *loading, const struct zr_node *itext)
{
	assert(loading->form->itext.slots == NULL);
	struct zr_itext_table *table = &loading->form->itext;
	for (const struct zr_node *at = itext->first_child; at != NULL; at = at->next) {
		table->language_count += zr_xml_is(at, "translation");
	}
	if (table->language_count == 0) {
		return 0;
	}
	if (table->language_count > ZR_FORM_LANGUAGE_COUNT_MAX) {
		return zr_loading_refuse(loading, ZR_E_LIMIT, itext, "itext",
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_LANGUAGES,
				.number = ZR_FORM_LANGUAGE_COUNT_MAX});
	}
	/* By the form's size: to count the texts would be to walk them all once more. */
	table->slot_count = 64;
	while (table->slot_count < loading->xml_bytes / BYTES_OF_A_TEXT) {
		table->slot_count *= 2;
	}
	table->languages =
		zr_arena_new(&loading->form->arena, table->language_count * sizeof(char *));
	table->slots =
		zr_arena_new(&loading->form->arena, table->slot_count * sizeof(struct zr_itext *));
	if (table->languages == NULL || table->slots == NULL) {
		return zr_loading_nomem(loading);
	}
	size_t index = 0;
	for (const struct zr_node *at = itext->first_child; at != NULL; at = at->next) {
		if (zr_xml_is(at, "translation")) {
			int code = add_language(loading, at, index++);
			if (code != 0) {
				return code;
			}
		}
	}
	return 0;
}

static struct zr_itext *find_or_add(struct zr_loading *loading, const char *id)
{
	assert((loading->form->itext.slot_count & (loading->form->itext.slot_count - 1)) == 0);
	struct zr_itext_table *table = &loading->form->itext;
	uint32_t hash = hash_text(id);
	struct zr_itext **slot = &table->slots[hash & (table->slot_count - 1)];
	while (*slot != NULL && ((*slot)->hash != hash || strcmp((*slot)->id, id) != 0)) {
		slot = &(*slot)->next_in_slot;
	}
	if (*slot == NULL) {
		size_t cells = table->language_count * ZR_ITEXT_FORM_COUNT;
		struct zr_itext *itext = zr_arena_new(
			&loading->form->arena, sizeof *itext + cells * sizeof(struct zr_piece *));
		if (itext == NULL) {
			return NULL;
		}
		itext->id = id;
		itext->hash = hash;
		*slot = itext;
		table->count++;
	}
	return *slot;
}

static enum zr_itext_form form_of(const struct zr_node *value)
{
	const char *name = zr_xml_attribute(value, "", "form");
	for (size_t i = 0; name != NULL && i < ZR_ITEXT_FORM_COUNT; i++) {
		if (strcmp(name, FORM_NAMES[i]) == 0) {
			return (enum zr_itext_form)i;
		}
	}
	return name == NULL ? ZR_ITEXT_PLAIN : ZR_ITEXT_FORM_COUNT;
}

static void note_outputs(
	struct zr_itext_table *table, struct zr_itext *itext, const struct zr_piece *piece)
{
	for (; piece != NULL && !itext->is_live; piece = piece->next) {
		if (piece->output != NULL) {
			itext->is_live = true;
			itext->next_live = table->live;
			table->live = itext;
		}
	}
}

static int read_text(struct zr_loading *loading, const struct zr_node *text, size_t language)
{
	assert(language < loading->form->itext.language_count);
	const char *id = zr_xml_attribute(text, "", "id");
	if (id == NULL || *id == '\0') {
		return zr_loading_refuse(loading, ZR_E_INVALID, text, "itext",
			&(const struct zr_fault){.kind = ZR_FAULT_TEXT_WITHOUT_ID});
	}
	size_t cell_count = (loading->form->itext.count + 1) * loading->form->itext.language_count;
	if (cell_count > ZR_FORM_TEXT_CELL_COUNT_MAX / ZR_ITEXT_FORM_COUNT) {
		return zr_loading_refuse(loading, ZR_E_LIMIT, text, "itext",
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_TEXTS});
	}
	struct zr_itext *itext = find_or_add(loading, id);
	if (itext == NULL) {
		return zr_loading_nomem(loading);
	}
	struct zr_piece **row = itext->pieces + language * ZR_ITEXT_FORM_COUNT;
	for (const struct zr_node *value = text->first_child; value != NULL; value = value->next) {
		enum zr_itext_form form = ZR_ITEXT_FORM_COUNT;
		if (zr_xml_is(value, "value")) {
			form = form_of(value);
		}
		if (form < ZR_ITEXT_FORM_COUNT && row[form] != NULL) {
			zr_loading_remark(loading, ZR_E_EXISTS, value, id,
				&(const struct zr_fault){.kind = ZR_FAULT_TWIN_TEXT,
					.subject = id,
					.value = loading->form->itext.languages[language]});
		} else if (form < ZR_ITEXT_FORM_COUNT) {
			int code = read_pieces(loading, value, id, &row[form]);
			if (code != 0) {
				return code;
			}
			note_outputs(&loading->form->itext, itext, row[form]);
		}
	}
	return 0;
}

int zr_itext_load(struct zr_loading *loading, const struct zr_node *itext)
{
	assert(loading != NULL);
	if (loading->form->itext.language_count > 0) {
		return zr_loading_refuse(loading, ZR_E_INVALID, itext, "itext",
			&(const struct zr_fault){.kind = ZR_FAULT_TWO_ITEXTS});
	}
	int code = open_table(loading, itext);
	size_t language = 0;
	for (const struct zr_node *at = itext->first_child; code == 0 && at != NULL;
		at = at->next) {
		if (!zr_xml_is(at, "translation")) {
			continue;
		}
		for (const struct zr_node *text = at->first_child; code == 0 && text != NULL;
			text = text->next) {
			if (zr_xml_is(text, "text")) {
				code = read_text(loading, text, language);
			}
		}
		language++;
	}
	return code;
}

/* ---- labels and messages ---- */

static int find_itext(struct zr_loading *loading, const struct zr_node *element, const char *id,
	struct zr_caption *text)
{
	const struct zr_itext_table *table = &loading->form->itext;
	text->itext = zr_itext_find(table, id);
	if (text->itext == NULL) {
		return zr_loading_refuse(loading, ZR_E_REFERENCE, element, id,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_TEXT, .subject = id});
	}
	bool is_there = false;
	struct zr_piece *const *row =
		text->itext->pieces + table->default_language * ZR_ITEXT_FORM_COUNT;
	for (size_t i = 0; i < ZR_ITEXT_FORM_COUNT; i++) {
		is_there = is_there || row[i] != NULL;
	}
	if (!is_there) {
		zr_loading_remark(loading, ZR_E_REFERENCE, element, id,
			&(const struct zr_fault){.kind = ZR_FAULT_EMPTY_TEXT,
				.value = table->languages[table->default_language]});
	}
	return 0;
}

/* The text of that id; of an expression, what it gives each time. */
static int read_reference(struct zr_loading *loading, const struct zr_node *element,
	const char *what, const char *reference, struct zr_caption *text)
{
	assert(text->itext == NULL && text->pieces == NULL);
	struct zr_written written;
	if (zr_written_itext_id(reference, &written)) {
		const char *id = zr_arena_copy(&loading->form->arena, written.text, written.bytes);
		return id != NULL ? find_itext(loading, element, id, text)
				  : zr_loading_nomem(loading);
	}
	struct zr_piece *piece = zr_arena_new(&loading->form->arena, sizeof *piece);
	if (piece == NULL) {
		return zr_loading_nomem(loading);
	}
	text->pieces = piece;
	return zr_compiler_compile(loading,
		&(struct zr_origin){element, element->name->local, what}, reference,
		&piece->output);
}

int zr_itext_read_element(struct zr_loading *loading, const struct zr_node *element,
	const struct zr_caption **ret_text)
{
	assert(loading != NULL && element != NULL && ret_text != NULL);
	struct zr_caption *text = zr_arena_new(&loading->form->arena, sizeof *text);
	if (text == NULL) {
		return zr_loading_nomem(loading);
	}
	const char *reference = zr_xml_attribute(element, "", "ref");
	int code = 0;
	if (reference != NULL && *reference != '\0') {
		code = read_reference(loading, element, "label reference", reference, text);
	} else {
		struct zr_piece *pieces = NULL;
		code = read_pieces(loading, element, element->name->local, &pieces);
		text->pieces = pieces;
	}
	if (code == 0) {
		*ret_text = text->itext != NULL || text->pieces != NULL ? text : NULL;
	}
	return code;
}

/* Whether a message is no words of its own: jr:itext('id'), or of an id that is worked out. */
static bool is_text_call(const char *message)
{
	struct zr_written argument;
	size_t count = 0;
	return zr_written_itext_id(message, &argument) ||
	       zr_written_call(message, "jr:itext", &argument, 1, &count) != NULL;
}

int zr_itext_read_message(struct zr_loading *loading, const struct zr_node *element,
	const char *message, const struct zr_caption **ret_text)
{
	assert(loading != NULL && ret_text != NULL);
	struct zr_caption *text = zr_arena_new(&loading->form->arena, sizeof *text);
	if (text == NULL) {
		return zr_loading_nomem(loading);
	}
	int code = 0;
	if (is_text_call(message)) {
		code = read_reference(loading, element, "message", message, text);
	} else {
		struct zr_piece *piece = zr_arena_new(&loading->form->arena, sizeof *piece);
		if (piece == NULL) {
			return zr_loading_nomem(loading);
		}
		piece->literal = message;
		text->pieces = piece;
	}
	if (code == 0) {
		*ret_text = text;
	}
	return code;
}

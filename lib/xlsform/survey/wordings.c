/*
 * Wordings: the texts of a question or a choice in the order of their columns.
 * Source: xlsform.org, "Multiple language support", "Media".
 *
 * A label needs itext when one of its columns names a language or when it has media, since neither
 * can stand in the control; a hint, when one names a language or there is guidance beside it; a
 * message, when it names a language or refers to an answer, as an attribute holds no output.
 */
#include "lib/xlsform/survey/wordings.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/reference.h"
#include "lib/xlsform/sheet/report.h"

int zr_wording_add(struct zr_conversion *c, struct zr_sheet_wording **texts,
	enum zr_wording_kind kind, const char *form, const struct zr_cell *cell)
{
	assert(texts != NULL && form != NULL && cell != NULL);
	struct zr_sheet_wording *text = zr_arena_new(c->arena, sizeof *text);
	if (text == NULL) {
		return zr_report_nomem(c);
	}
	*text = (struct zr_sheet_wording){
		kind, form, cell->heading->language, cell->text, cell, NULL};
	while (*texts != NULL) {
		texts = &(*texts)->next;
	}
	*texts = text;
	return 0;
}

const struct zr_sheet_wording *zr_wording_find(
	const struct zr_sheet_wording *texts, enum zr_wording_kind kind, const char *form)
{
	assert(form != NULL);
	for (const struct zr_sheet_wording *text = texts; text != NULL; text = text->next) {
		if (text->kind == kind && strcmp(text->form, form) == 0) {
			return text;
		}
	}
	return NULL;
}

const struct zr_sheet_wording *zr_wording_pick(const struct zr_sheet_wording *texts,
	enum zr_wording_kind kind, const char *form, const char *language)
{
	assert(form != NULL);
	for (const struct zr_sheet_wording *text = texts; text != NULL; text = text->next) {
		bool is_same = language == NULL || text->language == NULL
				       ? language == text->language
				       : strcmp(language, text->language) == 0;
		if (text->kind == kind && strcmp(text->form, form) == 0 && is_same) {
			return text;
		}
	}
	return NULL;
}

enum zr_wording_kind zr_wording_companion(enum zr_wording_kind kind)
{
	assert(kind == ZR_WORDING_LABEL || kind == ZR_WORDING_HINT);
	return kind == ZR_WORDING_HINT ? ZR_WORDING_GUIDANCE : ZR_WORDING_MEDIA;
}

bool zr_wording_needs_itext(const struct zr_sheet_wording *texts, enum zr_wording_kind kind)
{
	enum zr_wording_kind companion = zr_wording_companion(kind);
	for (const struct zr_sheet_wording *text = texts; text != NULL; text = text->next) {
		if ((text->kind == kind && text->language != NULL) || text->kind == companion) {
			return true;
		}
	}
	return false;
}

bool zr_wording_message_needs_itext(const struct zr_sheet_wording *texts, const char *form)
{
	assert(form[0] != '\0');
	for (const struct zr_sheet_wording *text = texts; text != NULL; text = text->next) {
		if (text->kind == ZR_WORDING_BIND && strcmp(text->form, form) == 0 &&
			(text->language != NULL || zr_reference_in(text->text))) {
			return true;
		}
	}
	return false;
}

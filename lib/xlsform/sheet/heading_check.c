/*
 * Headers that are none of XLSForm's and nearly spell one, or say it in a word of other programs:
 * such a column is left out without a word elsewhere, and its conditions with it.
 *
 * Type, name and list_name are not among them: that they lack is an error elsewhere. Authors keep
 * columns of their own beside the form, so a header is only told when it has cells, and when the
 * column that it seems to mean is not there. Cells under no header at all are left out, too: told
 * with the first of them.
 */
#include "lib/xlsform/sheet/heading_check.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/nearest.h"
#include "lib/base/oddity.h"
#include "lib/base/utf8.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/heading.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

enum {
	UNHEADED_SHOWN_BYTES = 40 /* of the first cell, so that an author finds it */
};

static const char *const survey_words[] = {"label", "hint", "guidance_hint", "default",
	"choice_filter", "parameters", "trigger", "disabled", "relevant", "relevance", "required",
	"required_message", "readonly", "read_only", "constraint", "constraint_message",
	"calculation", "appearance", "repeat_count", "save_to", "media", "image", "audio", "video",
	"bind", "body", "instance", NULL};
static const char *const choices_words[] = {"label", "media", "image", NULL};
static const char *const settings_words[] = {"form_title", "form_id", "id_string", "version",
	"public_key", "submission_url", "style", "instance_name", "instance_xmlns",
	"allow_choice_duplicates", "auto_send", "auto_delete", "default_language",
	"omit_instanceid", "client_editable", "namespaces", "clean_text_values", "attribute", NULL};

/* Of the survey, and what is meant. */
static const char *const synonyms[][2] = {{"skip", "relevant"}, {"skip_logic", "relevant"},
	{"skip_pattern", "relevant"}, {"condition", "relevant"}, {"show_if", "relevant"},
	{"mandatory", "required"}, {"validation", "constraint"}, {"validate", "constraint"},
	{"constraint_msg", "constraint_message"}, {"validation_message", "constraint_message"},
	{"error_message", "constraint_message"}, {"required_msg", "required_message"},
	{"filter", "choice_filter"}, {"formula", "calculation"}, {"default_value", "default"},
	{"repeats", "repeat_count"}, {"question", "label"}, {"question_text", "label"}};

static const char *const *words_of(enum zr_table_id table)
{
	switch (table) {
	case ZR_TABLE_SURVEY:
		return survey_words;
	case ZR_TABLE_CHOICES:
	case ZR_TABLE_EXTERNAL_CHOICES:
		return choices_words;
	case ZR_TABLE_SETTINGS:
		return settings_words;
	default:
		return NULL;
	}
}

/* What the first part of a header seems to mean, NULL when it is near nothing. */
static const char *meant_by(enum zr_table_id table, const char *word)
{
	for (size_t i = 0; table == ZR_TABLE_SURVEY && i < sizeof synonyms / sizeof *synonyms;
		i++) {
		if (strcmp(word, synonyms[i][0]) == 0) {
			return synonyms[i][1];
		}
	}
	struct zr_nearest nearest = {.wanted = word};
	for (const char *const *at = words_of(table); at != NULL && *at != NULL; at++) {
		zr_nearest_consider(&nearest, *at);
	}
	/* a list has columns of its author's, and "level" is no slip for "label" */
	bool is_far = table == ZR_TABLE_CHOICES && nearest.distance > 1;
	return is_far ? NULL : nearest.found;
}

/* The first row below the header with something in the column that is seen; 0 when there is
 * none. */
static size_t first_filled(
	const struct zr_conversion *c, const struct zr_table *table, size_t column)
{
	assert(column < table->column_count);
	for (size_t row = 1; row < table->row_count; row++) {
		if (!zr_utf8_is_blank_text(zr_workbook_cell(c->book, table->sheet, row, column))) {
			return row;
		}
	}
	return 0;
}

/* Whether row 1 is the header at all: below a title everything stands under no heading. */
static bool has_headings(const struct zr_table *table)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const struct zr_heading *heading = &table->headings[i];
		if (heading->title[0] != '\0' && heading->column != ZR_COLUMN_OTHER) {
			return true;
		}
	}
	return false;
}

static int check_unheaded(
	struct zr_conversion *c, enum zr_table_id id, const struct zr_heading *heading)
{
	const struct zr_table *table = &c->tables[id];
	size_t row = first_filled(c, table, heading->index);
	if (row == 0) {
		return 0;
	}
	char cell[UNHEADED_SHOWN_BYTES];
	(void)snprintf(cell, sizeof cell, "%s",
		zr_workbook_cell(c->book, table->sheet, row, heading->index));
	zr_utf8_clean(cell);
	return zr_report_warning(c, id, row, heading,
		&(const struct zr_fault){.kind = ZR_FAULT_UNHEADED_CELL, .subject = cell});
}

/* Whether the header would mean what another one says, were it spelt so. */
static bool is_there(struct zr_conversion *c, enum zr_table_id id, const char *spelt)
{
	assert(spelt != NULL);
	struct zr_heading wanted = {.attribute = "", .title = spelt};
	if (zr_heading_read_one(c, id, &wanted) != 0) {
		return true;
	}
	const struct zr_table *table = &c->tables[id];
	for (size_t i = 0; i < table->column_count; i++) {
		if (table->headings[i].title[0] != '\0' &&
			zr_heading_is_same(&table->headings[i], &wanted)) {
			return true;
		}
	}
	return false;
}

static int check_one(struct zr_conversion *c, enum zr_table_id id, const struct zr_heading *heading)
{
	struct zr_oddity oddity = {0};
	if (zr_oddity_unseen(heading->title, strlen(heading->title), &oddity)) {
		struct zr_oddity_words words;
		bool is_left_out = heading->column == ZR_COLUMN_OTHER;
		struct zr_fault fault = {
			.kind = is_left_out ? ZR_FAULT_ODD_HEADING_LEFT_OUT : ZR_FAULT_ODD_HEADING,
			.around = heading->title};
		zr_oddity_word(&oddity, &words, &fault);
		return zr_report_warning(c, id, 0, heading, &fault);
	}
	bool is_known = heading->column != ZR_COLUMN_OTHER && heading->column != ZR_COLUMN_SETTING;
	if (is_known || heading->title[0] == '$') {
		return 0;
	}
	size_t bytes = strcspn(heading->title, ":");
	const char *first = zr_phrase_copy(c, heading->title, bytes);
	const char *word = first != NULL ? zr_phrase_snake(c, first) : NULL;
	if (word == NULL) {
		return zr_report_nomem(c);
	}
	const char *meant = meant_by(id, word);
	const char *rest = heading->title + bytes;
	bool is_slip = meant != NULL && strcmp(meant, word) != 0;
	/* "hint:ru" beside "label::ru": there a single ":" parts nothing */
	bool is_single = rest[0] == ':' && rest[1] != ':';
	if (meant == NULL || (!is_slip && !is_single)) {
		return 0;
	}
	const char *spelt =
		is_slip ? zr_phrase_format(c, "%s%s", meant, rest)
			: zr_phrase_format(c, "%s::%s", meant, rest + 1 + strspn(rest + 1, " "));
	if (spelt == NULL) {
		return zr_report_nomem(c);
	}
	if (is_there(c, id, spelt) || first_filled(c, &c->tables[id], heading->index) == 0) {
		return 0;
	}
	return zr_report_warning(c, id, 0, heading,
		&(const struct zr_fault){.kind = ZR_FAULT_UNKNOWN_COLUMN,
			.subject = heading->title,
			.meant = spelt});
}

int zr_heading_check(struct zr_conversion *c, enum zr_table_id id)
{
	const struct zr_table *table = &c->tables[id];
	assert(table->is_present && table->headings != NULL);
	bool is_header = has_headings(table);
	int code = 0;
	for (size_t i = 0; i < table->column_count && code == 0; i++) {
		const struct zr_heading *heading = &table->headings[i];
		if (heading->title[0] != '\0') {
			code = check_one(c, id, heading);
		} else if (is_header) {
			code = check_unheaded(c, id, heading);
		}
	}
	return code;
}

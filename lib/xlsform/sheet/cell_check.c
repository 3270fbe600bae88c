/*
 * A row's cells before anything is made of them: characters that nobody sees in what is a name, and
 * dates of the spreadsheet, which come as "2026-01-15 00:00:00" whatever the cell shows.
 */
#include "lib/xlsform/sheet/cell_check.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/arena.h"
#include "lib/base/oddity.h"
#include "lib/base/utf8.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

/* ---- characters ---- */

/* The text without what nobody sees in it, so that nothing more is told of it. */
static const char *without_unseen(struct zr_conversion *c, const char *text)
{
	size_t bytes = strlen(text);
	char *clean = zr_arena_new(c->arena, bytes + 1);
	char *to = clean;
	for (size_t at = 0; at < bytes && clean != NULL;) {
		size_t used = zr_utf8_read(text + at, bytes - at, NULL);
		used = used > 0 ? used : 1;
		if (!zr_oddity_unseen(text + at, used, NULL)) {
			to = mempcpy(to, text + at, used);
		}
		at += used;
	}
	assert(clean == NULL || (size_t)(to - clean) <= bytes);
	return clean;
}

/* Whether the cell is of a column that holds names and words of the form, and no prose. */
static bool holds_words(const struct zr_cell *cell)
{
	static const char *const PROSE[] = {"title", "instance_name", "namespaces"};
	switch (cell->heading->column) {
	case ZR_COLUMN_TYPE:
	case ZR_COLUMN_LIST:
	case ZR_COLUMN_PARAMETERS:
	case ZR_COLUMN_TRIGGER:
	case ZR_COLUMN_DISABLED:
	case ZR_COLUMN_REPEAT:
		return true;
	case ZR_COLUMN_CONTROL: /* search('…') has texts in it */
		return strpbrk(cell->text, "'\"") == NULL;
	case ZR_COLUMN_SETTING:
		for (size_t i = 0; i < sizeof PROSE / sizeof *PROSE; i++) {
			if (strcmp(cell->heading->attribute, PROSE[i]) == 0) {
				return false;
			}
		}
		return true;
	default:
		return false;
	}
}

/* Answers of these may be any text, blanks of all kinds among it. */
static bool is_text(const struct zr_cell *type)
{
	static const char *const TYPES[] = {"text", "string", "note", "calculate", "hidden"};
	for (size_t i = 0; type != NULL && i < sizeof TYPES / sizeof *TYPES; i++) {
		if (strcasecmp(type->text, TYPES[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* Words must have none: what looks like 'yes' and is not would be told as something else, or not
 * at all. The names of choices, which records keep, and defaults are remarked and stay as they
 * are. */
static int check_unseen(struct zr_conversion *c, struct zr_cell *cell, const struct zr_cell *type)
{
	enum zr_sheet_column column = cell->heading->column;
	bool is_choice = column == ZR_COLUMN_NAME && cell->table != ZR_TABLE_SURVEY;
	bool is_default = column == ZR_COLUMN_DEFAULT && !is_text(type);
	struct zr_oddity oddity = {0};
	if (!(holds_words(cell) || is_choice || is_default) ||
		!zr_oddity_unseen(cell->text, strlen(cell->text), &oddity)) {
		return 0;
	}
	struct zr_oddity_words words;
	struct zr_fault fault = {.kind = is_choice    ? ZR_FAULT_ODD_CHOICE
					 : is_default ? ZR_FAULT_ODD_DEFAULT
						      : ZR_FAULT_ODD_CELL,
		.around = cell->text};
	zr_oddity_word(&oddity, &words, &fault);
	if (is_choice || is_default) {
		return zr_report_warning(c, cell->table, cell->row, cell->heading, &fault);
	}
	int code = zr_report_at(c, ZR_E_SYNTAX, cell, &fault);
	cell->text = without_unseen(c, cell->text);
	return cell->text != NULL ? code : zr_report_nomem(c);
}

/* ---- dates ---- */

/* Bytes of text that have the shape: 0 is a digit. */
static size_t shaped(const char *text, const char *shape)
{
	size_t at = 0;
	while (shape[at] != '\0' && (shape[at] == '0' ? isdigit((unsigned char)text[at]) != 0
						      : text[at] == shape[at])) {
		at++;
	}
	return shape[at] == '\0' ? at : 0;
}

static bool is_date(const char *text)
{
	size_t bytes = shaped(text, "0000-00-00 00:00:00");
	return bytes > 0 && (text[bytes] == '\0' || text[bytes] == '.');
}

static bool is_time(const char *text)
{
	size_t bytes = shaped(text, "00:00:00");
	return bytes > 0 && text[bytes] == '\0';
}

/* As the question of that type takes it; NULL when it does not. */
static const char *date_of(struct zr_conversion *c, const char *type, const char *text)
{
	assert(type != NULL && text != NULL);
	bool is_midnight = is_date(text) && strcmp(text + 11, "00:00:00") == 0;
	if (strcasecmp(type, "date") == 0 && is_midnight) {
		return zr_phrase_copy(c, text, 10);
	}
	if (strcasecmp(type, "dateTime") == 0 && is_date(text)) {
		return zr_phrase_format(c, "%.10sT%s", text, text + 11);
	}
	return strcasecmp(type, "time") == 0 && is_time(text) ? text : NULL;
}

/* A default of a date question is surely meant as one. Anywhere else nobody can tell whether
 * "2026-01-15 00:00:00" was typed as 15.1 or as a date, so the author is asked; once a column. */
static int take_date(struct zr_conversion *c, struct zr_cell *cell, const struct zr_cell *type)
{
	bool is_default = cell->table == ZR_TABLE_SURVEY &&
			  cell->heading->column == ZR_COLUMN_DEFAULT && type != NULL;
	const char *taken = is_default ? date_of(c, type->text, cell->text) : NULL;
	if (taken != NULL) {
		cell->text = taken;
		return 0;
	}
	assert(cell->heading->index < c->tables[cell->table].column_count);
	struct zr_heading *heading = &c->tables[cell->table].headings[cell->heading->index];
	if (heading->is_date_told || heading->column == ZR_COLUMN_OTHER) {
		return 0;
	}
	heading->is_date_told = true;
	return zr_report_warning(c, cell->table, cell->row, heading,
		&(const struct zr_fault){.kind = ZR_FAULT_DATE_READ_AS, .subject = cell->text});
}

int zr_cell_check(struct zr_conversion *c, struct zr_cell *cells)
{
	const struct zr_cell *type = zr_cell_find(cells, ZR_COLUMN_TYPE);
	for (struct zr_cell *cell = cells; cell != NULL; cell = cell->next) {
		assert(cell->table < ZR_TABLE_COUNT && cell->row > 0);
		int code = zr_report_go_on(c, check_unseen(c, cell, type));
		if (code == 0 && (is_date(cell->text) || is_time(cell->text))) {
			code = take_date(c, cell, type);
		}
		if (code != 0) {
			return code;
		}
	}
	return 0;
}

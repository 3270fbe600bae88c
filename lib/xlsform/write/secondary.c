/*
 * Secondary instances: files beside the form, the interview saved last, and the lists of choices.
 *
 * One name is one instance; the same name with another file behind it is an error.
 */
#include "lib/xlsform/write/secondary.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/base/limits.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/lists.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"
#include "lib/xlsform/write/markup.h"

struct file {
	const char *name;
	const char *uri;
	size_t row;
	struct file *next;
};

static bool is_file_type(const struct zr_survey_item *item, const char *type)
{
	return item->type != NULL && strcmp(item->type->name, type) == 0;
}

/* One file under one name, however often it is referred to. At most as many as an order can
 * bring to a tablet. */
static int add_file(struct zr_conversion *c, struct file **files, const char *name, const char *uri,
	const struct zr_survey_item *item)
{
	if (name == NULL || uri == NULL) {
		return zr_report_nomem(c);
	}
	size_t count = 0;
	for (; *files != NULL; files = &(*files)->next) {
		count++;
		if (strcmp((*files)->name, name) != 0) {
			continue;
		}
		if (strcmp((*files)->uri, uri) == 0) {
			return 0;
		}
		return zr_report_row(c, ZR_E_EXISTS, ZR_TABLE_SURVEY, item->row,
			&(const struct zr_fault){.kind = ZR_FAULT_TWIN_FILE_NAME,
				.subject = name,
				.value = (*files)->uri,
				.meant = uri});
	}
	if (count == ZR_ORDER_FILE_COUNT_MAX) {
		return zr_report_row(c, ZR_E_LIMIT, ZR_TABLE_SURVEY, item->row,
			&(const struct zr_fault){.kind = ZR_FAULT_TOO_MANY_FILES,
				.number = ZR_ORDER_FILE_COUNT_MAX});
	}
	*files = zr_arena_new(c->arena, sizeof **files);
	if (*files == NULL) {
		return zr_report_nomem(c);
	}
	**files = (struct file){name, uri, item->row, NULL};
	return 0;
}

/* Each pulldata('name', …) of an expression. A name that is computed cannot be known here, and
 * is passed over. */
static int add_pulldata(struct zr_conversion *c, struct file **files, const char *text,
	const struct zr_survey_item *item)
{
	static const char function[] = "pulldata";
	for (const char *at = text; at != NULL && (at = strstr(at, function)) != NULL;) {
		at += sizeof function - 1;
		const char *open = at + strspn(at, " \t\r\n");
		if (*open != '(') {
			continue;
		}
		open++;
		open += strspn(open, " \t\r\n");
		const char *end = *open == '\'' || *open == '"' ? strchr(open + 1, *open) : NULL;
		if (end == NULL) {
			continue;
		}
		const char *name = zr_phrase_copy(c, open + 1, (size_t)(end - open - 1));
		name = name != NULL ? zr_phrase_trim(c, name) : NULL;
		int code = add_file(c, files, name,
			name != NULL ? zr_phrase_format(c, "jr://file-csv/%s.csv", name) : NULL,
			item);
		if (code != 0) {
			return code;
		}
		at = end;
	}
	return 0;
}

static int add_expressions(
	struct zr_conversion *c, struct file **files, const struct zr_survey_item *item)
{
	static const char *const attributes[] = {
		"calculate", "constraint", "readonly", "required", "relevant"};
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		int code = add_pulldata(c, files, zr_pair_value(item->bind, attributes[i]), item);
		if (code != 0) {
			return code;
		}
	}
	int code = item->filter != NULL ? add_pulldata(c, files, item->filter->text, item) : 0;
	return code != 0 ? code : add_pulldata(c, files, item->default_text, item);
}

static int add_item(struct zr_conversion *c, struct file **files, const struct zr_survey_item *item)
{
	bool is_csv = is_file_type(item, "csv-external");
	if (is_csv || is_file_type(item, "xml-external")) {
		return add_file(c, files, item->name,
			zr_phrase_format(c, is_csv ? "jr://file-csv/%s.csv" : "jr://file/%s.xml",
				item->name),
			item);
	}
	if (item->file != NULL) {
		bool is_csv_file = strstr(item->file, ".csv") != NULL;
		int code = add_file(c, files, item->list_name,
			zr_phrase_format(
				c, "jr://%s/%s", is_csv_file ? "file-csv" : "file", item->file),
			item);
		if (code != 0) {
			return code;
		}
	}
	return add_expressions(c, files, item);
}

static void write_file(struct zr_markup *markup, const struct file *file)
{
	zr_markup_start(markup, "instance");
	zr_markup_attribute(markup, "id", file->name);
	zr_markup_attribute(markup, "src", file->uri);
	zr_markup_end(markup, "instance");
}

/* A column of a name that XML cannot hold was told with the headers (lists.c). */
static void write_choice(struct zr_conversion *c, struct zr_markup *markup,
	const struct zr_list *list, const struct zr_list_choice *choice)
{
	zr_markup_start(markup, "item");
	if (list->has_itext && choice->texts != NULL) {
		const char *id = zr_phrase_format(c, "%s-%zu", list->name, choice->number);
		if (id == NULL) {
			markup->failure = ZR_E_NOMEM;
			return;
		}
		zr_markup_element(markup, "itextId", id);
	}
	zr_markup_element(markup, "name", choice->name);
	const struct zr_sheet_wording *label = zr_wording_find(choice->texts, ZR_WORDING_LABEL, "");
	if (!list->has_itext && label != NULL) {
		zr_markup_element(markup, "label", label->text);
	}
	for (const struct zr_cell *cell = choice->extra; cell != NULL; cell = cell->next) {
		const char *title = cell->heading->title;
		if (zr_phrase_is_name(title, strlen(title))) {
			zr_markup_element(markup, title, cell->text);
		}
	}
	zr_markup_end(markup, "item");
}

static void write_list(
	struct zr_conversion *c, struct zr_markup *markup, const struct zr_list *list)
{
	zr_markup_start(markup, "instance");
	zr_markup_attribute(markup, "id", list->name);
	zr_markup_start(markup, "root");
	for (const struct zr_list_choice *choice = list->first; choice != NULL;
		choice = choice->next) {
		write_choice(c, markup, list, choice);
	}
	zr_markup_end(markup, "root");
	zr_markup_end(markup, "instance");
}

/* A list and a file of one name could not be told apart. */
static int check_name(struct zr_conversion *c, const struct file *files, const char *name)
{
	assert(name != NULL);
	for (; files != NULL; files = files->next) {
		if (strcmp(files->name, name) == 0) {
			return zr_report_row(c, ZR_E_EXISTS, ZR_TABLE_SURVEY, files->row,
				&(const struct zr_fault){.kind = ZR_FAULT_FILE_NAME_TAKEN,
					.subject = name,
					.value = files->uri});
		}
	}
	return 0;
}

int zr_secondary_write(struct zr_conversion *c, struct zr_markup *markup)
{
	assert(c->root->path != NULL);
	struct file *files = NULL;
	for (const struct zr_survey_item *item = c->root; item != NULL;
		item = zr_survey_item_next(item)) {
		int code = item->is_broken ? 0 : add_item(c, &files, item);
		if (code != 0) {
			return code;
		}
	}
	for (const struct file *file = files; file != NULL; file = file->next) {
		write_file(markup, file);
	}
	if (c->has_last_saved) {
		static const struct file last_saved = {
			"__last-saved", "jr://instance/last-saved", 0, NULL};
		int code = check_name(c, files, last_saved.name);
		if (code != 0) {
			return code;
		}
		write_file(markup, &last_saved);
	}
	for (const struct zr_list *list = c->lists; list != NULL; list = list->next) {
		if (list->is_searched) {
			continue;
		}
		int code = check_name(c, files, list->name);
		if (code != 0) {
			return code;
		}
		write_list(c, markup, list);
	}
	return markup->failure;
}

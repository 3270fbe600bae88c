/* A table after another; a code book is as long as its questionnaire, so it is made at once. */
#include "hub/out/codebook.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/core/context.h"
#include "hub/core/refusal.h"
#include "hub/out/entry.h"
#include "hub/records/guard.h"
#include "lib/base/cleanup.h"

struct book {
	struct zr_context *context;
	const struct zr_versions *versions;
	const char *language;
	struct zr_buffer *bytes;
	/* One table's entries. */
	int (*add)(struct zr_buffer *bytes, const struct zr_entries *entries, const char *table,
		bool is_russian);
	struct zr_error *error;
};

static bool is_russian(const char *language)
{
	return language != NULL && strcmp(language, "ru") == 0;
}

static int nomem(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

static int add_table(void *user, const char *repeat)
{
	struct book *book = user;
	ZR_CLEANUP(zr_plan_finish) struct zr_plan plan = {0};
	ZR_CLEANUP(zr_entry_finish) struct zr_entries entries = {0};
	const struct zr_plan_wish wish = {
		.form_id = book->versions->form_id, .repeat = repeat, .language = book->language};
	int code = zr_plan_make(&plan, book->context, &wish, book->error);
	if (code == 0) {
		code = zr_entry_make(&entries, book->context, &plan, book->language, book->error);
	}
	if (code != 0) {
		return code;
	}
	return book->add(book->bytes, &entries, repeat, is_russian(book->language)) == 0
		       ? 0
		       : nomem(book->error);
}

static int add_tables(struct book *book)
{
	int code = add_table(book, NULL);
	return code == 0 ? zr_versions_list_repeats(
				   book->context, book->versions, add_table, book, book->error)
			 : code;
}

/* ---- CSV ---- */

static int add_csv_line(struct zr_buffer *bytes, const char *const *fields)
{
	assert(bytes != NULL && fields != NULL);
	int code = 0;
	for (size_t i = 0; code == 0 && i < ZR_ENTRY_FIELD_COUNT; i++) {
		code = i == 0 ? zr_guard_add(bytes, fields[i])
			      : zr_guard_add_next(bytes, fields[i]);
	}
	return code == 0 ? zr_buffer_add(bytes, "\r\n", 2) : code;
}

static int add_csv(struct zr_buffer *bytes, const struct zr_entries *entries, const char *table,
	bool is_in_russian)
{
	(void)table;
	(void)is_in_russian;
	int code = 0;
	for (size_t i = 0; code == 0 && i < entries->count; i++) {
		const char *fields[ZR_ENTRY_FIELD_COUNT];
		for (size_t j = 0; j < ZR_ENTRY_FIELD_COUNT; j++) {
			fields[j] = zr_buffer_text(&entries->items[i].fields[j]);
		}
		code = add_csv_line(bytes, fields);
	}
	return code;
}

int zr_codebook_add_csv(struct zr_context *context, const struct zr_versions *versions,
	const char *language, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(context != NULL && versions != NULL && ret_bytes != NULL);
	struct book book = {context, versions, language, ret_bytes, add_csv, error};
	return add_csv_line(ret_bytes, zr_entry_headings) == 0 ? add_tables(&book) : nomem(error);
}

/* ---- HTML ---- */

static int add_escaped(struct zr_buffer *bytes, const char *text)
{
	assert(bytes != NULL && text != NULL);
	int code = 0;
	while (code == 0 && *text != '\0') {
		size_t plain = strcspn(text, "<>&\"");
		code = zr_buffer_add(bytes, text, plain);
		text += plain;
		if (code == 0 && *text != '\0') {
			code = zr_buffer_add_format(bytes, "&#%d;", *text++);
		}
	}
	return code;
}

static int add_element(struct zr_buffer *bytes, const char *name, const char *text)
{
	int code = zr_buffer_add_format(bytes, "<%s>", name);
	if (code == 0) {
		code = add_escaped(bytes, text);
	}
	return code == 0 ? zr_buffer_add_format(bytes, "</%s>", name) : code;
}

/* What stands in which column of a page: a variable's field may be left out, where it is long. */
static const struct {
	enum zr_entry_field field;
	const char *english;
	const char *russian;
} shown[] = {
	{ZR_ENTRY_HEADING, "Variable", "Переменная"},
	{ZR_ENTRY_NAME, "In SPSS, Stata", "В SPSS, Stata"},
	{ZR_ENTRY_KIND, "Kind", "Вид"},
	{ZR_ENTRY_QUESTION, "Question", "Вопрос"},
	{ZR_ENTRY_HINT, "Hint", "Подсказка"},
	{ZR_ENTRY_CHOICES, "Choices", "Варианты"},
	{ZR_ENTRY_CONSTRAINT, "Must hold", "Должно выполняться"},
	{ZR_ENTRY_RELEVANT, "Asked when", "Задаётся, если"},
	{ZR_ENTRY_REQUIRED, "Required", "Обязателен"},
	{ZR_ENTRY_CALCULATION, "Worked out", "Вычисляется"},
	{ZR_ENTRY_VERSIONS, "Versions", "Версии"},
};
#define SHOWN_COUNT (sizeof shown / sizeof shown[0])

static int add_html_row(struct zr_buffer *bytes, const struct zr_entry *entry)
{
	int code = zr_buffer_add_text(bytes, "<tr>");
	for (size_t i = 0; code == 0 && i < SHOWN_COUNT; i++) {
		const struct zr_buffer *field = &entry->fields[shown[i].field];
		code = add_element(
			bytes, i == 0 ? "th scope=\"row\"" : "td", zr_buffer_text(field));
	}
	return code == 0 ? zr_buffer_add_text(bytes, "</tr>\n") : code;
}

static int add_html(struct zr_buffer *bytes, const struct zr_entries *entries, const char *table,
	bool is_in_russian)
{
	const char *records = is_in_russian ? "Записи" : "Records";
	int code = add_element(bytes, "h2", table != NULL ? table : records);
	if (code == 0) {
		code = zr_buffer_add_text(bytes, "<table><thead><tr>");
	}
	for (size_t i = 0; code == 0 && i < SHOWN_COUNT; i++) {
		code = add_element(bytes, "th scope=\"col\"",
			is_in_russian ? shown[i].russian : shown[i].english);
	}
	if (code == 0) {
		code = zr_buffer_add_text(bytes, "</tr></thead><tbody>\n");
	}
	for (size_t i = 0; code == 0 && i < entries->count; i++) {
		code = add_html_row(bytes, &entries->items[i]);
	}
	return code == 0 ? zr_buffer_add_text(bytes, "</tbody></table>\n") : code;
}

static int add_html_head(const struct book *book)
{
	struct zr_buffer *bytes = book->bytes;
	bool is_in_russian = is_russian(book->language);
	const char *title = is_in_russian ? "Описание переменных" : "Code book";
	int code = zr_buffer_add_format(bytes,
		"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>%s</title>"
		"<style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
		"th,td{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top}"
		"</style></head><body>\n<h1>",
		is_in_russian ? "ru" : "en", title);
	if (code == 0) {
		code = add_escaped(bytes, title);
	}
	if (code == 0) {
		code = zr_buffer_add_text(bytes, ": ");
	}
	if (code == 0) {
		code = add_escaped(bytes, book->versions->form_id);
	}
	return code == 0 ? zr_buffer_add_text(bytes, "</h1>\n") : code;
}

static int add_page(struct book *book)
{
	assert(book->bytes->bytes == 0);
	book->add = add_html;
	int code = add_html_head(book) == 0 ? add_tables(book) : nomem(book->error);
	if (code != 0) {
		return code;
	}
	return zr_buffer_add_text(book->bytes, "</body></html>\n") == 0 ? 0 : nomem(book->error);
}

void zr_codebook_get(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_versions_finish) struct zr_versions versions = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	const char *language = zr_request_argument(request, "labels", "");
	bool is_html = strcmp(request->parts[1], "codebook.html") == 0;
	struct book book = {.context = context,
		.versions = &versions,
		.language = language[0] != '\0' ? language : NULL,
		.bytes = &bytes,
		.error = &error};
	int code = zr_versions_read(
		context, zr_request_argument(request, "form", ""), &versions, &error);
	if (code == 0) {
		code = is_html ? add_page(&book)
			       : zr_codebook_add_csv(
					 context, &versions, book.language, &bytes, &error);
	}
	if (code != 0) {
		zr_refusal_answer(request, &error, NULL, NULL);
		return;
	}
	zr_request_answer(
		request, 200, is_html ? "text/html; charset=utf-8" : "text/csv; charset=utf-8");
	(void)snprintf(request->answer.disposition, sizeof request->answer.disposition,
		"attachment; filename=\"%.63s-codebook.%s\"", versions.form_id,
		is_html ? "html" : "csv");
	request->answer.body = bytes;
	bytes = (struct zr_buffer){0};
}

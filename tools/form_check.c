/* The check's findings as lines. */
#include "tools/form_check.h"

#include <assert.h>

#include "lib/formcheck/formcheck.h"
#include "lib/formcheck/remarks.h"

/* ---- words ---- */

enum word {
	WORD_ERROR,
	WORD_WARNING,
	WORD_ROW,
	WORD_COLUMN,
	WORD_LINE,
	WORD_MORE,
	WORD_NOT_SHOWN,
	WORD_NOT_CONVERTED,
	WORD_COUNT
};

/* Whether Russian is read: as faults.def, which has these two. */
static bool is_russian(const struct zr_form_report *report)
{
	return report->language != ZR_LANGUAGE_ENGLISH;
}

static const char *word(const struct zr_form_report *report, enum word which)
{
	assert(which < WORD_COUNT);
	static const char *const WORDS[WORD_COUNT][2] = {
		[WORD_ERROR] = {"error", "ошибка"},
		[WORD_WARNING] = {"warning", "предупреждение"},
		[WORD_ROW] = {"row", "строка"},
		[WORD_COLUMN] = {"column", "столбец"},
		[WORD_LINE] = {"line", "строка"},
		[WORD_MORE] = {"and %zu more; correct these first\n",
			"и ещё %zu; сначала исправьте эти\n"},
		[WORD_NOT_SHOWN] = {"not shown", "не показано"},
		[WORD_NOT_CONVERTED] = {"not converted", "не преобразовано"},
	};
	return WORDS[which][is_russian(report)];
}

enum noun {
	NOUN_QUESTION,
	NOUN_ERROR,
	NOUN_WARNING
};

/* "1 error", "2 errors"; "1 ошибка", "2 ошибки", "5 ошибок" (CLDR: one, few, many). */
static void print_count(const struct zr_form_report *report, size_t count, enum noun noun)
{
	static const char *const ENGLISH[][2] = {
		{"question", "questions"}, {"error", "errors"}, {"warning", "warnings"}};
	static const char *const RUSSIAN[][3] = {{"вопрос", "вопроса", "вопросов"},
		{"ошибка", "ошибки", "ошибок"},
		{"предупреждение", "предупреждения", "предупреждений"}};
	bool is_teen = count % 100 >= 11 && count % 100 <= 14;
	bool is_one = !is_teen && count % 10 == 1;
	bool is_few = !is_teen && count % 10 >= 2 && count % 10 <= 4;
	(void)fprintf(report->out, "%zu %s", count,
		is_russian(report) ? RUSSIAN[noun][is_one   ? 0
						   : is_few ? 1
							    : 2]
				   : ENGLISH[noun][count != 1]);
}

/* ---- findings ---- */

/* A sentence on one line. */
static void print_sentence(FILE *out, const char *sentence)
{
	for (const char *at = sentence; *at != '\0'; at++) {
		(void)fputc(*at == '\n' || *at == '\r' ? ' ' : *at, out);
	}
	(void)fputc('\n', out);
}

/* "survey row 12, column C (relevant): " */
static void print_cell(const struct zr_form_report *report, const struct zr_finding *finding)
{
	assert(*finding->sheet != '\0' || finding->row > 0);
	FILE *out = report->out;
	(void)fputs(finding->sheet, out);
	if (finding->row > 0) {
		(void)fprintf(out, " %s %u", word(report, WORD_ROW), finding->row);
	}
	if (*finding->column != '\0') {
		(void)fprintf(out, ", %s %s", word(report, WORD_COLUMN), finding->column);
	}
	if (*finding->heading != '\0') {
		(void)fprintf(out, " (%s)", finding->heading);
	}
	(void)fputs(": ", out);
}

static void print_finding(void *user, const struct zr_finding *finding)
{
	const struct zr_form_report *report = user;
	FILE *out = report->out;
	(void)fprintf(out, "%s: ", word(report, finding->is_error ? WORD_ERROR : WORD_WARNING));
	if (*finding->sheet != '\0' || finding->row > 0) {
		print_cell(report, finding);
	} else {
		if (finding->line > 0) {
			(void)fprintf(out, "%s %u: ", word(report, WORD_LINE), finding->line);
		}
		if (*finding->path != '\0') {
			(void)fprintf(out, "%s%s%s: ", finding->path,
				*finding->aspect != '\0' ? ", " : "", finding->aspect);
		}
	}
	print_sentence(out, finding->message);
}

static struct zr_formcheck begin(struct zr_form_source *source, struct zr_form_report *report)
{
	assert(report->out != NULL);
	return (struct zr_formcheck){.book = source->book,
		.loader = zr_form_source_loader(source),
		.missing_advice = ZR_FAULT_PUT_INTO_FOLDER,
		.language = report->language,
		.tell = print_finding,
		.user = report};
}

static void end(const struct zr_formcheck *check, struct zr_form_report *report)
{
	if (check->untold_count > 0) {
		(void)fprintf(report->out, word(report, WORD_MORE), check->untold_count);
	}
	report->error_count += check->error_count + check->untold_count;
	report->warning_count += check->warning_count;
}

void zr_form_check_print(
	struct zr_form_source *source, struct zr_form_report *report, const struct zr_error *fault)
{
	assert(source != NULL && report != NULL && fault != NULL);
	struct zr_formcheck check = begin(source, report);
	zr_tell_error(&check, true, fault);
	end(&check, report);
}

void zr_form_check_remarks(struct zr_form_source *source, struct zr_form_report *report)
{
	assert(source != NULL && report != NULL);
	struct zr_formcheck check = begin(source, report);
	zr_remarks_tell(&check, source->converted);
	end(&check, report);
}

static void print_end(const struct zr_form_source *source, const struct zr_formcheck *check,
	const struct zr_form_report *report)
{
	assert(check->error_count <= report->error_count);
	(void)fprintf(report->out, "%s: ", source->path);
	if (check->question_count > 0) {
		print_count(report, check->question_count, NOUN_QUESTION);
		(void)fputs(", ", report->out);
	}
	print_count(report, report->error_count, NOUN_ERROR);
	(void)fputs(", ", report->out);
	print_count(report, report->warning_count, NOUN_WARNING);
	(void)fputc('\n', report->out);
}

void zr_form_check_give_up(
	const struct zr_form_source *source, const struct zr_form_report *report, bool is_show)
{
	assert(source != NULL && report != NULL && report->error_count > 0);
	(void)fprintf(report->out, "%s: %s, ", source->path,
		word(report, is_show ? WORD_NOT_SHOWN : WORD_NOT_CONVERTED));
	print_count(report, report->error_count, NOUN_ERROR);
	(void)fputc('\n', report->out);
}

static int run(struct zr_form_source *source, struct zr_formcheck *check, struct zr_form **ret_form,
	struct zr_error *error)
{
	if (source->book == NULL) {
		size_t bytes = 0;
		const char *text = zr_form_source_text(source, &bytes);
		return zr_formcheck_run(check, text, bytes, ret_form, error);
	}
	const struct zr_xlsform_options options = zr_form_source_options(source);
	struct zr_formcheck_made made = {0};
	int code = zr_formcheck_workbook(
		check, source->book, &options, ret_form != NULL ? &made : NULL, error);
	source->converted = made.converted;
	if (ret_form != NULL) {
		*ret_form = made.form;
	}
	return code;
}

int zr_form_check(
	struct zr_form_source *source, struct zr_form_report *report, struct zr_error *error)
{
	assert(source != NULL && report != NULL && report->out != NULL);
	struct zr_formcheck check = begin(source, report);
	check.is_delivered = true;
	check.file_bytes = source->book != NULL ? source->file.bytes : 0;
	int code = run(source, &check, NULL, error);
	end(&check, report);
	if (code == 0) {
		print_end(source, &check, report);
	}
	return code;
}

static void print_error(void *user, const struct zr_finding *finding)
{
	if (finding->is_error) {
		print_finding(user, finding);
	}
}

int zr_form_check_load(struct zr_form_source *source, struct zr_form_report *report,
	struct zr_form **ret_form, struct zr_error *error)
{
	assert(source != NULL && report != NULL && report->out != NULL && ret_form != NULL);
	struct zr_formcheck check = begin(source, report);
	check.tell = print_error;
	int code = run(source, &check, ret_form, error);
	end(&check, report);
	if (code == 0 && *ret_form == NULL) {
		print_end(source, &check, report);
	}
	return code;
}

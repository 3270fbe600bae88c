/* The check's findings as lines. */
#include "tools/form_check.h"

#include <assert.h>

#include "lib/formcheck/formcheck.h"

/* A sentence on one line. */
static void print_sentence(FILE *out, const char *sentence)
{
	for (const char *at = sentence; *at != '\0'; at++) {
		(void)fputc(*at == '\n' || *at == '\r' ? ' ' : *at, out);
	}
	(void)fputc('\n', out);
}

/* "survey row 12, column C (relevant): " */
static void print_cell(FILE *out, const struct zr_finding *finding)
{
	(void)fputs(finding->sheet, out);
	if (finding->row > 0) {
		(void)fprintf(out, " row %u", finding->row);
	}
	if (*finding->column != '\0') {
		(void)fprintf(out, ", column %s", finding->column);
	}
	if (*finding->heading != '\0') {
		(void)fprintf(out, " (%s)", finding->heading);
	}
	(void)fputs(": ", out);
}

static void print_finding(void *user, const struct zr_finding *finding)
{
	FILE *out = user;
	(void)fputs(finding->is_error ? "error: " : "warning: ", out);
	if (*finding->sheet != '\0' || finding->row > 0) {
		print_cell(out, finding);
	} else {
		if (finding->line > 0) {
			(void)fprintf(out, "line %u: ", finding->line);
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
	return (struct zr_formcheck){.book = source->book,
		.loader = zr_form_source_loader(source),
		.missing_advice = "put it into the same folder",
		.tell = print_finding,
		.user = report->out};
}

static void end(const struct zr_formcheck *check, struct zr_form_report *report)
{
	if (check->untold_count > 0) {
		(void)fprintf(
			report->out, "and %zu more; correct these first\n", check->untold_count);
	}
	report->error_count += check->error_count + check->untold_count;
	report->warning_count += check->warning_count;
}

void zr_form_check_print(
	struct zr_form_source *source, struct zr_form_report *report, const struct zr_error *fault)
{
	struct zr_formcheck check = begin(source, report);
	zr_formcheck_tell_error(&check, fault);
	end(&check, report);
}

void zr_form_check_remarks(struct zr_form_source *source, struct zr_form_report *report)
{
	struct zr_formcheck check = begin(source, report);
	zr_formcheck_tell_remarks(&check, source->converted);
	end(&check, report);
}

static void print_end(const struct zr_form_source *source, const struct zr_formcheck *check,
	const struct zr_form_report *report)
{
	(void)fprintf(report->out, "%s: ", source->path);
	if (check->question_count > 0) {
		(void)fprintf(report->out, "%zu question%s, ", check->question_count,
			check->question_count == 1 ? "" : "s");
	}
	(void)fprintf(report->out, "%zu error%s, %zu warning%s\n", report->error_count,
		report->error_count == 1 ? "" : "s", report->warning_count,
		report->warning_count == 1 ? "" : "s");
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

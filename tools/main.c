/*
 * zarya-form: checks, converts, shows and plays questionnaires. `zarya form …` runs it.
 *
 * Exit status: 0 fine (warnings allowed), 1 the form has errors, 2 it could not be read, what was
 * found could not be written (a report that a full disk cut is none), or the command is wrong.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/terminal.h"
#include "tools/form_arguments.h"
#include "tools/form_check.h"
#include "tools/form_convert.h"
#include "tools/form_play.h"
#include "tools/form_show.h"

enum {
	STATUS_FINE = 0,
	STATUS_FAULTS = 1,
	STATUS_TROUBLE = 2
};

static int trouble(const struct zr_error *error, const char *path)
{
	char text[640];
	zr_error_format(error, path, text, sizeof text);
	(void)fprintf(stderr, "%s\n", text);
	return STATUS_TROUBLE;
}

/* In the language that was asked for, else that of the locale. */
static struct zr_form_report begin_report(FILE *out, const struct zr_form_arguments *arguments)
{
	struct zr_form_report report = {.out = out, .language = ZR_LANGUAGE_ENGLISH};
	const char *code = arguments->language;
	(void)zr_languages_find(code != NULL ? code : zr_terminal_locale(), &report.language);
	return report;
}

static int check(struct zr_form_source *source, const struct zr_form_arguments *arguments)
{
	struct zr_form_report report = begin_report(stdout, arguments);
	struct zr_error error = {0};
	if (zr_form_check(source, &report, &error) != 0) {
		return trouble(&error, source->path);
	}
	return report.error_count > 0 ? STATUS_FAULTS : STATUS_FINE;
}

/* Converting comes first in both; its faults are told as a check tells them. */
static int convert_or_show(struct zr_form_source *source, const struct zr_form_arguments *arguments)
{
	struct zr_form_report report = begin_report(stderr, arguments);
	struct zr_error error = {0};
	bool is_show = strcmp(arguments->verb, "show") == 0;
	int code = zr_form_source_convert(source, &error);
	if (code != 0) {
		return trouble(&error, source->path);
	}
	bool has_faults =
		source->converted != NULL && zr_xlsform_fault_count(source->converted) > 0;
	if (!is_show || has_faults) {
		zr_form_check_remarks(source, &report);
	}
	if (has_faults) {
		zr_form_check_give_up(source, &report, is_show);
		return STATUS_FAULTS;
	}
	if (is_show) {
		const struct zr_form_show_options options = {.language = arguments->language,
			.width = zr_terminal_columns(STDOUT_FILENO)};
		code = zr_form_show(source, &options, stdout, &error);
		return code == 0 ? STATUS_FINE : trouble(&error, source->path);
	}
	if (source->book == NULL) {
		(void)zr_error_set(&error, ZR_E_INVALID,
			"the file is an XForm already; name a workbook or a folder of CSV files");
		return trouble(&error, source->path);
	}
	char path[ZR_FORM_SOURCE_PATH_BYTES];
	code = zr_form_convert_write(source, arguments->output, path, &error);
	if (code != 0) {
		return trouble(&error, source->path);
	}
	(void)printf("%s\n", path);
	return STATUS_FINE;
}

static int play(struct zr_form_source *source, const struct zr_form_arguments *arguments)
{
	struct zr_form_report report = begin_report(stderr, arguments);
	struct zr_error error = {0};
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	int code = zr_form_check_load(source, &report, &form, &error);
	if (code != 0) {
		return trouble(&error, source->path);
	}
	if (form == NULL) {
		return STATUS_FAULTS;
	}
	const struct zr_form_play_options options = {.steps = arguments->steps,
		.language = arguments->language,
		.is_online = arguments->is_online};
	size_t failed_count = 0;
	code = zr_form_play(form, &options, &failed_count, &error);
	int status = failed_count > 0 ? STATUS_FAULTS : STATUS_FINE;
	return code != 0 ? trouble(&error, source->path) : status;
}

static int run(int count, char **words)
{
	struct zr_form_arguments arguments = {0};
	if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1) {
		(void)setlocale(LC_CTYPE, "C.UTF-8");
	}
	if (!zr_form_arguments_parse(count, words, &arguments)) {
		(void)fputs(zr_form_arguments_usage(), stderr);
		return STATUS_TROUBLE;
	}
	if (arguments.file == NULL) {
		return zr_form_play_help() == 0 ? STATUS_FINE : STATUS_TROUBLE;
	}
	ZR_CLEANUP(zr_form_source_finish) struct zr_form_source source = {0};
	struct zr_error error = {0};
	if (zr_form_source_open(&source, arguments.file, &error) != 0) {
		struct zr_form_report report = begin_report(stderr, &arguments);
		zr_form_check_print(&source, &report, &error);
		return STATUS_TROUBLE;
	}
	if (strcmp(arguments.verb, "check") == 0) {
		return check(&source, &arguments);
	}
	if (strcmp(arguments.verb, "play") == 0) {
		return play(&source, &arguments);
	}
	return convert_or_show(&source, &arguments);
}

int main(int count, char **words)
{
	int status = run(count, words);
	if (fflush(stdout) != 0 || ferror(stdout) != 0) {
		perror("the output cannot be written");
		return STATUS_TROUBLE;
	}
	return status;
}

/*
 * Every real workbook: reads, converts, says the same as the recorded conversion, and loads; or is
 * refused where the recording refuses, and then loads where older converters forgave. Old binary
 * .xls files must be refused with what to do.
 *
 *	workbooks FOLDER DIFFERENCES [PART]
 *
 * DIFFERENCES has lines "end of path|reason" of the workbooks that we answer differently on
 * purpose. PART: only workbooks whose path contains it; the XForm is written to stdout.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/xlsform/xlsform.h"
#include "lib/workbook/xlsx.h"
#include "test/conformance/recording.h"
#include "test/conformance/xml_compare.h"

enum {
	PATHS_MAX = 1000
};

static char *paths[PATHS_MAX];
static size_t path_count;

struct result {
	bool is_passed;
	char reason[1200];
};

static bool ends_with(const char *text, const char *end)
{
	size_t text_bytes = strlen(text);
	size_t end_bytes = strlen(end);
	return text_bytes >= end_bytes && strcmp(text + text_bytes - end_bytes, end) == 0;
}

static int collect(const char *path, const struct stat *facts, int flag, struct FTW *place)
{
	(void)facts;
	(void)place;
	bool is_workbook =
		ends_with(path, ".xlsx") || ends_with(path, ".xlsm") || ends_with(path, ".xls");
	if (flag == FTW_F && is_workbook && path_count < PATHS_MAX) {
		paths[path_count++] = strdup(path);
	}
	return 0;
}

static int compare_paths(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The recording beside the workbook; false when there is none of that ending. */
static bool read_recording(const char *path, const char *ending, struct zr_buffer *ret_bytes)
{
	char name[4096];
	(void)snprintf(name, sizeof name, "%s%s", path, ending);
	return recording_read_file(name, ret_bytes) == 0;
}

static void fail(struct result *result, const char *what, const char *more)
{
	result->is_passed = false;
	(void)snprintf(result->reason, sizeof result->reason, "%s: %s", what, more);
}

/* itemsets.csv of the conversion, else the files beside the workbook. */
struct beside {
	const struct zr_xlsform *form;
	const char *path;
};

static int read_beside(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct beside *beside = user;
	size_t bytes = 0;
	const char *itemsets = zr_xlsform_itemsets(beside->form, &bytes);
	return ends_with(uri, "itemsets.csv") && bytes > 0
		       ? zr_buffer_add(ret_bytes, itemsets, bytes)
		       : recording_read_beside((void *)beside->path, uri, ret_bytes, error);
}

static void compare_and_load(const char *path, const struct zr_xlsform *form, struct result *result)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer recorded = {0};
	char difference[400];
	size_t bytes = 0;
	const char *text = zr_xlsform_text(form, &bytes);
	const struct zr_buffer ours = {.data = (char *)text, .bytes = bytes};
	struct beside beside = {form, path};
	const struct zr_form_loader loader = {.read = read_beside, .user = &beside};
	ZR_CLEANUP(zr_form_freep) struct zr_form *loaded = NULL;
	struct zr_error error = {0};
	result->is_passed = true;
	if (zr_form_load(text, bytes, &loader, &loaded, &error) != 0) {
		char fault[600];
		zr_error_format(&error, "XForm", fault, sizeof fault);
		fail(result, "does not load", fault);
	} else if (read_recording(path, ".pyxform.xml", &recorded) &&
		   !xml_compare_forms(&recorded, &ours, difference, sizeof difference)) {
		fail(result, "differs", difference);
	}
}

static void convert(
	const char *path, const struct zr_workbook *book, bool is_loud, struct result *result)
{
	const char *slash = strrchr(path, '/');
	char stem[300];
	(void)snprintf(stem, sizeof stem, "%s", slash + 1);
	*strrchr(stem, '.') = '\0';
	struct zr_xlsform_options options = {.form_id = stem};
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer refusal = {0};
	struct zr_error error = {0};
	int code = zr_xlsform_convert(book, &options, &form, &error);
	bool must_fail = read_recording(path, ".pyxform.error.txt", &refusal);
	if (code != 0) {
		char fault[600];
		zr_error_format(&error, "workbook", fault, sizeof fault);
		fail(result, must_fail ? "refused" : "does not convert", fault);
		result->is_passed = must_fail;
		options.is_forgiving = true;
		if (must_fail && zr_xlsform_convert(book, &options, &form, &error) == 0) {
			/* What predecessors let pass must be a form. */
			compare_and_load(path, form, result);
		}
		return;
	}
	if (is_loud) {
		puts(zr_xlsform_text(form, NULL));
	}
	compare_and_load(path, form, result);
	if (must_fail && result->is_passed) {
		fail(result, "converts, recorded as refused", zr_buffer_text(&refusal));
	}
}

static void run(const char *path, bool is_loud, struct result *result)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	struct zr_error error = {0};
	*result = (struct result){0};
	if (recording_read_file(path, &bytes) != 0) {
		fail(result, "cannot be read", "");
		return;
	}
	bool is_old = bytes.bytes > 4 && memcmp(bytes.data, "\xd0\xcf\x11\xe0", 4) == 0;
	int code = zr_xlsx_read(bytes.data, bytes.bytes, &book, &error);
	if (is_old) {
		fail(result, "old .xls", error.message);
		result->is_passed =
			code == ZR_E_UNSUPPORTED && strstr(error.message, ".xls ") != NULL;
		return;
	}
	if (code != 0) {
		fail(result, "does not read", error.message);
		return;
	}
	convert(path, book, is_loud, result);
}

/* The reason why we differ, as the file of differences gives it; NULL when it does not. */
static const char *reason_for(char *differences, const char *path)
{
	for (char *line = differences; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');
		char *bar = memchr(line, '|', end != NULL ? (size_t)(end - line) : strlen(line));
		if (bar != NULL) {
			char name[1000];
			(void)snprintf(name, sizeof name, "%.*s", (int)(bar - line), line);
			if (ends_with(path, name)) {
				return bar + 1;
			}
		}
		line = end != NULL ? end + 1 : NULL;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		(void)fprintf(stderr, "usage: %s FOLDER DIFFERENCES [PART]\n", argv[0]);
		return 2;
	}
	(void)nftw(argv[1], collect, 32, FTW_PHYS);
	if (path_count == 0) {
		printf("skipped: no workbooks in %s\n", argv[1]);
		return 77;
	}
	qsort(paths, path_count, sizeof *paths, compare_paths);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer differences = {0};
	(void)recording_read_file(argv[2], &differences);
	unsigned passed = 0;
	unsigned failed = 0;
	unsigned on_purpose = 0;
	for (size_t i = 0; i < path_count; i++) {
		struct result result;
		const char *name = paths[i] + strlen(argv[1]) + 1;
		if (argc > 3 && strstr(name, argv[3]) == NULL) {
			free(paths[i]);
			continue;
		}
		run(paths[i], argc > 3, &result);
		const char *reason = reason_for(differences.data, name);
		if (result.is_passed) {
			passed++;
		} else if (reason != NULL) {
			on_purpose++;
			printf("differs on purpose: %s: %.*s\n", name, (int)strcspn(reason, "\n"),
				reason);
		} else {
			failed++;
			printf("FAIL %s: %s\n", name, result.reason);
		}
		free(paths[i]);
	}
	printf("workbooks: %u passed, %u failed, %u differ on purpose, 0 skipped\n", passed, failed,
		on_purpose);
	return failed > 0;
}

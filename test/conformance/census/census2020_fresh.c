/*
 * Holds the committed XForm of the census to its source: the CSVs are converted anew and compared.
 * UPDATE_GOLDEN=1 writes the XForm instead, as `zarya form convert` does (ADR 0071).
 *
 *	census2020_fresh SURVEY.csv CHOICES.csv SETTINGS.csv QUESTIONNAIRE.xml
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/workbook/csv_folder.h"
#include "lib/xlsform/xlsform.h"
#include "test/conformance/recording.h"

static char **paths;

static void read_whole(const char *path, struct zr_buffer *ret_bytes)
{
	if (recording_read_file(path, ret_bytes) < 0) {
		fail_msg("%s cannot be read", path);
	}
}

static struct zr_xlsform *convert(void)
{
	static const char *const sheets[] = {"survey", "choices", "settings"};
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_workbook_new(&book, &error), 0);
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
		read_whole(paths[i], &bytes);
		if (zr_csv_folder_add(book, sheets[i], bytes.data, bytes.bytes, &error) < 0) {
			fail_msg("%s row %u: %s", error.where, error.line, error.message);
		}
	}
	const struct zr_xlsform_options options = {.form_id = "census2020"};
	struct zr_xlsform *form = NULL;
	if (zr_xlsform_convert(book, &options, &form, &error) < 0) {
		fail_msg("%s row %u: %s", error.where, error.line, error.message);
	}
	return form;
}

static void the_source_converts_without_a_warning(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = convert();
	for (size_t i = 0; i < zr_xlsform_warning_count(form); i++) {
		const struct zr_xlsform_warning *warning = zr_xlsform_warning(form, i);
		char said[600];
		(void)zr_fault_say(&warning->fault, ZR_LANGUAGE_ENGLISH, said, sizeof said);
		fail_msg("%s row %u: %s", warning->sheet, warning->row, said);
	}
}

static void the_xform_is_what_its_source_makes(void **state)
{
	(void)state;
	ZR_CLEANUP(zr_xlsform_freep) struct zr_xlsform *form = convert();
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer committed = {0};
	size_t bytes = 0;
	const char *fresh = zr_xlsform_text(form, &bytes);
	if (getenv("UPDATE_GOLDEN") != NULL) {
		FILE *file = fopen(paths[3], "we");
		assert_non_null(file);
		assert_int_equal(fwrite(fresh, 1, bytes, file), bytes);
		assert_int_equal(fclose(file), 0);
	}
	read_whole(paths[3], &committed);
	unsigned line = 1;
	for (size_t i = 0; i < bytes && i < committed.bytes && fresh[i] == committed.data[i]; i++) {
		line += fresh[i] == '\n';
	}
	if (bytes != committed.bytes || memcmp(fresh, committed.data, bytes) != 0) {
		fail_msg("%s differs from its CSVs from line %u on. Run `./zarya form convert "
			 "questionnaires/census2020 -o questionnaires/census2020/census2020.xml`",
			paths[3], line);
	}
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		(void)fprintf(stderr, "usage: %s SURVEY CHOICES SETTINGS QUESTIONNAIRE\n", argv[0]);
		return 2;
	}
	paths = argv + 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_source_converts_without_a_warning),
		cmocka_unit_test(the_xform_is_what_its_source_makes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

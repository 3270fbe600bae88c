#include "test/unit/unit.h"

#include <errno.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/utf8.h"

static void every_code_has_its_own_number_and_name(void **state)
{
	for (unsigned wire = 1; wire < 64; wire++) {
		int code = zr_error_from_wire(wire);
		if (code == ZR_E_INVALID && wire != (unsigned)-ZR_E_INVALID) {
			continue;
		}
		assert_int_equal(code, -(int)wire);
		assert_non_null(zr_error_name(code));
		int status = zr_error_http_status(code);
		/* What never will succeed is no fault of the server's. */
		assert_true((status >= 400 && status < 500) ||
			    ((status == 503 || status == 507) && zr_error_is_retryable(code)));
	}
}

static void a_full_disk_is_told_from_other_faults(void **state)
{
	struct zr_error error;
	assert_int_equal(zr_error_set_errno(&error, ENOSPC, "write the outbox"), ZR_E_FULL);
	assert_string_equal(error.message, "cannot write the outbox: No space left on device");
	assert_int_equal(zr_error_set_errno(NULL, EIO, "read"), ZR_E_IO);
}

static void formats_place_and_sentence(void **state)
{
	struct zr_error error;
	char text[200];
	(void)zr_error_set_at(&error, ZR_E_SYNTAX, 12, "/data/age", "bracket %c missing", ')');
	zr_error_format(&error, "form.xml", text, sizeof text);
	assert_string_equal(text, "form.xml:12: /data/age: bracket ) missing");
	(void)zr_error_set(&error, ZR_E_IO, "no");
	zr_error_format(&error, "form.xml", text, sizeof text);
	assert_string_equal(text, "form.xml: no");
	zr_error_format(&error, NULL, text, sizeof text);
	assert_string_equal(text, "no");
}

static void cuts_a_long_sentence_instead_of_overflowing(void **state)
{
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_IO, "%0400d", 7);
	assert_int_equal(error.message[sizeof error.message - 1], '\0');
	assert_string_equal(error.message + sizeof error.message - 5, "0…");
}

static void never_leaves_half_a_letter(void **state)
{
	struct zr_error error;
	char text[12];
	(void)zr_error_set_at(&error, ZR_E_IO, 0, "/д", "no '%.3s' here", "да");
	assert_string_equal(error.message, "no 'д' here");
	zr_error_format(&error, "д", text, 10);
	assert_string_equal(text, "д: /д: ");
	for (int zeros = 315; zeros < 325; zeros++) {
		(void)zr_error_set(&error, ZR_E_IO, "%0*dдддд", zeros, 0);
		char clean[sizeof error.message];
		memcpy(clean, error.message, sizeof clean);
		zr_utf8_clean(clean);
		assert_string_equal(clean, error.message);
	}
}

static void keeps_the_facts_of_a_fault(void **state)
{
	struct zr_error error;
	char text[200];
	const struct zr_fault fault = {.kind = ZR_FAULT_EXPECTED,
		.phrase = ZR_FAULT_WANT_VALUE,
		.subject = ")",
		.offset = 4};
	assert_int_equal(zr_error_set_fault(NULL, ZR_E_SYNTAX, &fault), ZR_E_SYNTAX);
	assert_int_equal(zr_error_set_fault(&error, ZR_E_SYNTAX, &fault), ZR_E_SYNTAX);
	assert_string_equal(error.message, "a value or a path was expected, not ), at column 4");
	zr_error_blame(&error, "relevant");
	zr_error_place(&error, 12, "/data/age");
	assert_string_equal(
		error.message, "relevant: a value or a path was expected, not ), at column 4");
	assert_int_equal(error.line, 12);
	assert_string_equal(error.where, "/data/age");

	struct zr_fault kept = zr_error_fault(&error);
	assert_string_equal(kept.aspect, "relevant");
	kept.offset = 0;
	(void)zr_fault_say(&kept, ZR_LANGUAGE_RUSSIAN, text, sizeof text);
	assert_string_equal(text, "ожидается значение или путь, а стоит )");

	const struct zr_fault full = {.kind = ZR_FAULT_NO_CHOICE,
		.phrase = ZR_FAULT_MEANT_NAME,
		.subject = "sex",
		.value = "mael",
		.meant = "male",
		.around = "sexes"};
	char said[sizeof error.message];
	(void)zr_error_set_fault(&error, ZR_E_REFERENCE, &full);
	kept = zr_error_fault(&error);
	(void)zr_fault_say(&kept, ZR_LANGUAGE_ENGLISH, said, sizeof said);
	assert_string_equal(said, error.message);
}

static void a_fact_that_is_cut_shows_it(void **state)
{
	struct zr_error error;
	char path[400];
	memset(path, 'a', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	const struct zr_fault fault = {
		.kind = ZR_FAULT_CONTROL_NOWHERE, .subject = path, .value = path};
	(void)zr_error_set_fault(&error, ZR_E_REFERENCE, &fault);
	const struct zr_fault kept = zr_error_fault(&error);
	assert_string_equal(kept.subject + strlen(kept.subject) - strlen("a…"), "a…");
	assert_string_equal(kept.value + strlen(kept.value) - strlen("a…"), "a…");
}

static void names_a_cell_in_fields_and_in_words(void **state)
{
	struct zr_error error;
	(void)zr_error_set(&error, ZR_E_SYNTAX, "no");
	zr_error_place_cell(&error,
		&(const struct zr_error_cell){
			.sheet = "survey", .row = 3, .letters = "D", .heading = "relevant"});
	assert_string_equal(error.where, "survey!D (relevant)");
	assert_int_equal(error.line, 3);
	/* a reader that knows no sheet, then who knows it */
	zr_error_place_cell(
		&error, &(const struct zr_error_cell){.sheet = "", .row = 4, .letters = "AB"});
	assert_string_equal(error.where, "AB");
	zr_error_place_cell(
		&error, &(const struct zr_error_cell){
				.sheet = "choices", .row = error.line, .letters = error.letters});
	assert_string_equal(error.where, "choices!AB");
	assert_string_equal(error.letters, "AB");
	zr_error_place_cell(&error, &(const struct zr_error_cell){.sheet = "settings", .row = 2});
	assert_string_equal(error.where, "settings");
	assert_string_equal(error.letters, "");
	zr_error_place_cell(NULL, &(const struct zr_error_cell){.sheet = "settings"});
}

static void an_error_without_a_kind_keeps_its_sentence(void **state)
{
	struct zr_error error;
	char text[200];
	(void)zr_error_set(&error, ZR_E_LIMIT, "the list is too long");
	zr_error_blame(&error, "itemset");
	assert_string_equal(error.message, "itemset: the list is too long");
	const struct zr_fault kept = zr_error_fault(&error);
	assert_string_equal(kept.aspect, "itemset");
	assert_int_equal(
		zr_fault_say(&kept, ZR_LANGUAGE_RUSSIAN, text, sizeof text), ZR_LANGUAGE_ENGLISH);
	assert_string_equal(text, "the list is too long");
	/* nobody wants it */
	zr_error_blame(NULL, "itemset");
	zr_error_place(NULL, 1, "x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_its_own_number_and_name),
		cmocka_unit_test(a_full_disk_is_told_from_other_faults),
		cmocka_unit_test(formats_place_and_sentence),
		cmocka_unit_test(cuts_a_long_sentence_instead_of_overflowing),
		cmocka_unit_test(never_leaves_half_a_letter),
		cmocka_unit_test(keeps_the_facts_of_a_fault),
		cmocka_unit_test(an_error_without_a_kind_keeps_its_sentence),
		cmocka_unit_test(a_fact_that_is_cut_shows_it),
		cmocka_unit_test(names_a_cell_in_fields_and_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

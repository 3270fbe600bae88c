/* The register's CSV, and that it reads alike however it is cut into pieces.
 * Tests: lib/workbook/csv_fields.c */
#include "test/unit/unit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hub/register/register_csv.h"
#include "lib/base/cleanup.h"

static struct zr_error error;

/* Reads the file in pieces of so many bytes into "LINE area/id address @position !fault; …". */
static int read_in(const char *file, size_t length, size_t piece_bytes, struct zr_buffer *ret_text)
{
	char layout[ZR_UPLOAD_LAYOUT_BYTES] = "";
	uint64_t line = 0;
	size_t at = 0;
	size_t wanted = piece_bytes;
	bool is_last = false;
	int code = 0;
	zr_buffer_clear(ret_text);
	error = (struct zr_error){0};
	while (code == 0 && !is_last) {
		ZR_CLEANUP(zr_register_rows_finish) struct zr_register_rows rows = {0};
		size_t bytes = length - at < wanted ? length - at : wanted;
		is_last = at + bytes == length;
		const struct zr_register_piece piece = {file + at, bytes, layout, line, is_last};
		code = zr_register_csv_read(&piece, &rows, &error);
		for (size_t i = 0; code == 0 && i < rows.count; i++) {
			const struct zr_register_row *row = &rows.rows[i];
			char text[600];
			(void)snprintf(text, sizeof text, "%" PRIu64 " %s/%s %s%s%s%s%s; ",
				row->row.line, row->area_id, row->row.household_id,
				row->row.address, row->row.position[0] != '\0' ? " @" : "",
				row->row.position, row->fault != ZR_ROW_FAULT_NONE ? " !" : "",
				zr_row_fault_name(row->fault));
			assert_int_equal(zr_buffer_add(ret_text, text, strlen(text)), 0);
		}
		assert_true(code != 0 || !is_last || rows.taken_bytes == bytes);
		/* As a client does: what was not taken comes again, with more behind it. */
		wanted = rows.taken_bytes > 0 ? piece_bytes : wanted + piece_bytes;
		at += rows.taken_bytes;
		line = rows.line;
		memcpy(layout, rows.layout, sizeof layout);
	}
	return code;
}

static void check(const char *file, const char *expected)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	for (size_t piece = 1; piece < strlen(file) + 2; piece++) {
		assert_int_equal(read_in(file, strlen(file), piece, &text), 0);
		assert_string_equal(zr_buffer_text(&text), expected);
	}
}

static void refuse(const char *file, size_t length, unsigned line, const char *word)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(read_in(file, length, length + 1, &text), ZR_E_SYNTAX);
	assert_int_equal(error.line, line);
	if (strstr(error.message, word) == NULL) {
		fail_msg("%s", error.message);
	}
}

static void dialects_read_alike(void **state)
{
	(void)state;
	check("area,id,address\na,1,Mira 1\na,2,Mira 2\n", "2 a/1 Mira 1; 3 a/2 Mira 2; ");
	check("\xef\xbb\xbfID;Address;Area\r\n1;\"Mira; 1\";a\r\n2; Mira \"2\" ;a",
		"2 a/1 Mira; 1; 3 a/2 Mira \"2\"; ");
	check("area\taddress\tnote\ra\tMira 1\tx\ra\t\"Mira \"\"2\"\"\"\t\r",
		"2 a/ Mira 1; 3 a/ Mira \"2\"; ");
	check("sep=;\narea;address\na;'=Mira 1\n", "3 a/ =Mira 1; ");
}

static void rows_without_anything_are_none(void **state)
{
	(void)state;
	check("area,id,address\n\n,,\na,1,Mira 1\n , \t,\n\n", "4 a/1 Mira 1; ");
}

static void a_bad_row_says_what_is_wrong_with_it(void **state)
{
	(void)state;
	check("area,id,address,form\n,1,Mira,\na b,1,Mira,\na,-,Mira,\na,1, ,\na,1,Mira,f f\n"
	      "a,1,Mira,f,x\na,1,\"Mi\nra\",\na,1,Mira\n",
		"2 /1 Mira !area; 3 a b/1 Mira !area; 4 a/- Mira !id; 5 a/1  !address;"
		" 6 a/1 Mira !form; 7 a/1 Mira !fields; 8 a/1 Mi\nra !letters; 10 a/1 Mira; ");
	check("area,address\na,0123456789012345678901234567890123456789012345678901234567890123456"
	      "789012345678901234567890123456789012345678901234567890123456789012345678901234567"
	      "890123456789012345678901234567890123456789012345678901234567890123456789012345678"
	      "90123456789012345678901234567890123456789012345678901234567890123456789\n",
		"2 a/ 012345678901234567890123456789012345678901234567890123456789012345678901234"
		"5678901234567890123456789012345678901234567890123456789012345678901234567890123456"
		"7890123456789012345678901234567890123456789012345678901234567890123456789012345678"
		"9012345678901234567890123456789012345678901234567890123456789 !long; ");
}

static void positions_are_degrees(void **state)
{
	(void)state;
	check("area;address;latitude;longitude\na;M;55,7961271;49.106\na;M;-0.5;-180\na;M;90;1\n"
	      "a;M;90.1;1\na;M;x;1\na;M;1;\na;M;;\na;M;1.;0\n",
		"2 a/ M @55.796127,49.106000; 3 a/ M @-0.500000,-180.000000;"
		" 4 a/ M @90.000000,1.000000; 5 a/ M !position; 6 a/ M !position;"
		" 7 a/ M !position; 8 a/ M; 9 a/ M @1.000000,0.000000; ");
}

static void what_is_no_register_is_refused_by_line(void **state)
{
	(void)state;
	static const char open_quote[] = "area,address\na,Mira\na,\"Mira\na,Mira\n";
	static const char letters[] = "area,address\na,Mira\na,\xcc\xe8\xf0\xe0\n";
	refuse("", 0, 1, "empty");
	refuse("area,id\n", 8, 1, "missing: address");
	refuse("area,address,Area\n", 18, 1, "twice");
	refuse("area,address,latitude\n", 22, 1, "longitude");
	refuse("\xff\xfe"
	       "a\0",
		4, 0, "UTF-16");
	refuse(open_quote, sizeof open_quote - 1, 3, "quotation");
	refuse(letters, sizeof letters - 1, 3, "UTF-8");
	refuse("area,address\na,\"M\"x\n", 20, 2, "quotation");
}

static void columns_that_are_none_of_ours_are_named(void **state)
{
	(void)state;
	static const char file[] = "Area,floor,address,\xd1\x8d\xd1\x82\xd0\xb0\xd0\xb6\na,1,M,2\n";
	ZR_CLEANUP(zr_register_rows_finish) struct zr_register_rows rows = {0};
	const struct zr_register_piece piece = {file, sizeof file - 1, "", 0, true};
	assert_int_equal(zr_register_csv_read(&piece, &rows, &error), 0);
	assert_string_equal(rows.ignored, "floor, \xd1\x8d\xd1\x82\xd0\xb0\xd0\xb6");
	assert_int_equal(rows.count, 1);
	assert_string_equal(zr_row_fault_sentence("of a later hub"), "of a later hub");
}

static void a_row_that_never_ends_is_refused_at_its_line(void **state)
{
	(void)state;
	static char file[2 * ZR_HUB_REGISTER_ROW_BYTES_MAX];
	memset(file, 'x', sizeof file);
	memcpy(file, "area,address\na,\"", 16);
	ZR_CLEANUP(zr_register_rows_finish) struct zr_register_rows rows = {0};
	const struct zr_register_piece piece = {file, sizeof file, "", 0, false};
	assert_int_equal(zr_register_csv_read(&piece, &rows, &error), ZR_E_SYNTAX);
	assert_int_equal(error.line, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialects_read_alike),
		cmocka_unit_test(rows_without_anything_are_none),
		cmocka_unit_test(a_bad_row_says_what_is_wrong_with_it),
		cmocka_unit_test(positions_are_degrees),
		cmocka_unit_test(what_is_no_register_is_refused_by_line),
		cmocka_unit_test(columns_that_are_none_of_ours_are_named),
		cmocka_unit_test(a_row_that_never_ends_is_refused_at_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Reading .xlsx: what cells become, and what is refused.
 * Tests: xlsx.c package.c worksheet.c rich_text.c shared_strings.c cell_formats.c */
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/workbook/xlsx.h"
#include "test/unit/workbook/parts.h"
#include "test/unit/unit.h"

#define PACKAGE                                                                                    \
	"=== _rels/.rels\n<Relationships><Relationship Id='r1' Target='xl/workbook.xml' "          \
	"Type='http://x/relationships/officeDocument'/></Relationships>\n"
#define WORKBOOK                                                                                   \
	"=== xl/workbook.xml\n<workbook xmlns:r='r'><workbookPr/><sheets><sheet name='survey' "    \
	"r:id='a'/></sheets></workbook>\n"
#define RELATIONS                                                                                  \
	"=== xl/_rels/workbook.xml.rels\n<Relationships>"                                          \
	"<Relationship Id='a' Target='worksheets/s.xml' Type='x/worksheet'/>"                      \
	"<Relationship Id='b' Target='/xl/strings.xml' Type='x/sharedStrings'/>"                   \
	"<Relationship Id='c' Target='.././xl/styles.xml' Type='x/styles'/>"                       \
	"</Relationships>\n"
#define STRINGS                                                                                    \
	"=== xl/strings.xml\n<sst><si><t>type</t></si><si><r><t>a </t></r><r><rPr><b/></rPr>"      \
	"<t>bold</t></r><rPh sb='0' eb='1'><t>phonetic</t></rPh></si>"                             \
	"<si><t>Ф\xc2\xa0_x000D_\n_x005F_x</t></si><si/></sst>\n"
#define STYLES                                                                                     \
	"=== xl/styles.xml\n<styleSheet><numFmts><numFmt numFmtId='170' "                          \
	"formatCode='dd/mm/yyyy'/><numFmt numFmtId='171' formatCode='[Red]0.0 \"days\"'/>"         \
	"</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"    \
	"<xf numFmtId='170'/><xf numFmtId='171'/><xf numFmtId='46'/></cellXfs></styleSheet>\n"
#define SHEET(rows)                                                                                \
	"=== xl/worksheets/s.xml\n<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define BOOK(rows) PACKAGE WORKBOOK RELATIONS STRINGS STYLES SHEET(rows)

struct fixture {
	struct zr_workbook *book;
	struct zr_error error;
};

static int set_up(void **state)
{
	*state = test_calloc(1, sizeof(struct fixture));
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	zr_workbook_free(fixture->book);
	test_free(fixture);
	return 0;
}

static int read_parts(struct fixture *fixture, const char *text)
{
	size_t bytes = 0;
	void *packed = parts_pack(text, strlen(text), &bytes);
	assert_non_null(packed);
	zr_workbook_free(fixture->book);
	fixture->book = NULL;
	int code = zr_xlsx_read(packed, bytes, &fixture->book, &fixture->error);
	free(packed);
	return code;
}

static const char *cell(const struct fixture *fixture, size_t row, size_t column)
{
	return zr_workbook_cell(fixture->book, 0, row, column);
}

static void reads_every_type_of_cell(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(
		read_parts(fixture,
			BOOK("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
			     "<c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c></row>"
			     "<row r='3'><c r='A3'><v>0.10000000000000001</v></c>"
			     "<c r='B3'><v>7</v></c><c r='C3' s='1'><v>44634.5</v></c>"
			     "<c r='D3' s='2'><v>2.5</v></c><c r='E3' s='3'><v>1.25</v></c>"
			     "<c r='F3' t='b'><v>1</v></c><c r='G3' t='b'><v>0</v></c>"
			     "<c r='H3' t='str'><f>A1&amp;B1</f><v>&lt;sum&gt;</v></c>"
			     "<c r='I3' t='inlineStr'><is><t>in</t><r><t>line</t></r></is></c>"
			     "<c r='J3' t='d'><v>2026-11-22T10:30:00</v></c></row>")),
		0);
	static const char *const HEADER[] = {"type", "a bold", "Ф \n_x", ""};
	static const char *const ROW[] = {"0.1", "7", "2022-03-14 12:00:00", "2.5",
		"1 day, 6:00:00", "TRUE", "FALSE", "<sum>", "inline", "2026-11-22 10:30:00"};
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(cell(fixture, 0, i), HEADER[i]);
	}
	for (size_t i = 0; i < 10; i++) {
		assert_string_equal(cell(fixture, 2, i), ROW[i]);
	}
	assert_int_equal(zr_workbook_rows(fixture->book, 0), 3);
	assert_int_equal(zr_workbook_notes(fixture->book), 2);
	assert_string_equal(zr_workbook_note(fixture->book, 0)->where, "survey!D");
	assert_string_equal(zr_workbook_note(fixture->book, 1)->where, "survey!E");
	assert_non_null(strstr(zr_workbook_note(fixture->book, 1)->message, "'1 day, 6:00:00'"));
	assert_non_null(strstr(zr_workbook_note(fixture->book, 0)->message, "shows '2.5 days'"));
}

static void places_cells_that_do_not_say_where(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(
		read_parts(fixture, BOOK("<row><c><v>1</v></c><c><v>2</v></c></row><row/>"
					 "<row><c r='C3'><v>3</v></c><c><v>4</v></c></row>")),
		0);
	assert_string_equal(cell(fixture, 0, 1), "2");
	assert_string_equal(cell(fixture, 2, 2), "3");
	assert_string_equal(cell(fixture, 2, 3), "4");
}

static void counts_days_from_1904_when_the_workbook_says_so(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(
		read_parts(fixture, PACKAGE
			"=== xl/workbook.xml\n<workbook><workbookPr date1904='1'/><sheets>"
			"<sheet name='x' id='a'/></sheets></workbook>\n" RELATIONS STYLES SHEET(
				"<row><c s='1'><v>43172</v></c></row>")),
		0);
	assert_string_equal(cell(fixture, 0, 0), "2022-03-14 00:00:00");
}

static void leaves_out_charts_and_keeps_hidden_sheets(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(read_parts(fixture, PACKAGE
				 "=== xl/workbook.xml\n<workbook><sheets><sheet name='chart' "
				 "id='z'/><sheet name='choices' state='hidden' id='a'/></sheets>"
				 "</workbook>\n=== xl/_rels/workbook.xml.rels\n<Relationships>"
				 "<Relationship Id='z' Target='c.xml' Type='x/chartsheet'/>"
				 "<Relationship Id='a' Target='worksheets/s.xml' "
				 "Type='x/worksheet'/></Relationships>\n" SHEET(
					 "<row><c><v>1</v></c></row>")),
		0);
	assert_int_equal(zr_workbook_sheets(fixture->book), 1);
	assert_string_equal(zr_workbook_sheet_name(fixture->book, 0), "choices");
}

static void notes_what_a_cell_shows_otherwise(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(
		read_parts(fixture,
			BOOK("<row r='1'><c r='A1' s='2'><v>2</v></c><c r='B1' "
			     "s='2'><v>2.25</v></c>"
			     "<c r='C1'><v>12345678901234567890</v></c>"
			     "<c r='D1'><v>0.30000000000000004</v></c><c r='E1'><v>5</v></c></row>"
			     "<row r='2'><c r='A2' s='2'><v>3</v></c></row>")),
		0);
	assert_int_equal(zr_workbook_notes(fixture->book), 4);
	assert_non_null(strstr(zr_workbook_note(fixture->book, 0)->message,
		"the cell shows '2.0 days' and is read as '2'"));
	assert_string_equal(zr_workbook_note(fixture->book, 2)->where, "survey!C");
	assert_non_null(strstr(zr_workbook_note(fixture->book, 2)->message, "keeps 15 digits"));
	assert_string_equal(zr_workbook_note(fixture->book, 3)->where, "survey!D");
}

static void notes_formulas_without_a_result(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(
		read_parts(fixture, BOOK("<row r='4'><c r='B4'><f>A1</f></c>"
					 "<c r='C4' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>")),
		0);
	assert_int_equal(zr_workbook_notes(fixture->book), 2);
	assert_int_equal(zr_workbook_note(fixture->book, 0)->line, 4);
	assert_string_equal(zr_workbook_note(fixture->book, 0)->where, "survey!B");
	assert_non_null(strstr(zr_workbook_note(fixture->book, 0)->message, "no stored result"));
	assert_string_equal(cell(fixture, 3, 2), "#DIV/0!");
	assert_string_equal(zr_workbook_note(fixture->book, 1)->where, "survey!C");
}

static void says_where_a_cell_is_wrong(void **state)
{
	static const char *const BAD[] = {
		BOOK("<row r='9'><c r='AB9' t='s'><v>4</v></c></row>"),
		BOOK("<row r='9'><c r='AB9'><v>many</v></c></row>"),
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		assert_int_equal(read_parts(fixture, BAD[i]), ZR_E_SYNTAX);
		assert_int_equal(fixture->error.line, 9);
		assert_string_equal(fixture->error.where, "survey!AB");
	}
	assert_int_equal(
		read_parts(fixture, BOOK("<row r='1'><c r='XFD1'><v>1</v></c></row>")), ZR_E_LIMIT);
	assert_int_equal(
		read_parts(fixture, BOOK("<row><c r='A99999999'><v>1</v></c></row>")), ZR_E_LIMIT);
}

static void refuses_document_types_and_damaged_parts(void **state)
{
	struct fixture *fixture = *state;
	assert_int_equal(read_parts(fixture, PACKAGE WORKBOOK RELATIONS STRINGS STYLES
				 "=== xl/worksheets/s.xml\n<!DOCTYPE x [<!ENTITY e 'eee'>"
				 "]><worksheet>&e;</worksheet>"),
		ZR_E_UNSUPPORTED);
	assert_string_equal(fixture->error.where, "xl/worksheets/s.xml");
	assert_int_equal(read_parts(fixture, BOOK("<row>")), ZR_E_SYNTAX);
	assert_non_null(strstr(fixture->error.message, "line 1"));
	assert_int_equal(
		read_parts(fixture, PACKAGE WORKBOOK RELATIONS STRINGS STYLES), ZR_E_NOT_FOUND);
	assert_string_equal(fixture->error.where, "xl/worksheets/s.xml");
	assert_null(fixture->book);
}

static void refuses_what_is_no_xlsx_and_says_what_to_do(void **state)
{
	static const struct {
		const char *bytes;
		size_t length;
		int code;
		const char *says;
	} CASES[] = {
		{"", 0, ZR_E_SYNTAX, "not an .xlsx"},
		{"<html/>", 7, ZR_E_SYNTAX, "not an .xlsx"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", 12, ZR_E_UNSUPPORTED, ".xls workbook"},
		{"PK\3\4................................", 36, ZR_E_SYNTAX, "cut short"},
	};
	struct fixture *fixture = *state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		assert_int_equal(zr_xlsx_read(CASES[i].bytes, CASES[i].length, &fixture->book,
					 &fixture->error),
			CASES[i].code);
		assert_non_null(strstr(fixture->error.message, CASES[i].says));
		assert_non_null(strstr(fixture->error.message, "save it "));
	}
	assert_int_equal(read_parts(fixture, "=== word/document.xml\n<x/>"), ZR_E_UNSUPPORTED);
	assert_int_equal(
		read_parts(fixture,
			"=== mimetype\napplication/vnd.oasis.opendocument.spreadsheet\n=== a\nb"),
		ZR_E_UNSUPPORTED);
	assert_non_null(strstr(fixture->error.message, "OpenDocument"));
}

static char *repeat(const char *start, const char *piece, size_t count, const char *end)
{
	size_t start_bytes = strlen(start);
	size_t piece_bytes = strlen(piece);
	char *text = malloc(start_bytes + piece_bytes * count + strlen(end) + 1);
	assert_non_null(text);
	memcpy(text, start, start_bytes);
	for (size_t i = 0; i < count; i++) {
		memcpy(text + start_bytes + i * piece_bytes, piece, piece_bytes);
	}
	memcpy(text + start_bytes + piece_bytes * count, end, strlen(end) + 1);
	return text;
}

static void keeps_notes_and_formats_within_limits(void **state)
{
	struct fixture *fixture = *state;
	char *text = repeat(PACKAGE WORKBOOK RELATIONS "=== xl/worksheets/s.xml\n<worksheet><row>",
		"<c><f>1</f></c>", ZR_WORKBOOK_NOTE_COUNT_MAX + 1, "</row></worksheet>");
	assert_int_equal(read_parts(fixture, text), 0);
	assert_int_equal(zr_workbook_notes(fixture->book), ZR_WORKBOOK_NOTE_COUNT_MAX);
	free(text);
	for (size_t more = 0; more < 2; more++) {
		text = repeat(
			PACKAGE WORKBOOK RELATIONS SHEET("") "\n=== xl/styles.xml\n<s><cellXfs>",
			"<xf/>", ZR_WORKBOOK_FORMAT_COUNT_MAX + more, "</cellXfs></s>");
		assert_int_equal(read_parts(fixture, text), more == 0 ? 0 : ZR_E_LIMIT);
		free(text);
	}
}

static void stops_a_workbook_that_unpacks_without_end(void **state)
{
	static const char BOOK_OF_FIVE[] =
		PACKAGE RELATIONS "=== xl/workbook.xml\n<workbook><sheets><sheet name='1' id='a'/>"
				  "<sheet name='2' id='a'/><sheet name='3' id='a'/><sheet name='4' "
				  "id='a'/><sheet name='5' id='a'/></sheets></workbook>\n"
				  "=== xl/worksheets/s.xml\n<worksheet>";
	struct fixture *fixture = *state;
	char *text = repeat(BOOK_OF_FIVE, "                ",
		ZR_WORKBOOK_UNPACKED_BYTES_MAX / 5 / 16 + 1, "</worksheet>");
	assert_int_equal(read_parts(fixture, text), ZR_E_LIMIT);
	assert_non_null(strstr(fixture->error.message, "256 MiB"));
	free(text);
}

static void a_cut_file_is_refused_at_every_length(void **state)
{
	struct fixture *fixture = *state;
	static const char TEXT[] = BOOK("<row><c t='s'><v>0</v></c></row>");
	size_t bytes = 0;
	char *packed = parts_pack(TEXT, sizeof TEXT - 1, &bytes);
	for (size_t length = 0; length < bytes; length++) {
		char *cut = test_malloc(length + 1);
		memcpy(cut, packed, length);
		assert_int_not_equal(zr_xlsx_read(cut, length, &fixture->book, &fixture->error), 0);
		test_free(cut);
	}
	free(packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_every_type_of_cell, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			places_cells_that_do_not_say_where, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			counts_days_from_1904_when_the_workbook_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			leaves_out_charts_and_keeps_hidden_sheets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			notes_what_a_cell_shows_otherwise, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notes_formulas_without_a_result, set_up, tear_down),
		cmocka_unit_test_setup_teardown(says_where_a_cell_is_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_document_types_and_damaged_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			refuses_what_is_no_xlsx_and_says_what_to_do, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			keeps_notes_and_formats_within_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			stops_a_workbook_that_unpacks_without_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_cut_file_is_refused_at_every_length, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Every allocation of reading a workbook fails once: nothing leaks, nothing breaks, the answer is
 * ZR_E_NOMEM. Linked with -Wl,--wrap, so that only our own calls fail.
 */
#include <string.h>

#include "lib/workbook/csv_folder.h"
#include "lib/workbook/xlsx.h"
#include "test/unit/fail_alloc.h"
#include "test/unit/workbook/parts.h"
#include "test/unit/unit.h"

static const char PARTS[] =
	"=== _rels/.rels\n<Relationships><Relationship Target='xl/workbook.xml' "
	"Type='x/officeDocument'/></Relationships>\n"
	"=== xl/workbook.xml\n<workbook xmlns:r='r'><sheets><sheet name='survey' r:id='a'/>"
	"<sheet name='choices' r:id='a'/></sheets></workbook>\n"
	"=== xl/_rels/workbook.xml.rels\n<Relationships>"
	"<Relationship Id='a' Target='s.xml' Type='x/worksheet'/>"
	"<Relationship Id='b' Target='strings.xml' Type='x/sharedStrings'/>"
	"<Relationship Id='c' Target='styles.xml' Type='x/styles'/></Relationships>\n"
	"=== xl/strings.xml\n<sst><si><t>type</t></si><si/></sst>\n"
	"=== xl/styles.xml\n<styleSheet><numFmts><numFmt numFmtId='170' formatCode='d/m'/>"
	"</numFmts><cellXfs><xf numFmtId='170'/></cellXfs></styleSheet>\n"
	"=== xl/s.xml\n<worksheet><sheetData><row r='40'><c r='C40' t='s'><v>0</v></c>"
	"<c t='inlineStr'><is><t>text</t></is></c><c s='0'><v>5</v></c></row></sheetData>"
	"</worksheet>";

static int read_workbook(const void *bytes, size_t length)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	return zr_xlsx_read(bytes, length, &book, NULL);
}

static int read_csv(const void *bytes, size_t length)
{
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	return zr_csv_folder_read_single(bytes, length, &book, NULL);
}

static void fail_each(
	int (*run)(const void *bytes, size_t length), const void *bytes, size_t length)
{
	assert_int_equal(run(bytes, length), 0);
	long failed = 0;
	for (long i = 0;; i++) {
		fail_alloc_start(i);
		int code = run(bytes, length);
		if (!fail_alloc_stop()) {
			break;
		}
		assert_int_equal(code, ZR_E_NOMEM);
		failed++;
	}
	assert_true(failed > 5);
}

static void every_allocation_of_a_workbook_may_fail(void **state)
{
	(void)state;
	size_t bytes = 0;
	void *packed = parts_pack(PARTS, sizeof PARTS - 1, &bytes);
	fail_each(read_workbook, packed, bytes);
	free(packed);
}

static void every_allocation_of_a_csv_may_fail(void **state)
{
	static const char TEXT[] = "survey\n,type,\"na\"\"me\"\n,text,a\nchoices\n,list,\"x\"\n";
	(void)state;
	fail_each(read_csv, TEXT, sizeof TEXT - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocation_of_a_workbook_may_fail),
		cmocka_unit_test(every_allocation_of_a_csv_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

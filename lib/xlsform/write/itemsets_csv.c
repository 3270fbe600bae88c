/*
 * itemsets.csv: the sheet external_choices as a file beside the form, which select_one_external
 * asks by a query. ODK Collect knows it by this name and these headers (docs.getodk.org, "External
 * selects"), so the sheet goes out whole, as it stands.
 */
#include "lib/xlsform/write/itemsets_csv.h"

#include <assert.h>

#include "lib/base/buffer.h"
#include "lib/workbook/workbook.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

static int add_csv(struct zr_buffer *buffer, const char *text, bool is_first)
{
	int code = is_first ? 0 : zr_buffer_add_text(buffer, ",");
	code = code == 0 ? zr_buffer_add_text(buffer, "\"") : code;
	for (const char *at = text; code == 0 && *at != '\0'; at++) {
		code = *at == '"' ? zr_buffer_add_text(buffer, "\"\"")
				  : zr_buffer_add(buffer, at, 1);
	}
	return code == 0 ? zr_buffer_add_text(buffer, "\"") : code;
}

/* The external choices as a CSV file: what a query over itemsets.csv reads. */
int zr_itemsets_csv_write(struct zr_conversion *c)
{
	assert(c->has_itemsets && c->form->itemsets.bytes == 0);
	const struct zr_table *table = &c->tables[ZR_TABLE_EXTERNAL_CHOICES];
	struct zr_buffer *buffer = &c->form->itemsets;
	int code = 0;
	for (size_t row = 0; row < table->row_count && code == 0; row++) {
		bool is_first = true;
		for (size_t i = 0; i < table->column_count && code == 0; i++) {
			const struct zr_heading *heading = &table->headings[i];
			if (heading->title[0] == '\0') {
				continue;
			}
			bool is_list = row == 0 && heading->column == ZR_COLUMN_LIST;
			const char *cell = zr_workbook_cell(c->book, table->sheet, row, i);
			const char *text = is_list ? "list_name" : zr_phrase_trim(c, cell);
			code = text == NULL ? ZR_E_NOMEM : add_csv(buffer, text, is_first);
			is_first = false;
		}
		code = code == 0 ? zr_buffer_add_text(buffer, "\n") : code;
	}
	return code == 0 ? 0
			 : zr_report(c, code,
				   &(const struct zr_fault){.kind = ZR_FAULT_LARGE_ITEMSETS});
}

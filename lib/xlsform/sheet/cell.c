/*
 * A row's cells, looked up by what their columns mean.
 *
 * The reading of tables and the checks of a row both need this, so it stands below either.
 */
#include "lib/xlsform/sheet/cell.h"

#include <assert.h>

const struct zr_cell *zr_cell_find(const struct zr_cell *cells, enum zr_sheet_column column)
{
	assert(column != ZR_COLUMN_OTHER); /* there may be many of those, and none is the one */
	for (const struct zr_cell *cell = cells; cell != NULL; cell = cell->next) {
		if (cell->heading->column == column) {
			return cell;
		}
	}
	return NULL;
}

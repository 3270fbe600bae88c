/*
 * What a conversion forgives, and tells all the same.
 */
#ifndef ZR_XLSFORM_WARNING_H
#define ZR_XLSFORM_WARNING_H

#include "lib/base/fault.h"

struct zr_xlsform_warning {
	const char *sheet;     /* "" when it concerns the whole workbook */
	unsigned row;          /* as the spreadsheet shows it, 0 when it concerns no single row */
	unsigned column;       /* 1-based, 0 when unknown */
	struct zr_fault fault; /* its texts live as long as the form */
};

#endif

/*
 * What a conversion forgives, and tells all the same.
 */
#ifndef ZR_XLSFORM_WARNING_H
#define ZR_XLSFORM_WARNING_H

struct zr_xlsform_warning {
	const char *sheet;   /* "" when it concerns the whole workbook */
	unsigned row;        /* as the spreadsheet shows it, 0 when it concerns no single row */
	unsigned column;     /* 1-based, 0 when unknown */
	const char *message; /* one sentence */
};

#endif

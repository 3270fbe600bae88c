/* Sentences made with printf(), of rooms whose faults have no kinds yet. */
#ifndef ZR_XLSFORM_REPORT_TEXT_H
#define ZR_XLSFORM_REPORT_TEXT_H

#include <stdarg.h>
#include <stdio.h>

#include "lib/xlsform/sheet/report.h"

#define ZR_REPORT_TEXT(call)                                                                       \
	char text[2048];                                                                           \
	va_list arguments;                                                                         \
	va_start(arguments, format);                                                               \
	(void)vsnprintf(text, sizeof text, format, arguments);                                     \
	va_end(arguments);                                                                         \
	const struct zr_fault fault = {.kind = ZR_FAULT_SENTENCE, .subject = text};                \
	return call

ZR_PRINTF(4, 5)
static inline int zr_report_at_text(
	struct zr_conversion *c, int code, const struct zr_cell *cell, const char *format, ...)
{
	ZR_REPORT_TEXT(zr_report_at(c, code, cell, &fault));
}

ZR_PRINTF(5, 6)
static inline int zr_report_row_text(struct zr_conversion *c, int code, enum zr_table_id table,
	size_t row, const char *format, ...)
{
	ZR_REPORT_TEXT(zr_report_row(c, code, table, row, &fault));
}

ZR_PRINTF(4, 5)
static inline int zr_report_column_text(struct zr_conversion *c, int code,
	const struct zr_report_place *place, const char *format, ...)
{
	ZR_REPORT_TEXT(zr_report_column(c, code, place, &fault));
}

ZR_PRINTF(3, 4)
static inline int zr_report_text(struct zr_conversion *c, int code, const char *format, ...)
{
	ZR_REPORT_TEXT(zr_report(c, code, &fault));
}

ZR_PRINTF(5, 6)
ZR_MUST_CHECK
static inline int zr_report_warning_text(struct zr_conversion *c, enum zr_table_id table,
	size_t row, const struct zr_heading *heading, const char *format, ...)
{
	ZR_REPORT_TEXT(zr_report_warning(c, table, row, heading, &fault));
}

#define zr_report_at      zr_report_at_text
#define zr_report_row     zr_report_row_text
#define zr_report_column  zr_report_column_text
#define zr_report         zr_report_text
#define zr_report_warning zr_report_warning_text

#endif

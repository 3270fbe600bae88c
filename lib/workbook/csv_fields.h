/*
 * The fields of CSV, one after the other, each with its row and column.
 *
 * UTF-8 with or without a byte order mark; comma, semicolon, tab or bar, whichever the first line
 * has most of, or what a line "sep=;" before it says; double quotes with "" inside; LF, CRLF or CR.
 * RFC 4180. Rows may differ in length. Memory: the longest quoted field.
 *
 *	ZR_CLEANUP(zr_csv_fields_finish) struct zr_csv_fields csv = {0};
 *	zr_csv_fields_begin(&csv, bytes, length, error);
 *	while (code == 0 && csv.at < csv.end) {
 *		code = zr_csv_fields_take(&csv);
 *		... csv.text, csv.length, csv.row, csv.column ...
 *		zr_csv_fields_step(&csv);
 *	}
 */
#ifndef ZR_WORKBOOK_CSV_FIELDS_H
#define ZR_WORKBOOK_CSV_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_csv_fields {
	const char *at; /* where it has come to; borrowed, as end is */
	const char *end;
	char delimiter;
	size_t row; /* of the field, from 0 */
	size_t column;
	const char *text; /* the field; until the next is taken, no NUL behind it */
	size_t length;
	struct zr_buffer field; /* a quoted field without its quotes */
	struct zr_error *error;
};

/* In front of the first field of a file. Set delimiter and row afterwards to go on within one. The
 * bytes and the error outlive it. */
void zr_csv_fields_begin(
	struct zr_csv_fields *csv, const void *bytes, size_t length, struct zr_error *error);
void zr_csv_fields_finish(struct zr_csv_fields *csv);

/* The field at the reader; the reader stands behind it. ZR_E_SYNTAX, ZR_E_NOMEM, ZR_E_LIMIT: the
 * error has the row, from 1, and the column's letters. */
int zr_csv_fields_take(struct zr_csv_fields *csv) ZR_MUST_CHECK;

/* Over the delimiter or line end behind a field. */
void zr_csv_fields_step(struct zr_csv_fields *csv);

/* Whether the bytes are UTF-16, by a mark at their beginning or a zero in one of the first two. */
bool zr_csv_fields_is_utf16(const void *bytes, size_t length);

#endif

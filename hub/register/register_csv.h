/*
 * The register of addresses as CSV, read a piece at a time: any length at the memory of one piece.
 *
 * The heading names the columns, in any order: area and address; and where there are any, id,
 * latitude, longitude, form, area_name. Others are left out, by name. A piece begins with a row and
 * is read as far as whole rows go; what is left over begins the next one. Between two pieces there
 * is only the layout, a short text that any hub can go on with. Lines are counted as an editor
 * counts them. Dialects as in lib/workbook/csv_fields.h.
 *
 * A row that is no good has its fault and no more; what makes all of the file no good (another
 * encoding, a column that is missing, a quotation mark that is never closed) is an error with its
 * line. Pure: no store.
 */
#ifndef ZR_HUB_REGISTER_REGISTER_CSV_H
#define ZR_HUB_REGISTER_REGISTER_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hub/store/upload_row.h"
#include "lib/base/arena.h"
#include "lib/base/error.h"

enum zr_row_fault {
	ZR_ROW_FAULT_NONE,
#define ZR_ROW_FAULT(NAME, name, sentence) ZR_ROW_FAULT_##NAME,
#include "hub/register/row_faults.def"
#undef ZR_ROW_FAULT
	ZR_ROW_FAULT_COUNT_
};

/* A row as the store takes it, or what is wrong with it. */
struct zr_register_row {
	struct zr_upload_row row; /* texts as long as the rows, or as the piece */
	const char *area_id;
	const char *area_name; /* "" where the file says none, as form_id */
	const char *form_id;
	enum zr_row_fault fault;
	const char *value; /* what stands there, "" for nothing */
};

struct zr_register_piece {
	const char *bytes;
	size_t length;
	const char *layout; /* of the file; "": the piece begins with the heading */
	uint64_t line;      /* lines before it */
	bool is_last;
};

/* {0} is empty. */
struct zr_register_rows {
	struct zr_arena arena;
	struct zr_register_row *rows; /* owned */
	size_t count;
	size_t capacity;
	size_t taken_bytes; /* of the piece */
	uint64_t line;      /* lines before the next piece */
	char layout[ZR_UPLOAD_LAYOUT_BYTES];
	char ignored[ZR_UPLOAD_IGNORED_BYTES]; /* headings that are none of ours, with ", " between;
						* told with the heading's piece alone */
};
void zr_register_rows_finish(struct zr_register_rows *rows);

/* ZR_E_SYNTAX with line; ZR_E_LIMIT: a row is longer than ZR_HUB_REGISTER_ROW_BYTES_MAX;
 * ZR_E_NOMEM. error is never NULL. */
int zr_register_csv_read(const struct zr_register_piece *piece, struct zr_register_rows *ret_rows,
	struct zr_error *error) ZR_MUST_CHECK;

/* As in row_faults.def. A name that a later hub stored has its name for a sentence. */
const char *zr_row_fault_name(enum zr_row_fault fault);
const char *zr_row_fault_sentence(const char *name);

#endif

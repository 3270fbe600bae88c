/*
 * The register's CSV. The first byte says in pieces of how many bytes the rest comes. Holds: no
 * crash; a good row has an area and an address; and a file that is good as a whole has the same
 * rows however it is cut.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "hub/register/register_csv.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void note(struct zr_buffer *text, const struct zr_register_row *row)
{
	const char *const cells[] = {row->area_id, row->area_name, row->form_id,
		row->row.household_id, row->row.address, row->row.position,
		zr_row_fault_name(row->fault)};
	int code = zr_buffer_add(text, &row->row.line, sizeof row->row.line);
	for (size_t i = 0; code == 0 && i < sizeof cells / sizeof cells[0]; i++) {
		code = zr_buffer_add(text, cells[i], strlen(cells[i]) + 1);
	}
	assert(code == 0);
	assert(row->fault != ZR_ROW_FAULT_NONE ||
		(row->area_id[0] != '\0' && row->row.address[0] != '\0'));
}

/* 0, or the refusal; as a client sends it, which gives more where no row was whole. */
static int read_in(const char *file, size_t length, size_t piece_bytes, struct zr_buffer *text)
{
	struct zr_error error = {0};
	char layout[ZR_UPLOAD_LAYOUT_BYTES] = "";
	uint64_t line = 0;
	size_t at = 0;
	size_t wanted = piece_bytes;
	bool is_last = false;
	int code = 0;
	while (code == 0 && !is_last) {
		ZR_CLEANUP(zr_register_rows_finish) struct zr_register_rows rows = {0};
		size_t bytes = length - at < wanted ? length - at : wanted;
		is_last = at + bytes == length;
		const struct zr_register_piece piece = {file + at, bytes, layout, line, is_last};
		code = zr_register_csv_read(&piece, &rows, &error);
		for (size_t i = 0; code == 0 && i < rows.count; i++) {
			note(text, &rows.rows[i]);
		}
		assert(rows.taken_bytes <= bytes && rows.line >= line);
		wanted = rows.taken_bytes > 0 ? piece_bytes : wanted + piece_bytes;
		at += rows.taken_bytes;
		line = rows.line;
		memcpy(layout, rows.layout, sizeof layout);
	}
	return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	if (bytes == 0 || bytes > 4096) { /* the pieces make it go with the square */
		return 0;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer whole = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cut = {0};
	const char *file = (const char *)data + 1;
	int code = read_in(file, bytes - 1, bytes, &whole);
	size_t piece_bytes = 1 + data[0] % 64;
	int cut_code = read_in(file, bytes - 1, piece_bytes, &cut);
	/* The separator is guessed from the first line as far as it has come. */
	(void)cut_code;
	if (code == 0 && cut_code == 0) {
		assert(cut.bytes == whole.bytes);
		assert(cut.bytes == 0 || memcmp(cut.data, whole.data, cut.bytes) == 0);
	}
	return 0;
}

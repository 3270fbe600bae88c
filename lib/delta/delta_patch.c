/*
 * The pieces of a bsdiff, applied. Invariants: the base is read inside of itself alone, and no more
 * is written than the file was said to have; both are checked before a piece is begun.
 */
#include "lib/delta/delta_patch.h"

#include <assert.h>

enum {
	LEB_SHIFT_MAX = 63,
};

struct piece {
	uint64_t added_bytes;
	uint64_t new_bytes;
	uint64_t move; /* zigzag */
};

static int take_number(
	struct zr_delta_stream *control, uint64_t *ret_number, struct zr_error *error)
{
	uint64_t number = 0;
	for (unsigned shift = 0; shift <= LEB_SHIFT_MAX; shift += 7) {
		uint8_t byte = 0;
		int code = zr_delta_stream_take(control, &byte, sizeof byte, error);
		if (code != 0) {
			return code;
		}
		number |= (uint64_t)(byte & 0x7f) << shift;
		if ((byte & 0x80) == 0) {
			*ret_number = number;
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_SYNTAX, "A number in the control of the delta is too long");
}

static int take_piece(struct zr_delta_stream *control, struct piece *piece, struct zr_error *error)
{
	int code = take_number(control, &piece->added_bytes, error);
	if (code == 0) {
		code = take_number(control, &piece->new_bytes, error);
	}
	if (code == 0) {
		code = take_number(control, &piece->move, error);
	}
	return code;
}

static int add_to_base(struct zr_delta_patch *patch, uint64_t bytes, struct zr_error *error)
{
	uint8_t base[ZR_DELTA_PIECE_BYTES];
	uint8_t sum[ZR_DELTA_PIECE_BYTES];
	while (bytes > 0) {
		size_t count = bytes < sizeof base ? (size_t)bytes : sizeof base;
		int code = patch->tree->read_base(
			patch->tree->user, patch->base_at, base, count, error);
		if (code == 0) {
			code = zr_delta_stream_take(patch->difference, sum, count, error);
		}
		for (size_t i = 0; code == 0 && i < count; i++) {
			sum[i] = (uint8_t)(sum[i] + base[i]);
		}
		if (code == 0) {
			code = patch->tree->write_content(patch->tree->user, sum, count, error);
		}
		if (code != 0) {
			return code;
		}
		patch->base_at += count;
		bytes -= count;
	}
	return 0;
}

static int copy_extra(struct zr_delta_patch *patch, uint64_t bytes, struct zr_error *error)
{
	uint8_t data[ZR_DELTA_PIECE_BYTES];
	while (bytes > 0) {
		size_t count = bytes < sizeof data ? (size_t)bytes : sizeof data;
		int code = zr_delta_stream_take(patch->extra, data, count, error);
		if (code == 0) {
			code = patch->tree->write_content(patch->tree->user, data, count, error);
		}
		if (code != 0) {
			return code;
		}
		bytes -= count;
	}
	return 0;
}

/* Where the base is read next; false when that is outside of it. */
static bool move_base(struct zr_delta_patch *patch, uint64_t zigzag)
{
	uint64_t distance = (zigzag >> 1) + (zigzag & 1);
	bool is_back = (zigzag & 1) != 0;
	if (distance > (is_back ? patch->base_at : patch->base_bytes - patch->base_at)) {
		return false;
	}
	patch->base_at = is_back ? patch->base_at - distance : patch->base_at + distance;
	return true;
}

static int run_piece(struct zr_delta_patch *patch, struct zr_error *error)
{
	struct piece piece = {0};
	int code = take_piece(patch->control, &piece, error);
	if (code != 0) {
		return code;
	}
	if (piece.added_bytes > patch->left || piece.new_bytes > patch->left - piece.added_bytes) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "A piece of the delta does not fit its file");
	}
	if (piece.added_bytes > patch->base_bytes - patch->base_at) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"A piece of the delta does not fit the file it is based on");
	}
	code = add_to_base(patch, piece.added_bytes, error);
	if (code == 0) {
		code = copy_extra(patch, piece.new_bytes, error);
	}
	if (code != 0) {
		return code;
	}
	patch->left -= piece.added_bytes + piece.new_bytes;
	if (!move_base(patch, piece.move)) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "A piece of the delta leaves the file it is based on");
	}
	return 0;
}

int zr_delta_patch_run(struct zr_delta_patch *patch, uint32_t piece_count, struct zr_error *error)
{
	assert(patch != NULL);
	assert(patch->base_at <= patch->base_bytes);
	for (uint32_t i = 0; i < piece_count; i++) {
		int code = run_piece(patch, error);
		if (code != 0) {
			return code;
		}
	}
	if (patch->left > 0) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "The pieces of the delta give less than their file");
	}
	return 0;
}

/*
 * What the encoders and decoders of all contents share, those of lib/order too: each decoder fills
 * a local struct that is finished on failure and moved out on success; which keys were there is a
 * bit set, compared with the required ones at the end.
 */
#ifndef ZR_ENVELOPE_CONTENT_PART_H
#define ZR_ENVELOPE_CONTENT_PART_H

#include "lib/base/error.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/content.h"

/* Bits 1 to last. */
uint64_t zr_content_all_keys(unsigned last);

/* The end of a map: nothing failed, nothing behind it, none of the keys that it needs missing. */
int zr_content_end_map(const struct zr_cbor_reader *reader, const char *what, uint64_t missing,
	const char *const *keys, struct zr_error *error) ZR_MUST_CHECK;

int zr_content_end_writing(const struct zr_cbor_writer *writer, const char *what,
	struct zr_error *error) ZR_MUST_CHECK;

/* Zeroed memory for count items; a count of 0 gives none and is no failure. */
void *zr_content_take_items(
	struct zr_cbor_reader *reader, size_t count, size_t count_max, size_t item_bytes);

/* The head of an array with this many fields in each element. */
void zr_content_take_fields(struct zr_cbor_reader *reader, size_t field_count);

/* Named files: [[name, data], ...], of records and orders. A name goes to a disk: plain, no path.
 */
void zr_content_put_files(
	struct zr_cbor_writer *writer, const struct zr_content_file *files, size_t count);
void zr_content_take_files(struct zr_cbor_reader *reader, size_t count_max,
	struct zr_content_file **ret_files, size_t *ret_count);
void zr_content_free_files(struct zr_content_file *files, size_t count);
bool zr_content_is_file_name(const char *name);

/* Remarks: [[place, text, reply], ...]. */
void zr_content_put_remarks(
	struct zr_cbor_writer *writer, const struct zr_record_remark *remarks, size_t count);
void zr_content_take_remarks(
	struct zr_cbor_reader *reader, struct zr_record_remark **ret_remarks, size_t *ret_count);
void zr_content_free_remarks(struct zr_record_remark *remarks, size_t count);

#endif

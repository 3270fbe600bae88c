/* What all contents share: the ends of maps, lists with a limit, named files. */
#include "lib/envelope/content_part.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_FIELD_COUNT = 2,
};

/* Bits 1 to last. */
uint64_t zr_content_all_keys(unsigned last)
{
	return (((uint64_t)1 << (last + 1)) - 1) & ~(uint64_t)1;
}

/* The end of a map: nothing failed, nothing behind it, none of the keys that it needs missing. */
int zr_content_end_map(const struct zr_cbor_reader *reader, const char *what, uint64_t missing,
	const char *const *keys, struct zr_error *error)
{
	int code = zr_cbor_end(reader, what, error);
	if (code == 0 && missing != 0) {
		unsigned key = (unsigned)__builtin_ctzll(missing);
		return zr_error_set_at(error, ZR_E_SYNTAX, 0, keys[key],
			"%s lacks its field %u; it was written by another version", what, key);
	}
	return code;
}

int zr_content_end_writing(
	const struct zr_cbor_writer *writer, const char *what, struct zr_error *error)
{
	if (writer->code == 0) {
		return 0;
	}
	zr_buffer_wipe(writer->buffer);
	return zr_error_set(error, writer->code, "%s cannot be written: %s", what,
		writer->code == ZR_E_LIMIT ? "it is too large" : "no memory");
}

/* Zeroed memory for count items; a count of 0 gives none and is no failure. */
void *zr_content_take_items(
	struct zr_cbor_reader *reader, size_t count, size_t count_max, size_t item_bytes)
{
	if (count > count_max) {
		zr_cbor_fail(reader, ZR_E_LIMIT);
	}
	if (reader->code != 0 || count == 0) {
		return NULL;
	}
	void *items = calloc(count, item_bytes);
	if (items == NULL) {
		zr_cbor_fail(reader, ZR_E_NOMEM);
	}
	return items;
}

/* The head of an array with this many fields in each element. */
void zr_content_take_fields(struct zr_cbor_reader *reader, size_t field_count)
{
	if (zr_cbor_take_array(reader) != field_count) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

/* ---- files ---- */

void zr_content_put_files(
	struct zr_cbor_writer *writer, const struct zr_content_file *files, size_t count)
{
	assert(files != NULL || count == 0);
	zr_cbor_put_array(writer, count);
	for (size_t i = 0; i < count; i++) {
		zr_cbor_put_array(writer, FILE_FIELD_COUNT);
		zr_cbor_put_text(writer, files[i].name);
		zr_cbor_put_bytes(writer, files[i].data, files[i].bytes);
	}
}

/* A file's name goes to a disk: no path, no hidden file, nothing that a folder means. */
bool zr_content_is_file_name(const char *name)
{
	assert(name != NULL);
	size_t bytes = strlen(name);
	return bytes > 0 && bytes <= 255 && name[0] != '.' && strchr(name, '/') == NULL;
}

void zr_content_take_files(struct zr_cbor_reader *reader, size_t count_max,
	struct zr_content_file **ret_files, size_t *ret_count)
{
	assert(*ret_files == NULL);
	size_t count = zr_cbor_take_array(reader);
	struct zr_content_file *files =
		zr_content_take_items(reader, count, count_max, sizeof *files);
	if (files == NULL) {
		return;
	}
	*ret_files = files;
	*ret_count = count;
	for (size_t i = 0; i < count && reader->code == 0; i++) {
		zr_content_take_fields(reader, FILE_FIELD_COUNT);
		zr_cbor_take_text_copy(reader, &files[i].name, NULL);
		zr_cbor_take_bytes_copy(reader, &files[i].data, &files[i].bytes);
		if (reader->code == 0 && !zr_content_is_file_name(files[i].name)) {
			zr_cbor_fail(reader, ZR_E_SYNTAX);
		}
	}
}

void zr_content_free_files(struct zr_content_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (files[i].data != NULL) {
			explicit_bzero(files[i].data, files[i].bytes);
		}
		free(files[i].name);
		free(files[i].data);
	}
	free(files);
}

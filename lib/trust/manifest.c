/*
 * The content of a manifest, read and written. What a manifest may say is checked in one place for
 * both, so that no release is made that no tablet takes.
 */
#include "lib/trust/manifest.h"

#include <assert.h>
#include <string.h>

#include "lib/cbor/cbor.h"
#include "lib/trust/document_kind.h"

enum {
	KEY_KIND = 1,
	KEY_GENERATION,
	KEY_NUMBER,
	KEY_NAME,
	KEY_BOARD,
	KEY_FLOOR,
	KEY_ENTERS_FROM,
	KEY_IS_BARRIER,
	KEY_ROOT_HASH,
	KEY_PARTS,
	KEY_FILES,
	KEY_COUNT = KEY_FILES,

	PART_KIND = 1,
	PART_BYTES,
	PART_SHA256,
	PART_KEY_COUNT = PART_SHA256,

	FILE_PART = 1,
	FILE_PACKING,
	FILE_BYTES,
	FILE_SHA256,
	FILE_FROM,
	FILE_BASE,
	FILE_KEY_COUNT = FILE_BASE,
};

/* ---- what may be said ---- */

static bool is_delta(const struct zr_manifest_file *file)
{
	return file->packing >= ZR_PACKING_DELTA;
}

static bool has_part(const struct zr_manifest *manifest, enum zr_manifest_part_kind kind)
{
	for (size_t i = 0; i < manifest->part_count; i++) {
		if (manifest->parts[i].kind == kind) {
			return true;
		}
	}
	return false;
}

/* Parts stand in their order, each once; root and UKI are needed to start. */
static const char *fault_of_parts(const struct zr_manifest *manifest)
{
	for (size_t i = 0; i < manifest->part_count; i++) {
		const struct zr_manifest_part *part = &manifest->parts[i];
		if (part->kind < ZR_PART_ROOT || part->kind > ZR_PART_UKI || part->bytes == 0 ||
			part->bytes > INT64_MAX) {
			return "a part of an unknown kind, or an empty one";
		}
		if (i > 0 && part->kind <= manifest->parts[i - 1].kind) {
			return "parts that are not in their order, or twice there";
		}
	}
	return has_part(manifest, ZR_PART_ROOT) && has_part(manifest, ZR_PART_UKI)
		       ? NULL
		       : "no root image or no kernel image";
}

static const char *fault_of_file(
	const struct zr_manifest *manifest, const struct zr_manifest_file *file)
{
	static const uint8_t none[ZR_CRYPTO_HASH_BYTES];
	if (!has_part(manifest, file->part) || file->packing < ZR_PACKING_PLAIN ||
		file->packing > ZR_PACKING_COUNT || file->bytes == 0 || file->bytes > INT64_MAX) {
		return "a file of no part, in an unknown packing, or an empty one";
	}
	bool has_base = memcmp(file->base, none, sizeof none) != 0;
	return has_base == is_delta(file) && (file->from > 0) == is_delta(file) &&
			       file->from < manifest->number
		       ? NULL
		       : "a delta that does not say from which earlier release, or a whole that "
			 "does";
}

static bool has_whole(const struct zr_manifest *manifest, enum zr_manifest_part_kind kind)
{
	for (size_t i = 0; i < manifest->file_count; i++) {
		if (manifest->files[i].part == kind && !is_delta(&manifest->files[i])) {
			return true;
		}
	}
	return false;
}

static const char *fault_of_files(const struct zr_manifest *manifest)
{
	for (size_t i = 0; i < manifest->file_count; i++) {
		const char *fault = fault_of_file(manifest, &manifest->files[i]);
		if (fault != NULL) {
			return fault;
		}
	}
	/* A tablet that no delta fits must have a way: it is never stuck. */
	return has_whole(manifest, ZR_PART_ROOT) && has_whole(manifest, ZR_PART_UKI)
		       ? NULL
		       : "deltas alone: the whole images must be there, too";
}

static int check(const struct zr_manifest *manifest, struct zr_error *error)
{
	const char *fault = NULL;
	if (manifest->number < 1 || manifest->floor > manifest->number ||
		manifest->enters_from >= manifest->number) {
		fault = "a floor above its number, or an entry that is not below it";
	} else if (manifest->generation < 1 || manifest->board[0] == '\0') {
		fault = "no board or no charter";
	}
	fault = fault != NULL ? fault : fault_of_parts(manifest);
	fault = fault != NULL ? fault : fault_of_files(manifest);
	return fault == NULL
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "the manifest of release %u has %s",
				 manifest->number, fault);
}

/* ---- writing ---- */

static void put_part(struct zr_cbor_writer *writer, const struct zr_manifest_part *part)
{
	zr_cbor_put_map(writer, PART_KEY_COUNT);
	zr_cbor_put_uint_field(writer, PART_KIND, (uint64_t)part->kind);
	zr_cbor_put_uint_field(writer, PART_BYTES, part->bytes);
	zr_cbor_put_bytes_field(writer, PART_SHA256, part->sha256, sizeof part->sha256);
}

static void put_file(struct zr_cbor_writer *writer, const struct zr_manifest_file *file)
{
	zr_cbor_put_map(writer, FILE_KEY_COUNT);
	zr_cbor_put_uint_field(writer, FILE_PART, (uint64_t)file->part);
	zr_cbor_put_uint_field(writer, FILE_PACKING, (uint64_t)file->packing);
	zr_cbor_put_uint_field(writer, FILE_BYTES, file->bytes);
	zr_cbor_put_bytes_field(writer, FILE_SHA256, file->sha256, sizeof file->sha256);
	zr_cbor_put_uint_field(writer, FILE_FROM, file->from);
	zr_cbor_put_bytes_field(
		writer, FILE_BASE, file->base, is_delta(file) ? sizeof file->base : 0);
}

static void put_content(struct zr_cbor_writer *writer, const struct zr_manifest *manifest)
{
	zr_cbor_put_map(writer, KEY_COUNT);
	zr_cbor_put_uint_field(writer, KEY_KIND, ZR_DOCUMENT_MANIFEST);
	zr_cbor_put_uint_field(writer, KEY_GENERATION, manifest->generation);
	zr_cbor_put_uint_field(writer, KEY_NUMBER, manifest->number);
	zr_cbor_put_text_field(writer, KEY_NAME, manifest->name);
	zr_cbor_put_text_field(writer, KEY_BOARD, manifest->board);
	zr_cbor_put_uint_field(writer, KEY_FLOOR, manifest->floor);
	zr_cbor_put_uint_field(writer, KEY_ENTERS_FROM, manifest->enters_from);
	zr_cbor_put_bool_field(writer, KEY_IS_BARRIER, manifest->is_barrier);
	zr_cbor_put_bytes_field(
		writer, KEY_ROOT_HASH, manifest->root_hash, sizeof manifest->root_hash);
	zr_cbor_put_int(writer, KEY_PARTS);
	zr_cbor_put_array(writer, manifest->part_count);
	for (size_t i = 0; i < manifest->part_count; i++) {
		put_part(writer, &manifest->parts[i]);
	}
	zr_cbor_put_int(writer, KEY_FILES);
	zr_cbor_put_array(writer, manifest->file_count);
	for (size_t i = 0; i < manifest->file_count; i++) {
		put_file(writer, &manifest->files[i]);
	}
}

int zr_manifest_encode(
	const struct zr_manifest *manifest, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(manifest != NULL && ret_content->bytes == 0);
	assert(manifest->part_count <= ZR_PART_KIND_COUNT);
	assert(manifest->file_count <= ZR_MANIFEST_FILE_COUNT_MAX);
	int code = check(manifest, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_writer writer = {.buffer = ret_content};
	put_content(&writer, manifest);
	if (writer.code != 0) {
		zr_buffer_finish(ret_content);
		return zr_error_set(error, writer.code, "no memory to write a manifest");
	}
	return 0;
}

/* ---- reading ---- */

static uint64_t take_size(struct zr_cbor_reader *reader, int64_t key)
{
	zr_document_take_key(reader, key);
	return zr_cbor_take_uint(reader);
}

static void take_hash(struct zr_cbor_reader *reader, int64_t key, uint8_t *ret_hash)
{
	zr_document_take_key(reader, key);
	zr_cbor_take_fixed(reader, ret_hash, ZR_CRYPTO_HASH_BYTES);
}

static void take_part(struct zr_cbor_reader *reader, struct zr_manifest_part *part)
{
	if (zr_cbor_take_map(reader) != PART_KEY_COUNT) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	part->kind = (enum zr_manifest_part_kind)zr_document_take_number(reader, PART_KIND);
	part->bytes = take_size(reader, PART_BYTES);
	take_hash(reader, PART_SHA256, part->sha256);
}

static void take_file(struct zr_cbor_reader *reader, struct zr_manifest_file *file)
{
	if (zr_cbor_take_map(reader) != FILE_KEY_COUNT) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
	file->part = (enum zr_manifest_part_kind)zr_document_take_number(reader, FILE_PART);
	file->packing = (enum zr_manifest_packing)zr_document_take_number(reader, FILE_PACKING);
	file->bytes = take_size(reader, FILE_BYTES);
	take_hash(reader, FILE_SHA256, file->sha256);
	file->from = zr_document_take_number(reader, FILE_FROM);
	zr_document_take_key(reader, FILE_BASE);
	struct zr_cbor_span base = zr_cbor_take_bytes(reader);
	if (base.bytes == sizeof file->base) {
		memcpy(file->base, base.data, base.bytes);
	} else if (base.bytes != 0) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

static size_t take_count(struct zr_cbor_reader *reader, int64_t key, size_t count_max)
{
	zr_document_take_key(reader, key);
	size_t count = zr_cbor_take_array(reader);
	if (count > count_max) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return 0;
	}
	return count;
}

static void take_content(struct zr_cbor_reader *reader, struct zr_manifest *manifest)
{
	zr_document_begin(reader, ZR_DOCUMENT_MANIFEST, KEY_COUNT);
	manifest->generation = zr_document_take_number(reader, KEY_GENERATION);
	manifest->number = zr_document_take_number(reader, KEY_NUMBER);
	zr_document_take_key(reader, KEY_NAME);
	zr_cbor_take_string(reader, manifest->name, sizeof manifest->name);
	zr_document_take_key(reader, KEY_BOARD);
	zr_cbor_take_string(reader, manifest->board, sizeof manifest->board);
	manifest->floor = zr_document_take_number(reader, KEY_FLOOR);
	manifest->enters_from = zr_document_take_number(reader, KEY_ENTERS_FROM);
	zr_document_take_key(reader, KEY_IS_BARRIER);
	manifest->is_barrier = zr_cbor_take_bool(reader);
	take_hash(reader, KEY_ROOT_HASH, manifest->root_hash);
	manifest->part_count = take_count(reader, KEY_PARTS, ZR_PART_KIND_COUNT);
	for (size_t i = 0; i < manifest->part_count; i++) {
		take_part(reader, &manifest->parts[i]);
	}
	manifest->file_count = take_count(reader, KEY_FILES, ZR_MANIFEST_FILE_COUNT_MAX);
	for (size_t i = 0; i < manifest->file_count; i++) {
		take_file(reader, &manifest->files[i]);
	}
}

int zr_manifest_decode(
	struct zr_crypto_bytes content, struct zr_manifest *ret_manifest, struct zr_error *error)
{
	assert(ret_manifest != NULL);
	struct zr_manifest manifest = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content.data, content.bytes);
	take_content(&reader, &manifest);
	int code = zr_cbor_end(&reader, "the manifest", error);
	if (code == 0) {
		code = check(&manifest, error);
	}
	if (code == 0) {
		*ret_manifest = manifest;
	}
	return code;
}

const struct zr_manifest_file *zr_manifest_find(
	const struct zr_manifest *manifest, enum zr_manifest_part_kind part, const uint8_t *base)
{
	assert(manifest != NULL && part >= ZR_PART_ROOT && part <= ZR_PART_UKI);
	const struct zr_manifest_file *best = NULL;
	for (size_t i = 0; i < manifest->file_count; i++) {
		const struct zr_manifest_file *file = &manifest->files[i];
		bool is_fit =
			file->part == part &&
			(!is_delta(file) ||
				(base != NULL && memcmp(file->base, base, sizeof file->base) == 0));
		if (is_fit && (best == NULL || file->bytes < best->bytes)) {
			best = file;
		}
	}
	return best;
}

/* A charter that is written is checked as one that is read: none is signed that no tablet takes. */
#include "lib/trust/charter.h"

#include <assert.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/trust/document_kind.h"

enum {
	KEY_KIND = 1,
	KEY_GENERATION,
	KEY_BEFORE,
	KEY_ROOTS,
	KEY_RELEASES,
	KEY_NAME,
	KEY_IS_DEVELOPMENT,
	KEY_COUNT = KEY_IS_DEVELOPMENT,
};

static bool is_key_twice(const struct zr_charter *charter)
{
	const uint8_t *keys[ZR_CHARTER_ROOT_COUNT + ZR_CHARTER_RELEASE_COUNT_MAX];
	size_t count = 0;
	for (size_t i = 0; i < ZR_CHARTER_ROOT_COUNT; i++) {
		keys[count++] = charter->roots[i];
	}
	for (size_t i = 0; i < charter->release_count; i++) {
		keys[count++] = charter->releases[i];
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t j = i + 1; j < count; j++) {
			if (memcmp(keys[i], keys[j], ZR_CRYPTO_KEY_BYTES) == 0) {
				return true;
			}
		}
	}
	return false;
}

static int check(const struct zr_charter *charter, struct zr_error *error)
{
	if (charter->generation < 1 || charter->has_before != (charter->generation > 1)) {
		return zr_error_set(error, ZR_E_INVALID,
			"charter %u: the first has none before it, and every other one has",
			charter->generation);
	}
	if (charter->release_count < 1 || charter->release_count > ZR_CHARTER_RELEASE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_INVALID,
			"charter %u names %zu release keys, not 1 to %d", charter->generation,
			charter->release_count, ZR_CHARTER_RELEASE_COUNT_MAX);
	}
	if (is_key_twice(charter)) {
		return zr_error_set(error, ZR_E_INVALID,
			"charter %u names a key twice; each safe must hold another one",
			charter->generation);
	}
	return 0;
}

/* ---- writing ---- */

static void put_keys(struct zr_cbor_writer *writer, int64_t field,
	const uint8_t (*keys)[ZR_CRYPTO_KEY_BYTES], size_t count)
{
	assert(keys != NULL && count > 0);
	zr_cbor_put_int(writer, field);
	zr_cbor_put_array(writer, count);
	for (size_t i = 0; i < count; i++) {
		zr_cbor_put_bytes(writer, keys[i], ZR_CRYPTO_KEY_BYTES);
	}
}

int zr_charter_encode(
	const struct zr_charter *charter, struct zr_buffer *ret_content, struct zr_error *error)
{
	assert(charter != NULL && ret_content->bytes == 0);
	int code = check(charter, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_writer writer = {.buffer = ret_content};
	zr_cbor_put_map(&writer, KEY_COUNT);
	zr_cbor_put_uint_field(&writer, KEY_KIND, ZR_DOCUMENT_CHARTER);
	zr_cbor_put_uint_field(&writer, KEY_GENERATION, charter->generation);
	zr_cbor_put_bytes_field(&writer, KEY_BEFORE, charter->before,
		charter->has_before ? sizeof charter->before : 0);
	put_keys(&writer, KEY_ROOTS, charter->roots, ZR_CHARTER_ROOT_COUNT);
	put_keys(&writer, KEY_RELEASES, charter->releases, charter->release_count);
	zr_cbor_put_text_field(&writer, KEY_NAME, charter->name);
	zr_cbor_put_bool_field(&writer, KEY_IS_DEVELOPMENT, charter->is_development);
	if (writer.code != 0) {
		zr_buffer_finish(ret_content);
		return zr_error_set(error, writer.code, "no memory to write a charter");
	}
	return 0;
}

/* ---- reading ---- */

static size_t take_keys(
	struct zr_cbor_reader *reader, uint8_t (*ret_keys)[ZR_CRYPTO_KEY_BYTES], size_t count_max)
{
	size_t count = zr_cbor_take_array(reader);
	if (count > count_max) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		zr_cbor_take_fixed(reader, ret_keys[i], ZR_CRYPTO_KEY_BYTES);
	}
	return count;
}

static void take_before(struct zr_cbor_reader *reader, struct zr_charter *charter)
{
	struct zr_cbor_span before = zr_cbor_take_bytes(reader);
	charter->has_before = before.bytes > 0;
	if (before.bytes == sizeof charter->before) {
		memcpy(charter->before, before.data, before.bytes);
	} else if (before.bytes != 0) {
		zr_cbor_fail(reader, ZR_E_SYNTAX);
	}
}

int zr_charter_decode(
	const void *content, size_t bytes, struct zr_charter *ret_charter, struct zr_error *error)
{
	assert(ret_charter != NULL);
	struct zr_charter charter = {0};
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, content, bytes);
	zr_document_begin(&reader, ZR_DOCUMENT_CHARTER, KEY_COUNT);
	charter.generation = zr_document_take_number(&reader, KEY_GENERATION);
	zr_document_take_key(&reader, KEY_BEFORE);
	take_before(&reader, &charter);
	zr_document_take_key(&reader, KEY_ROOTS);
	if (take_keys(&reader, charter.roots, ZR_CHARTER_ROOT_COUNT) != ZR_CHARTER_ROOT_COUNT) {
		zr_cbor_fail(&reader, ZR_E_SYNTAX);
	}
	zr_document_take_key(&reader, KEY_RELEASES);
	charter.release_count = take_keys(&reader, charter.releases, ZR_CHARTER_RELEASE_COUNT_MAX);
	zr_document_take_key(&reader, KEY_NAME);
	zr_cbor_take_string(&reader, charter.name, sizeof charter.name);
	zr_document_take_key(&reader, KEY_IS_DEVELOPMENT);
	charter.is_development = zr_cbor_take_bool(&reader);
	int code = zr_cbor_end(&reader, "the charter", error);
	if (code == 0) {
		code = check(&charter, error);
	}
	if (code == 0) {
		*ret_charter = charter;
	}
	return code;
}

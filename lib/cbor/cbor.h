/*
 * Deterministic CBOR (RFC 8949, 4.2): a writer over zr_buffer and a reader over bytes in memory.
 *
 * Both remember their first error and do nothing from then on: a caller writes or reads a whole
 * structure and asks once at the end. What a failed read gives is zero, empty or NULL.
 * The reader is for hostile input: it allocates nothing, never recurses, wants definite lengths and
 * the shortest form of every head, and takes no count that the remaining bytes cannot hold, so that
 * a loop over a count ends with the input. Built on libcbor's streaming decoder and encoders; its
 * tree (cbor_load) is not used, because it allocates what the input claims.
 */
#ifndef ZR_CBOR_CBOR_H
#define ZR_CBOR_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_cbor_writer {
	struct zr_buffer *buffer; /* appended to */
	int code;                 /* 0, ZR_E_NOMEM or ZR_E_LIMIT: the first failure */
};

/* {.buffer = buffer} is a writer, too. */
void zr_cbor_put_uint(struct zr_cbor_writer *writer, uint64_t value);
void zr_cbor_put_int(struct zr_cbor_writer *writer, int64_t value);
void zr_cbor_put_bytes(struct zr_cbor_writer *writer, const void *data, size_t bytes);
void zr_cbor_put_text(struct zr_cbor_writer *writer, const char *text); /* NULL as "" */
void zr_cbor_put_array(struct zr_cbor_writer *writer, size_t item_count);
void zr_cbor_put_map(struct zr_cbor_writer *writer, size_t pair_count);
void zr_cbor_put_tag(struct zr_cbor_writer *writer, uint64_t tag);
void zr_cbor_put_null(struct zr_cbor_writer *writer);

/* A key of a map and its value. */
void zr_cbor_put_uint_field(struct zr_cbor_writer *writer, int64_t key, uint64_t value);
void zr_cbor_put_int_field(struct zr_cbor_writer *writer, int64_t key, int64_t value);
void zr_cbor_put_bool_field(struct zr_cbor_writer *writer, int64_t key, bool value);
void zr_cbor_put_text_field(struct zr_cbor_writer *writer, int64_t key, const char *text);
void zr_cbor_put_bytes_field(
	struct zr_cbor_writer *writer, int64_t key, const void *data, size_t bytes);

/* Bytes borrowed from the reader's input. */
struct zr_cbor_span {
	const uint8_t *data;
	size_t bytes;
};

struct zr_cbor_reader {
	const uint8_t *data;
	size_t bytes;
	size_t offset;
	int code; /* 0, ZR_E_SYNTAX, ZR_E_LIMIT (nesting) or ZR_E_NOMEM: the first failure */
};

void zr_cbor_init(struct zr_cbor_reader *ret_reader, const void *data, size_t bytes);

uint64_t zr_cbor_take_uint(struct zr_cbor_reader *reader);
int64_t zr_cbor_take_int(struct zr_cbor_reader *reader);
bool zr_cbor_take_bool(struct zr_cbor_reader *reader);
struct zr_cbor_span zr_cbor_take_bytes(struct zr_cbor_reader *reader);
size_t zr_cbor_take_array(struct zr_cbor_reader *reader);
size_t zr_cbor_take_map(struct zr_cbor_reader *reader);
uint64_t zr_cbor_take_tag(struct zr_cbor_reader *reader);

/* One whole item of any kind, at most ZR_CBOR_DEPTH_MAX deep. */
void zr_cbor_skip(struct zr_cbor_reader *reader);

/* A map key that should be a small integer: any other key gives INT64_MIN, and so does a failed
 * reader. Keys once read stand in *seen, one bit each for 0 to 63; the same key again is
 * ZR_E_SYNTAX. */
int64_t zr_cbor_take_key(struct zr_cbor_reader *reader, uint64_t *seen);

/* A byte string of exactly this length, copied. */
void zr_cbor_take_fixed(struct zr_cbor_reader *reader, void *ret_data, size_t bytes);
/* A text of at most size - 1 bytes, copied with a NUL; a longer one is ZR_E_LIMIT. Texts are
 * checked to be UTF-8 without NUL. */
void zr_cbor_take_string(struct zr_cbor_reader *reader, char *ret_text, size_t size);
/* A text or byte string copied to the heap with a NUL behind it. *ret_copy, owned by the caller,
 * must be NULL before. ret_bytes may be NULL. */
void zr_cbor_take_text_copy(struct zr_cbor_reader *reader, char **ret_copy, size_t *ret_bytes);
void zr_cbor_take_bytes_copy(struct zr_cbor_reader *reader, char **ret_copy, size_t *ret_bytes);

/* Marks the reader as failed, unless it already is. */
void zr_cbor_fail(struct zr_cbor_reader *reader, int code);

/* 0 when all went well and nothing stands behind the last item; else the sentence, in which what is
 * the thing read: "the receipt". */
int zr_cbor_end(const struct zr_cbor_reader *reader, const char *what,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * CBOR as the agent's socket speaks it: maps with small unsigned keys, integers, booleans, texts,
 * byte strings and arrays of maps; definite lengths only. The writer appends to a buffer and
 * remembers its first failure; the reader walks borrowed bytes and remembers its first failure, so
 * that callers check once at the end. A failed reader gives zeros and empty texts and no items.
 * Nothing is allocated from a length that the input only claims. Source: RFC 8949.
 */
#ifndef ZR_LOCAL_WIRE_H
#define ZR_LOCAL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

struct zr_wire_writer {
	struct zr_buffer *buffer; /* borrowed */
	int result;               /* 0 or the first failure */
};
void zr_wire_add_map(struct zr_wire_writer *writer, size_t pair_count);
void zr_wire_add_array(struct zr_wire_writer *writer, size_t item_count);
void zr_wire_add_key(struct zr_wire_writer *writer, uint64_t key);
void zr_wire_add_uint(struct zr_wire_writer *writer, uint64_t key, uint64_t value);
void zr_wire_add_int(struct zr_wire_writer *writer, uint64_t key, int64_t value);
void zr_wire_add_bool(struct zr_wire_writer *writer, uint64_t key, bool value);
/* NULL is written as "". */
void zr_wire_add_text(struct zr_wire_writer *writer, uint64_t key, const char *text);
void zr_wire_add_bytes(struct zr_wire_writer *writer, uint64_t key, const void *data, size_t bytes);

struct zr_wire_reader {
	const uint8_t *data; /* borrowed */
	size_t bytes;
	size_t offset;
	int result; /* 0, ZR_E_SYNTAX, ZR_E_LIMIT or ZR_E_NOMEM */
};
/* Each reads the next item, which must be of its kind. A count is never larger than the bytes that
 * are left. */
size_t zr_wire_read_map(struct zr_wire_reader *reader);
size_t zr_wire_read_array(struct zr_wire_reader *reader);
uint64_t zr_wire_read_uint(struct zr_wire_reader *reader);
int64_t zr_wire_read_int(struct zr_wire_reader *reader);
bool zr_wire_read_bool(struct zr_wire_reader *reader);
/* A text without NUL inside, as a copy with a NUL behind it that is the caller's; replaces (and
 * frees) what *text held, so that a key given twice leaks nothing. */
void zr_wire_read_text(struct zr_wire_reader *reader, char **text);
/* As read_text, into an array; longer is ZR_E_LIMIT. */
void zr_wire_read_text_into(struct zr_wire_reader *reader, char *text, size_t size);
/* A byte string as a copy with a NUL behind it. */
void zr_wire_read_bytes(struct zr_wire_reader *reader, char **data, size_t *bytes);
/* Steps over one item of any kind, nested at most ZR_ENVELOPE_DEPTH_MAX deep. */
void zr_wire_skip(struct zr_wire_reader *reader);

#endif

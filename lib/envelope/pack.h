/*
 * Content compressed with zstd: one frame that says its size, nothing behind it, never more than
 * ZR_ENVELOPE_CONTENT_BYTES_MAX unpacked. Source: RFC 8878.
 */
#ifndef ZR_ENVELOPE_PACK_H
#define ZR_ENVELOPE_PACK_H

#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* ret_packed must be empty. ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_pack_encode(const void *content, size_t bytes, struct zr_buffer *ret_packed,
	struct zr_error *error) ZR_MUST_CHECK;

/* What it says that it unpacks to. ZR_E_SYNTAX, ZR_E_LIMIT. */
int zr_pack_read_size(const void *packed, size_t bytes, size_t *ret_content_bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* ret_content must be empty, and is after a failure. ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_NOMEM. */
int zr_pack_decode(const void *packed, size_t bytes, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

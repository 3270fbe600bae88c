/*
 * A growing byte buffer. The bytes are always followed by a NUL that is not counted, so that text
 * can be read as a C string. {0} is an empty buffer. It never holds more than ZR_BUFFER_BYTES_MAX.
 */
#ifndef ZR_BASE_BUFFER_H
#define ZR_BASE_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

struct zr_buffer {
	char *data; /* owned; NULL while empty */
	size_t bytes;
	size_t capacity_bytes;
};

/* Frees what the buffer holds and makes it empty again. */
void zr_buffer_finish(struct zr_buffer *buffer);

/* As zr_buffer_finish(), and wipes the bytes first: for keys and plaintext. */
void zr_buffer_wipe(struct zr_buffer *buffer);

/* Empties the buffer and keeps its memory. */
void zr_buffer_clear(struct zr_buffer *buffer);

/* Room for more bytes behind the present ones. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_buffer_reserve(struct zr_buffer *buffer, size_t more_bytes) ZR_MUST_CHECK;

/* Each appends; on failure the buffer is as it was. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_buffer_add(struct zr_buffer *buffer, const void *data, size_t bytes) ZR_MUST_CHECK;
int zr_buffer_add_text(struct zr_buffer *buffer, const char *text) ZR_MUST_CHECK;
/* One behind the other, without those that are NULL. */
int zr_buffer_join(struct zr_buffer *buffer, const char *const *texts, size_t count) ZR_MUST_CHECK;
int zr_buffer_add_format(struct zr_buffer *buffer, const char *format, ...)
	ZR_PRINTF(2, 3) ZR_MUST_CHECK;

/* The content as a C string; "" while empty. Borrowed until the buffer changes. */
const char *zr_buffer_text(const struct zr_buffer *buffer);

#endif

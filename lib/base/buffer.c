/* The growing byte buffer: doubles its memory, keeps a NUL behind the bytes. */
#include "lib/base/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/limits.h"

void zr_buffer_finish(struct zr_buffer *buffer)
{
	assert(buffer != NULL);
	free(buffer->data);
	*buffer = (struct zr_buffer){0};
}

void zr_buffer_wipe(struct zr_buffer *buffer)
{
	assert(buffer != NULL);
	if (buffer->data != NULL) {
		explicit_bzero(buffer->data, buffer->capacity_bytes);
	}
	zr_buffer_finish(buffer);
}

void zr_buffer_clear(struct zr_buffer *buffer)
{
	assert(buffer != NULL);
	buffer->bytes = 0;
	if (buffer->data != NULL) {
		buffer->data[0] = '\0';
	}
}

int zr_buffer_reserve(struct zr_buffer *buffer, size_t more_bytes)
{
	assert(buffer != NULL && buffer->bytes <= ZR_BUFFER_BYTES_MAX);
	/* The NUL behind the bytes has its place, too. */
	assert(buffer->data == NULL || buffer->bytes < buffer->capacity_bytes);
	if (more_bytes > ZR_BUFFER_BYTES_MAX - buffer->bytes) {
		return ZR_E_LIMIT;
	}
	size_t needed_bytes = buffer->bytes + more_bytes + 1;
	if (needed_bytes <= buffer->capacity_bytes) {
		return 0;
	}
	size_t capacity_bytes = buffer->capacity_bytes < 64 ? 64 : buffer->capacity_bytes * 2;
	if (capacity_bytes < needed_bytes) {
		capacity_bytes = needed_bytes;
	}
	char *data = realloc(buffer->data, capacity_bytes);
	if (data == NULL) {
		return ZR_E_NOMEM;
	}
	data[buffer->bytes] = '\0';
	buffer->data = data;
	buffer->capacity_bytes = capacity_bytes;
	return 0;
}

int zr_buffer_add(struct zr_buffer *buffer, const void *data, size_t bytes)
{
	assert(data != NULL || bytes == 0);
	int code = zr_buffer_reserve(buffer, bytes);
	if (code != 0) {
		return code;
	}
	if (bytes > 0) {
		memcpy(buffer->data + buffer->bytes, data, bytes);
	}
	buffer->bytes += bytes;
	buffer->data[buffer->bytes] = '\0';
	return 0;
}

int zr_buffer_add_text(struct zr_buffer *buffer, const char *text)
{
	assert(text != NULL);
	return zr_buffer_add(buffer, text, strlen(text));
}

int zr_buffer_join(struct zr_buffer *buffer, const char *const *texts, size_t count)
{
	assert(buffer != NULL && texts != NULL);
	size_t bytes_before = buffer->bytes;
	int code = 0;
	for (size_t i = 0; code == 0 && i < count; i++) {
		code = texts[i] != NULL ? zr_buffer_add_text(buffer, texts[i]) : 0;
	}
	if (code != 0 && buffer->data != NULL) {
		buffer->bytes = bytes_before;
		buffer->data[bytes_before] = '\0';
	}
	return code;
}

int zr_buffer_add_format(struct zr_buffer *buffer, const char *format, ...)
{
	assert(format != NULL);
	va_list arguments;
	va_start(arguments, format);
	int bytes = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	assert(bytes >= 0);
	int code = zr_buffer_reserve(buffer, (size_t)bytes);
	if (code != 0) {
		return code;
	}
	va_start(arguments, format);
	(void)vsnprintf(buffer->data + buffer->bytes, (size_t)bytes + 1, format, arguments);
	va_end(arguments);
	buffer->bytes += (size_t)bytes;
	return 0;
}

const char *zr_buffer_text(const struct zr_buffer *buffer)
{
	assert(buffer != NULL);
	return buffer->data != NULL ? buffer->data : "";
}

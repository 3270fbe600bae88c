/*
 * Reading and writing all of what was asked for, where the system may do a part. A file that is
 * shorter than it was said to be is ZR_E_SYNTAX, a device that gives no more is ZR_E_IO.
 */
#ifndef ZR_UPDATE_WHOLE_IO_H
#define ZR_UPDATE_WHOLE_IO_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

int zr_whole_io_read(
	int fd, uint64_t offset, void *data, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;

int zr_whole_io_write(int fd, uint64_t offset, const void *data, size_t bytes,
	struct zr_error *error) ZR_MUST_CHECK;

/* At the descriptor's place. */
int zr_whole_io_append(
	int fd, const void *data, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;

/* Up to bytes bytes from the descriptor's place; fewer only at the end of it. For pipes, too. */
int zr_whole_io_take(
	int fd, void *data, size_t bytes, size_t *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;

/* A whole file of at most so many bytes; ret_bytes must be empty. ZR_E_NOT_FOUND, ZR_E_LIMIT,
 * ZR_E_IO, ZR_E_NOMEM. */
int zr_whole_io_read_small(const char *path, size_t bytes_max, struct zr_buffer *ret_bytes,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * Many values of one kind as one argument: a statement takes its rows from as many columns, with
 * unnest(), and is run once for all of them.
 * Source: array_recv() of PostgreSQL 15, and int8recv(), bytearecv().
 */
#ifndef ZR_HUB_STORE_POSTGRES_ARRAY_H
#define ZR_HUB_STORE_POSTGRES_ARRAY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"

enum zr_array_kind {
	ZR_ARRAY_INT,   /* bigint[] */
	ZR_ARRAY_BYTES, /* bytea[] */
};

struct zr_array {
	enum zr_array_kind kind;
	size_t count;          /* of values that were promised */
	size_t added_count;    /* and of those that are there */
	struct zr_buffer wire; /* owned */
};

/* bytes_max: of all values together, so that none of them is moved. ZR_E_NOMEM. The array is empty
 * ({0}) before. */
int zr_array_init(struct zr_array *array, enum zr_array_kind kind, size_t count,
	size_t bytes_max) ZR_MUST_CHECK;
void zr_array_finish(struct zr_array *array);

/* ZR_E_NOMEM, ZR_E_LIMIT: a value of more than INT32_MAX bytes. */
int zr_array_add_int(struct zr_array *array, int64_t value) ZR_MUST_CHECK;
int zr_array_add_bytes(struct zr_array *array, const void *data, size_t bytes) ZR_MUST_CHECK;

#endif

/*
 * Statements over a conduit, prepared once a connection and found again by the address of their
 * text, which therefore must be static (a literal).
 *
 *	ZR_CLEANUP(zr_query_finish) struct zr_query row = {0};
 *	int code = zr_query_start(&row, conduit, "SELECT a FROM t WHERE b = $1", error, "i", b);
 *	while (code == 0 && zr_query_step(&row)) ...
 *
 * Arguments follow a format with a letter for each parameter, as in lib/sqlite/statement.h:
 *	i  int64_t
 *	t  const char *, UTF-8 (else ZR_E_INVALID, before anything is sent), NULL allowed
 *	b  const void * and size_t; NULL is no bytes
 *	h  const uint8_t[32], a hash; NULL allowed
 *	d  const uint8_t[16], an id; NULL allowed
 *	c  const struct zr_array *, full
 * They are copied. The compiler checks none of it. An answer is held whole: a list that may be long
 * is asked for in pieces. Lists may nest.
 *
 * Errors: see sqlstate.h, and what the conduit says of itself.
 */
#ifndef ZR_HUB_STORE_POSTGRES_QUERY_H
#define ZR_HUB_STORE_POSTGRES_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "hub/store/postgres/conduit.h"
#include "lib/base/buffer.h"

struct pg_result;

struct zr_query {
	struct pg_result *answer; /* owned; NULL: none */
	int row;                  /* the present one, -1 before the first */
};

/* Lets go of the answer. */
void zr_query_finish(struct zr_query *query);

/* Sends, waits, and stands before the first row. The query is empty ({0}) before. */
int zr_query_start(struct zr_query *query, struct zr_conduit *conduit, const char *sql,
	struct zr_error *error, const char *format, ...) ZR_MUST_CHECK;

/* start, and step to the first row: 1 there is one; 0 there is none. */
int zr_query_find(struct zr_query *query, struct zr_conduit *conduit, const char *sql,
	struct zr_error *error, const char *format, ...) ZR_MUST_CHECK;

/* For what gives no rows. Within a transaction it is sent and not waited for: its error comes with
 * zr_query_settle(), the next start or find, or the commit. */
int zr_query_run(struct zr_conduit *conduit, const char *sql, struct zr_error *error,
	const char *format, ...) ZR_MUST_CHECK;
int zr_query_settle(struct zr_conduit *conduit, struct zr_error *error) ZR_MUST_CHECK;

/* false: no more rows. */
bool zr_query_step(struct zr_query *query);

/* Columns of the present row, from 0. What is returned is lent until the query is finished. */
int zr_query_column_count(const struct zr_query *query);
bool zr_query_is_null(const struct zr_query *query, int column);
/* Of a whole number of any width, and of a truth. NULL is 0. */
int64_t zr_query_int(const struct zr_query *query, int column);
/* "" for NULL. */
const char *zr_query_text(const struct zr_query *query, int column);
/* NULL for NULL and for no bytes; zr_query_size() says how many, of a text, too. */
const void *zr_query_blob(const struct zr_query *query, int column);
size_t zr_query_size(const struct zr_query *query, int column);

/* Copies. A text that does not fit whole is none: false, and ret_text is "". Bytes are copied when
 * they are exactly as many, else false and ret_data stays as it was. */
bool zr_query_copy_text(const struct zr_query *query, int column, char *ret_text, size_t size);
bool zr_query_copy_blob(const struct zr_query *query, int column, void *ret_data, size_t bytes);

#endif

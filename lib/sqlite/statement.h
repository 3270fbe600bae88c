/*
 * Statements of an open database. Each is prepared once a connection and kept, found again by the
 * address of its text, which therefore must be static (a literal). One that was started must be
 * ended before the same text is started again: lists do not nest in themselves.
 *
 *	ZR_CLEANUP(zr_statement_endp) struct zr_statement *row = NULL;
 *	int code = zr_statement_start(database, "SELECT a FROM t WHERE b = ?", &row, error, "i", b);
 *	while (code == 0 && (code = zr_statement_step(row, error)) == 1) ...
 *
 * Arguments follow a format with a letter for each parameter:
 *	i  int64_t
 *	t  const char *, NULL allowed
 *	b  const void * and size_t; NULL is no bytes
 *	h  const uint8_t[32], a hash; NULL allowed
 *	d  const uint8_t[16], an id; NULL allowed
 * Texts and bytes are borrowed until the statement is ended. The compiler checks none of it: write
 * (int64_t) and (size_t) where a value is narrower. The number of letters is asserted.
 *
 * Errors: ZR_E_FULL, ZR_E_NOMEM, ZR_E_BUSY, ZR_E_LIMIT (a value is too large), ZR_E_INVALID (the
 * file is damaged), ZR_E_EXISTS (a constraint), ZR_E_IO.
 */
#ifndef ZR_SQLITE_STATEMENT_H
#define ZR_SQLITE_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"

#define ZR_STATEMENT_HASH_BYTES 32
#define ZR_STATEMENT_ID_BYTES   16

struct zr_database;
struct zr_statement;

/* Prepares, or finds, and binds. */
int zr_statement_start(struct zr_database *database, const char *sql,
	struct zr_statement **ret_statement, struct zr_error *error, const char *format,
	...) ZR_MUST_CHECK;

/* start, for a text that was put together for this once: it is not kept, and the text may go. */
int zr_statement_make(struct zr_database *database, const char *sql,
	struct zr_statement **ret_statement, struct zr_error *error, const char *format,
	...) ZR_MUST_CHECK;

/* start, and step to the first row: 1 there is one; 0 there is none. */
int zr_statement_find(struct zr_database *database, const char *sql,
	struct zr_statement **ret_statement, struct zr_error *error, const char *format,
	...) ZR_MUST_CHECK;

/* 1: there is a row; 0: no more. */
int zr_statement_step(struct zr_statement *statement, struct zr_error *error) ZR_MUST_CHECK;

/* Lets go of rows and arguments; the statement stays prepared, unless it was made for once. */
void zr_statement_end(struct zr_statement *statement);
ZR_DEFINE_CLEANUP(struct zr_statement *, zr_statement_end);

/* start, step to the end, end. */
int zr_statement_run(struct zr_database *database, const char *sql, struct zr_error *error,
	const char *format, ...) ZR_MUST_CHECK;

/* Runs each statement of the text, which need not be static; keeps none. */
int zr_statement_script(
	struct zr_database *database, const char *sql, struct zr_error *error) ZR_MUST_CHECK;

/* The first column of the first row of a statement without parameters; NULL and no row are 0. */
int zr_statement_read_int(struct zr_database *database, const char *sql, int64_t *ret_value,
	struct zr_error *error) ZR_MUST_CHECK;

/* Columns of the present row, from 0. What is returned is lent until the next step or end. */
int zr_statement_column_count(const struct zr_statement *statement);
bool zr_statement_is_null(const struct zr_statement *statement, int column);
int64_t zr_statement_int(const struct zr_statement *statement, int column);
/* "" for NULL. */
const char *zr_statement_text(const struct zr_statement *statement, int column);
/* NULL for NULL and for no bytes; zr_statement_size() says how many, of a text, too. */
const void *zr_statement_blob(const struct zr_statement *statement, int column);
size_t zr_statement_size(const struct zr_statement *statement, int column);

/* Copies. A text that does not fit whole is none: false, and ret_text is "". Bytes are copied when
 * they are exactly as many, else false and ret_data stays as it was. */
bool zr_statement_copy_text(
	const struct zr_statement *statement, int column, char *ret_text, size_t size);
bool zr_statement_copy_blob(
	const struct zr_statement *statement, int column, void *ret_data, size_t bytes);
/* Appends the bytes. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_statement_append(
	const struct zr_statement *statement, int column, struct zr_buffer *ret_data) ZR_MUST_CHECK;

#endif

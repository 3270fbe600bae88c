/*
 * Errors: one table (errors.def), negative codes, and a caller-owned struct with the sentence.
 *
 * A fallible function returns 0 or a negative ZR_E_* and, where its last parameter is a
 * struct zr_error *, fills it (NULL is allowed and means that nobody wants the sentence).
 * The message says what, where and what to do. Nothing personal goes into it.
 *
 * What others look at is in fields, never in the message: an error of a questionnaire has a kind
 * and facts (fault.h), from which the message was made in English and can be made in Russian. An
 * error without a kind has a message alone.
 */
#ifndef ZR_BASE_ERROR_H
#define ZR_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/fault.h"

#define ZR_MUST_CHECK   __attribute__((warn_unused_result))
#define ZR_PRINTF(f, a) __attribute__((format(printf, f, a)))

enum zr_error_code {
	ZR_OK = 0,
#define ZR_ERROR(name, wire, retry, http, key) ZR_E_##name = -(wire),
#include "lib/base/errors.def"
#undef ZR_ERROR
};

/* Fields that are set together are grouped; who makes one uses the functions below. */
struct zr_error {
	int code;
	unsigned line;   /* 1-based line in the input or row of the sheet, 0 when it has none */
	unsigned column; /* 1-based column, 0 when unknown */
	char where[160]; /* the node, field or file the fault is in; "" when the message says it */
	char message[320]; /* one sentence, UTF-8, ends without a newline */

	enum zr_fault_kind kind; /* ZR_FAULT_NONE: there is only the message */
	enum zr_fault_kind phrase;
	char aspect[24]; /* the rule or part of the node: "relevant"; "" for none */
	char subject[ZR_FAULT_FACT_BYTES];
	char value[104];
	char meant[104];
	char around[104];
	size_t number;
	char sheet[96];       /* of a workbook, "" when the input has none; its row is the line */
	char letters[8];      /* of the sheet's column, "" for none */
	char heading[80];     /* what stands above it, "" when unknown */
	unsigned offset;      /* 1-based byte of the expression, 0 for none */
	unsigned sentence_at; /* where in the message the sentence begins, behind "relevant: " */
};

/* Fills error (when not NULL), clears line, column and where, and returns code. */
int zr_error_set(struct zr_error *error, int code, const char *format, ...) ZR_PRINTF(3, 4);

/* As zr_error_set(), with the place. where may be NULL. */
int zr_error_set_at(struct zr_error *error, int code, unsigned line, const char *where,
	const char *format, ...) ZR_PRINTF(5, 6);

/* As zr_error_set(), of a fault with a kind; its facts are copied. What errors do not keep (near)
 * must be absent. */
int zr_error_set_fault(struct zr_error *error, int code, const struct zr_fault *fault);

/* Gives an error its place and leaves the rest. where may be NULL; error may be. */
void zr_error_place(struct zr_error *error, unsigned line, const char *where);

/* A cell, or with letters NULL a row of a sheet. */
struct zr_error_cell {
	const char *sheet;
	unsigned row;        /* as the spreadsheet shows it */
	const char *letters; /* of the column */
	const char *heading; /* NULL when unknown */
};

/* As zr_error_place(), with a cell: where says it in words, "survey!C (relevant)". The texts may be
 * the error's own. error may be NULL. */
void zr_error_place_cell(struct zr_error *error, const struct zr_error_cell *cell);

/* Says of an error in which rule or part of the node it is: "relevant: " goes before its message.
 * Of several the last is kept, what was blamed before is then part of the sentence. error may be
 * NULL. */
void zr_error_blame(struct zr_error *error, const char *aspect);

/* The facts of an error, of its kind or as ZR_FAULT_SENTENCE; borrowed from the error. The aspect
 * is among them and not in the sentence. */
struct zr_fault zr_error_fault(const struct zr_error *error);

/* The error for errno after a failed call: ENOSPC and EDQUOT are FULL, ENOMEM is NOMEM, ENOENT is
 * NOT_FOUND, the rest is IO. doing is what was tried, e.g. "open the outbox". */
int zr_error_set_errno(struct zr_error *error, int errno_value, const char *doing);

/* "name:line: where: message" with the parts that are there, NUL-terminated, cut at size. */
void zr_error_format(const struct zr_error *error, const char *input_name, char *text, size_t size);

/* Facts of the table. An unknown code answers as IO. */
const char *zr_error_name(int code);
bool zr_error_is_retryable(int code);
int zr_error_http_status(int code);

/* The code for a wire number read from outside, ZR_E_INVALID when the table has none. */
int zr_error_from_wire(unsigned wire);

#endif

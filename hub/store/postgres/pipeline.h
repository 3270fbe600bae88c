/*
 * Statements on their way: sent without waiting (libpq's pipeline), the answers fetched together.
 * An error among them spoils what was sent behind it, and is what the fetching returns.
 */
#ifndef ZR_HUB_STORE_POSTGRES_PIPELINE_H
#define ZR_HUB_STORE_POSTGRES_PIPELINE_H

#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "hub/store/postgres/conduit.h"

#define ZR_PIPELINE_ARGUMENT_COUNT_MAX 40 /* a record has some twenty columns */

struct zr_pipeline_arguments {
	int count;
	Oid types[ZR_PIPELINE_ARGUMENT_COUNT_MAX];
	const char *values[ZR_PIPELINE_ARGUMENT_COUNT_MAX]; /* borrowed until they are sent */
	int lengths[ZR_PIPELINE_ARGUMENT_COUNT_MAX];
	int formats[ZR_PIPELINE_ARGUMENT_COUNT_MAX];
	uint64_t numbers[ZR_PIPELINE_ARGUMENT_COUNT_MAX]; /* what values point at, big-endian */
};

/* Sends one statement, known by the address of its text. The arguments are copied. */
int zr_pipeline_send(struct zr_conduit *conduit, const char *sql,
	const struct zr_pipeline_arguments *arguments, struct zr_error *error) ZR_MUST_CHECK;

/* Waits for all that was sent. ret_last, when not NULL, gets the answer of the last statement; it
 * is the caller's, to PQclear(). */
int zr_pipeline_settle(
	struct zr_conduit *conduit, PGresult **ret_last, struct zr_error *error) ZR_MUST_CHECK;

/* As settle, of what nobody asks for any more: errors are dropped. */
void zr_pipeline_drain(struct zr_conduit *conduit);

#endif

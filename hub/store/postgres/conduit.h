/*
 * A connection to PostgreSQL: to whichever server of the address takes writes, found again when it
 * is another one. It belongs to one thread at a time.
 *
 * What is lost with a server is the transaction that was open, and nothing else: until its rollback
 * every statement fails with ZR_E_BUSY; after it the next transaction connects anew. Each wait has
 * an end (ZR_HUB_POSTGRES_WAIT_MS), because a server that hangs keeps its connections open; a
 * connection that was waited for in vain is dropped. While no server can be reached, statements
 * fail at once, and one attempt a second is made.
 *
 * Errors: see sqlstate.h; ZR_E_BUSY when the server is gone or does not answer.
 */
#ifndef ZR_HUB_STORE_POSTGRES_CONDUIT_H
#define ZR_HUB_STORE_POSTGRES_CONDUIT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"

struct zr_conduit;

/* uri is libpq's (postgresql://…), several hosts allowed. A reader's transactions read only.
 * ZR_E_INVALID: the address is none, or the database is not fit: not in UTF-8, or not safe. Nothing
 * of the address stands in the sentence, for there may be a password in it. */
int zr_conduit_open(const char *uri, bool is_reader, struct zr_conduit **ret_conduit,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_conduit_close(struct zr_conduit *conduit); /* NULL is allowed */
ZR_DEFINE_CLEANUP(struct zr_conduit *, zr_conduit_close);

/* As zr_store_expect_keys(). It connects anew when it is next asked. */
void zr_conduit_expect_keys(struct zr_conduit *conduit);

bool zr_conduit_is_reader(const struct zr_conduit *conduit);
bool zr_conduit_is_in_transaction(const struct zr_conduit *conduit);

#endif

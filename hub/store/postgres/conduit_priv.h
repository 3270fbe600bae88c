/* A conduit's inside, for the files of this folder that carry statements over it. */
#ifndef ZR_HUB_STORE_POSTGRES_CONDUIT_PRIV_H
#define ZR_HUB_STORE_POSTGRES_CONDUIT_PRIV_H

#include <libpq-fe.h>

#include "hub/store/postgres/conduit.h"

enum {
	ZR_CONDUIT_STATEMENT_COUNT_MAX = 256, /* twice what the engine has */
	ZR_CONDUIT_SENT_COUNT_MAX = 512,      /* then the answers are waited for */
};

enum zr_conduit_prepared {
	ZR_CONDUIT_UNKNOWN = 0,
	ZR_CONDUIT_SENT,
	ZR_CONDUIT_PREPARED
};

struct zr_conduit {
	char *uri; /* owned */
	bool is_reader;
	bool is_in_transaction;
	bool expects_keys;
	bool has_warning; /* the server sent one of ZR_SQLSTATE_WARNING */
	bool was_open;
	bool is_away;       /* and the log was told */
	int64_t not_before; /* when it may connect again, microseconds of the monotonic clock */
	PGconn *connection; /* NULL: lost */
	size_t kept_count;  /* statements, known by the address of their text */
	struct {
		const char *sql;
		enum zr_conduit_prepared state;
	} kept[ZR_CONDUIT_STATEMENT_COUNT_MAX];
	size_t sent_count; /* what waits for its answer */
	/* The index of the statement that is prepared by it, -1: it is run. */
	int16_t sent[ZR_CONDUIT_SENT_COUNT_MAX];
};

int64_t zr_conduit_now_us(void);

/* Connects when it is lost and may; within a transaction it must not be lost. */
int zr_conduit_need(struct zr_conduit *conduit, struct zr_error *error) ZR_MUST_CHECK;

void zr_conduit_disconnect(struct zr_conduit *conduit);
/* Statements in one text, waited for without an end, out of the pipeline. */
int zr_conduit_execute(
	struct zr_conduit *conduit, const char *sql, struct zr_error *error) ZR_MUST_CHECK;
int zr_conduit_enter_pipeline(struct zr_conduit *conduit) ZR_MUST_CHECK; /* 0, or it is lost */

/* Drops the connection; returns ZR_E_BUSY with its sentence. */
int zr_conduit_lose(struct zr_conduit *conduit, struct zr_error *error);

#endif

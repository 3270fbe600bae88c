/*
 * The agent: the tablet's service that owns its keys and its outbox. One thread, one event loop.
 *
 *	server ── requests of local programs ──▶ service ──▶ outbox ──▶ sync ──▶ carrier ──▶ http
 *	enroller ── code ──▶ http                            inbox  ◀── orders ◀──┘
 *
 * Each part is a file; this struct is what they share. Invariants: the store is opened before and
 * closed after everything else; at most one request to the hub runs (enrolment before the first
 * exchange); secret keys are only in this struct and in the store.
 */
#ifndef ZR_AGENT_AGENT_H
#define ZR_AGENT_AGENT_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "lib/store/database.h"
#include "lib/store/identity.h"
#include "lib/sync/sync.h"
#include "tablet/agent/core/clock.h"
#include "tablet/agent/io/http.h"

struct zr_enroller;
struct zr_carrier;
struct zr_server;

struct zr_agent_options {
	const char *data;       /* the agent's own folder: outbox.db, mode 0700 */
	const char *forms;      /* unpacked questionnaires, readable by all */
	const char *socket;     /* for local programs */
	const char *hub;        /* its address, for codes that leave it out; NULL: not known */
	const char *enrol_file; /* an enrolment code, when the machine was given one */
	int64_t poll_us;        /* mean pause between exchanges */
	bool may_set_clock;     /* the machine's, by the hub's */
	sd_event *event;        /* the caller's loop, which it runs; NULL: the agent's own */
};

struct zr_agent {
	const struct zr_agent_options *options; /* borrowed */
	sd_event *event;
	struct zr_database *database;
	struct zr_identity identity;
	struct zr_party_secret party;
	struct zr_party_public hub; /* once enrolled */
	struct zr_sync sync;
	struct zr_sync_hub hub_life; /* as it stands in the store */
	bool is_more_waiting;        /* in the store than sync knows */
	sd_event_source *sync_timer;
	struct zr_http *http;
	struct zr_enroller *enroller;
	struct zr_carrier *carrier;
	struct zr_server *server;
	uint64_t receipt_next; /* sequence numbers for own receipts that are reserved … */
	uint64_t receipt_end;  /* … up to here */
	struct zr_clock clock;
	/* What the status tells. */
	bool is_storage_full;
	bool is_forgotten; /* the hub said that it does not know this tablet */
	int64_t last_contact_us;
	int last_error; /* of the last exchange or enrolment; 0: it went well */
	uint64_t generation;
	char language[4]; /* "" before a person chose one */
};

/* Opens the store, makes the identity at first start, listens. */
int zr_agent_init(struct zr_agent *agent, const struct zr_agent_options *options,
	struct zr_error *error) ZR_MUST_CHECK;
/* Runs until SIGTERM or SIGINT. */
int zr_agent_run(struct zr_agent *agent, struct zr_error *error) ZR_MUST_CHECK;
void zr_agent_finish(struct zr_agent *agent);

/* The hub's facts stand in identity and in the store: exchanges may begin. */
void zr_agent_enrolled(struct zr_agent *agent);

/* Asks the sync machine for the next action and does it. To be called after every event that may
 * have changed it. */
void zr_agent_plan(struct zr_agent *agent);

/* Fills sync with what waits in the store, which may have changed under it. */
int zr_agent_load_waiting(struct zr_agent *agent, struct zr_error *error) ZR_MUST_CHECK;
/* The same when sync is through with what it has and the store has more. A failure is logged and
 * tried again by the next plan. */
void zr_agent_load_more(struct zr_agent *agent);

/* Something that the status or the lists show has changed. */
void zr_agent_changed(struct zr_agent *agent);

/* Notes whether a write to the store found the storage full; returns result. */
int zr_agent_stored(struct zr_agent *agent, int result);

/* A clock that never jumps, and the one that people read, in microseconds. */
int64_t zr_agent_now_us(const struct zr_agent *agent);
int64_t zr_agent_wall_us(void);

/* Bytes from the kernel's random source. It cannot fail after boot; without it the agent ends. */
void zr_agent_random(void *ret_data, size_t bytes);

#endif

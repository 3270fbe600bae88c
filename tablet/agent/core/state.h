/*
 * What the agent's parts share: the store, the keys, the sync machine, what the status tells.
 *
 * The state knows no part. Whoever changes something that may make an exchange due calls
 * zr_state_plan(); the agent looks at the sync machine in the loop's next round. Secret keys are
 * only here and in the store.
 */
#ifndef ZR_AGENT_STATE_H
#define ZR_AGENT_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "lib/sqlite/database.h"
#include "lib/store/identity.h"
#include "lib/sync/sync.h"
#include "tablet/agent/core/agent_options.h"

struct zr_courier;
struct zr_http;

struct zr_state {
	const struct zr_agent_options *options; /* borrowed */
	sd_event *event;
	struct zr_database *database;
	struct zr_identity identity;
	struct zr_party_secret party;
	struct zr_party_public hub;    /* once enrolled */
	struct zr_party_public office; /* likewise: who reads answers */
	struct zr_sync sync;
	struct zr_sync_hub hub_life; /* as it stands in the store */
	bool is_more_waiting;        /* in the store than sync knows */
	sd_event_source *plan;       /* off, or on for the loop's next round */
	struct zr_courier *courier;  /* to another server beside the hub; NULL: none; owned */
	struct zr_http *http;        /* one request at a time: enrolment, or an exchange */
	/* What the status tells. */
	bool is_storage_full;
	bool is_forgotten;      /* the hub said that it does not know this tablet */
	bool wants_certificate; /* this tablet's is old, or the hub refused it */
	int64_t last_contact_us;
	int last_error; /* of the last exchange or enrolment; 0: it went well */
	uint64_t generation;
	char language[4]; /* "" before a person chose one */
};

/* To whom records are sealed from now on, as identity has it. */
void zr_state_know_readers(struct zr_state *state);
/* The hub's facts stand in identity and in the store: exchanges may begin. */
void zr_state_enrolled(struct zr_state *state);

/* An exchange may be due now, or later than it was. */
void zr_state_plan(struct zr_state *state);

/* Fills sync with what waits in the store, which may have changed under it. */
int zr_state_load_waiting(struct zr_state *state, struct zr_error *error) ZR_MUST_CHECK;
/* The same when sync is through with what it has and the store has more. A failure is logged and
 * tried again by the next plan. */
void zr_state_load_more(struct zr_state *state);

/* Something that the status or the lists show has changed. */
void zr_state_changed(struct zr_state *state);

/* Notes whether a write to the store found the storage full; returns code. */
int zr_state_stored(struct zr_state *state, int code);

/* A clock that never jumps, and the one that people read, in microseconds. */
int64_t zr_state_now_us(const struct zr_state *state);
int64_t zr_state_wall_us(void);

/* Bytes from the kernel's random source. It cannot fail after boot; without it the agent ends. */
void zr_state_random(void *ret_data, size_t bytes);

#endif

/*
 * A swarm of simulated tablets in one process and one thread: each is the real agent (its store,
 * outbox, state machine and HTTPS), with a clerk instead of a person who finishes interviews at an
 * even pace, or as far as standard input allows. Once a second somebody on each tablet presses
 * "send now", which is also what ends a back-off after the hub was away.
 *
 * Their data stay in the folder: a swarm that is started again goes on where it was. It does not
 * simulate bad clocks, carriers other than HTTPS, or orders' effects.
 */
#ifndef ZR_SIM_SWARM_H
#define ZR_SIM_SWARM_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "tablet/agent/core/agent.h"

#define ZR_SWARM_TABLET_COUNT_MAX 200
#define ZR_SWARM_PATH_BYTES       4096

struct zr_swarm_options {
	const char *data;      /* a folder; a sub-folder for each tablet */
	const char *codes;     /* a file with one enrolment code a line: as many tablets */
	const char *manifest;  /* written at the end; NULL: none */
	uint64_t record_count; /* of each tablet */
	uint64_t rate;         /* records finished per second, in all */
	uint64_t seed;         /* of what is in the records */
	bool is_paced; /* standard input gives numbers, one a line: finish no more records than that
			*/
	bool is_talkative;  /* a line on standard output whenever receipts came */
	int64_t timeout_us; /* after which it gives up */
};

struct zr_swarm_tablet {
	struct zr_agent agent;
	struct zr_agent_options options;
	char data[ZR_SWARM_PATH_BYTES];
	char forms[ZR_SWARM_PATH_BYTES];
	char socket[ZR_SWARM_PATH_BYTES];
	char code[512];
	uint64_t submitted_count;     /* in the outbox, or through it */
	uint64_t unanswered_count;    /* records handed over whole that got no answer */
	uint64_t unanswered_sequence; /* the last of them */
	bool is_open;
	bool is_enrolling;
};

struct zr_swarm {
	const struct zr_swarm_options *options; /* borrowed */
	sd_event *event;
	sd_event_source *timer;
	struct zr_swarm_tablet *tablets; /* owned */
	unsigned tablet_count;
	int64_t begun_us;        /* the swarm's start */
	int64_t enrolled_us;     /* when the last tablet was; 0 before */
	uint64_t received_count; /* as last told */
	uint64_t allowed_count;  /* what standard input allows, in all */
	sd_event_source *input;  /* NULL when nobody paces */
	int64_t hurried_us;      /* when "send now" was pressed last */
	struct zr_error problem; /* what ended it early */
};

/* Reads the codes, opens every tablet. */
int zr_swarm_init(struct zr_swarm *swarm, const struct zr_swarm_options *options,
	struct zr_error *error) ZR_MUST_CHECK;

/* Until the hub's receipt for every record is stored, and the manifest written. ZR_E_REFUSED when
 * the hub refuses a code or a record for good, ZR_E_NETWORK after the timeout. */
int zr_swarm_run(struct zr_swarm *swarm, struct zr_error *error) ZR_MUST_CHECK;
void zr_swarm_finish(struct zr_swarm *swarm);

#endif

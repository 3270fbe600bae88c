/*
 * The agent: the tablet's service that owns its keys and its outbox. One thread, one event loop.
 *
 *	server ── requests of local programs ──▶ service ──▶ outbox ──▶ sync ──▶ carrier ──▶ http
 *	enroller ── code ──▶ http                            inbox  ◀── orders ◀──┘
 *
 * Each part is a file; what they share is the state. Invariants: the store is opened before and
 * closed after everything else; at most one request to the hub runs (enrolment before the first
 * exchange).
 */
#ifndef ZR_AGENT_AGENT_H
#define ZR_AGENT_AGENT_H

#include "lib/base/error.h"
#include "tablet/agent/core/agent_options.h"
#include "tablet/agent/core/state.h"

struct zr_enroller;
struct zr_renewer;
struct zr_carrier;
struct zr_server;

struct zr_agent {
	struct zr_state state;
	sd_event_source *sync_timer; /* when the sync machine wants to be asked again */
	struct zr_enroller *enroller;
	struct zr_renewer *renewer;
	struct zr_carrier *carrier;
	struct zr_server *server;
};

/* Opens the store, makes the identity at first start, listens. */
int zr_agent_init(struct zr_agent *agent, const struct zr_agent_options *options,
	struct zr_error *error) ZR_MUST_CHECK;
/* Runs until SIGTERM or SIGINT. */
int zr_agent_run(struct zr_agent *agent, struct zr_error *error) ZR_MUST_CHECK;
/* Takes a half-built agent, too. */
void zr_agent_finish(struct zr_agent *agent);

#endif

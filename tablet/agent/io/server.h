/*
 * The Unix socket: at most ZR_LOCAL_CLIENT_COUNT_MAX clients, each with one request at a time. A
 * client that sends half a frame or does not read its answer for ZR_LOCAL_TIMEOUT_MS is dropped;
 * one that speaks no protocol of ours too. Nothing that a client does stops the others.
 */
#ifndef ZR_AGENT_SERVER_H
#define ZR_AGENT_SERVER_H

#include "lib/base/error.h"

struct zr_enroller;
struct zr_server;
struct zr_state;

/* Listens at options->socket, mode 0660, with the group of the folder it is in. */
int zr_server_new(struct zr_state *state, struct zr_enroller *enroller,
	struct zr_server **ret_server, struct zr_error *error) ZR_MUST_CHECK;
void zr_server_free(struct zr_server *server);

#endif

/*
 * Sessions: what the cookie of somebody who logged in says, and why it is believed.
 *
 * A token names the account, when the session began and when it was last seen, under a MAC by a key
 * that all processes of a hub have (DATA/keys/session.key): none keeps a list of sessions, a start
 * ends none, and a full disk shuts nobody out. It says only who came in: whether the account still
 * stands, and what it may, is asked of the store at each request (admission.h); so is whether the
 * session was ended before its time. Pure but for load: no store, no clock.
 */
#ifndef ZR_HUB_ACCESS_TICKET_H
#define ZR_HUB_ACCESS_TICKET_H

#include <stdbool.h>
#include <stdint.h>

#include "hub/http/request.h"
#include "hub/store/stored.h"

#define ZR_TICKET_KEY_BYTES 32

struct zr_ticket_key {
	uint8_t bytes[ZR_TICKET_KEY_BYTES];
};

struct zr_ticket {
	char name[ZR_STORE_ID_BYTES]; /* of the account */
	int64_t began_us;
	int64_t used_us;
	uint8_t id[ZR_STORE_SESSION_BYTES]; /* drawn when it began */
};

/* Reads the key in the folder, or draws it. ZR_E_INVALID when the file is not ours. */
int zr_ticket_load_key(
	const char *folder, struct zr_ticket_key *ret_key, struct zr_error *error) ZR_MUST_CHECK;

/* The token. ZR_E_NOMEM. */
int zr_ticket_format(const struct zr_ticket_key *key, const struct zr_ticket *ticket,
	char ret_token[ZR_SESSION_TEXT_BYTES + 1], struct zr_error *error) ZR_MUST_CHECK;

/* Whether it is one of ours that is not over: unused too long, or begun too long ago. */
bool zr_ticket_parse(const struct zr_ticket_key *key, const char *token, int64_t now_us,
	struct zr_ticket *ret_session);

#endif

/*
 * Who this tablet is and which hub it belongs to: one row of the agent's store. The random bytes
 * are drawn by the caller once, at first start, and are the only secret on the tablet; both key
 * pairs come from them (zr_party_init). Once enrolled, the hub's facts never change.
 */
#ifndef ZR_STORE_IDENTITY_H
#define ZR_STORE_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "lib/sqlite/database.h"

#define ZR_IDENTITY_RANDOM_BYTES (2 * ZR_KEY_BYTES)

struct zr_identity {
	uint8_t random[ZR_IDENTITY_RANDOM_BYTES]; /* secret */
	bool is_enrolled;                         /* what follows is set */
	char hub_url[256];
	char device_name[64];
	uint8_t hub_sign[ZR_KEY_BYTES];
	uint8_t hub_agree[ZR_KEY_BYTES];
	uint8_t office_sign[ZR_KEY_BYTES]; /* who reads answers: the hub until it names an office */
	uint8_t office_agree[ZR_KEY_BYTES];
	struct zr_buffer hub_ca; /* PEM; the only authority that this tablet believes */
	struct zr_identity_certificate {
		struct zr_buffer certificate; /* DER; empty: none, of an older version of ours */
		struct zr_buffer key;         /* of TLS, DER; secret */
		int64_t renew_from_us;        /* by the hub's clock */
	} tls;
};

/* Opens the agent's store, outbox.db, with the tables of identity.h, outbox.h and inbox.h. */
int zr_identity_open_store(
	const char *path, struct zr_database **ret_database, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_NOT_FOUND before the first make. */
int zr_identity_get(struct zr_database *database, struct zr_identity *ret_identity,
	struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_EXISTS when there is one. */
int zr_identity_make(struct zr_database *database, const uint8_t random[ZR_IDENTITY_RANDOM_BYTES],
	struct zr_error *error) ZR_MUST_CHECK;

/* Stores the hub's facts from identity. ZR_E_STATE when the tablet is another hub's already. */
int zr_identity_enrol(struct zr_database *database, const struct zr_identity *identity,
	struct zr_error *error) ZR_MUST_CHECK;

/* Answers are sealed to this office from now on, by an enrolled tablet. */
int zr_identity_set_office(struct zr_database *database, const struct zr_party_public *office,
	struct zr_error *error) ZR_MUST_CHECK;

/* Stores another certificate of an enrolled tablet. */
int zr_identity_certify(struct zr_database *database, const struct zr_identity_certificate *tls,
	struct zr_error *error) ZR_MUST_CHECK;

/* Wipes. */
void zr_identity_finish(struct zr_identity *identity);

#endif

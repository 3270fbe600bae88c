/*
 * The process that holds the secrets, and how the others ask it.
 *
 * The hub's main process reads the network's bytes, with a TLS library, an HTTP library and parsers
 * of our own. So it holds neither the authority's key nor the key that opens what is sealed to the
 * hub: another process opens the vault, gives back what may be known (the signing seed, public
 * halves), and answers questions in messages of fixed sizes (hub/keeper/talk.h): X25519 with a
 * point, a certificate for a device's key or a hub's, and a secret that follows from a number. It
 * reads nothing else and opens no file after its start. What is asked is not judged: whoever holds
 * the socket may ask.
 *
 * It is a child, forked before any key is read, which ends with its parent; or `zarya-keeper`
 * (hub/keeper/main.c), which runs as a user of its own, and whose files the hub's user cannot read.
 * Any thread may ask; they take turns. Source of the idea: Varnish, OpenSSH.
 */
#ifndef ZR_HUB_KEEPER_KEEPER_H
#define ZR_HUB_KEEPER_KEEPER_H

#include <stdbool.h>

#include "hub/pki/authority.h"
#include "lib/base/buffer.h"
#include "lib/envelope/key.h"

struct zr_keeper;

struct zr_keeper_wish {
	const char *socket; /* of a zarya-keeper; NULL: one of our own */
	const char *folder; /* of its keys, there already */
	int64_t now_us;
	bool is_apart; /* false: the vault is opened in this process, for tests with none to spare
			*/
};

/*
 * Starts it, or goes to the one that is there; for a child only one thread may run. ret_keys are
 * the hub's: signing is done here, opening by asking, so they are good as long as the keeper is.
 * Errors of zr_vault_open(); ZR_E_IO, ZR_E_NOT_FOUND, ZR_E_REFUSED: it cannot be reached.
 */
int zr_keeper_start(const struct zr_keeper_wish *wish, struct zr_keeper **ret_keeper,
	struct zr_party_secret *ret_keys, struct zr_error *error) ZR_MUST_CHECK;
/* The authority's certificate, DER. Borrowed. */
const struct zr_buffer *zr_keeper_authority(const struct zr_keeper *keeper);
/* ZR_E_IO: it is gone, and nothing can be opened any more. */
int zr_keeper_check(struct zr_keeper *keeper, struct zr_error *error) ZR_MUST_CHECK;
/* Waits for the end of a child. NULL is allowed. */
void zr_keeper_stop(struct zr_keeper *keeper);

/* ZR_E_IO: the keeper is gone, and the hub should be started again. */
int zr_keeper_issue(struct zr_keeper *keeper, const struct zr_authority_wish *wish,
	struct zr_renewal_answer *ret_certificate, struct zr_error *error) ZR_MUST_CHECK;
/* A secret that only this hub's keeper can make of a number that is none, and always the same.
 * Likewise. */
int zr_keeper_derive(struct zr_keeper *keeper, const uint8_t number[ZR_KEY_BYTES],
	uint8_t ret_secret[ZR_KEY_BYTES], struct zr_error *error) ZR_MUST_CHECK;
/* As zr_certificates_wish.vouch, of a struct zr_keeper: zr_authority_vouch(). Likewise. */
int zr_keeper_vouch(void *keeper, const struct zr_authority_server *server,
	struct zr_buffer *ret_der, struct zr_error *error) ZR_MUST_CHECK;

#endif

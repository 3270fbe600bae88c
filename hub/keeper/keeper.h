/*
 * The process that holds the secrets, and how the others ask it.
 *
 * The hub's main process reads the network's bytes, with a TLS library, an HTTP library and parsers
 * of our own. So it holds neither the authority's key nor the key that opens what is sealed to the
 * hub: a child, forked before any key is read, opens the vault, gives back what may be known (the
 * signing seed, public halves), and answers two questions in messages of fixed size over a socket
 * pair: X25519 with a point, and a certificate for a device's key. It reads nothing else, opens no
 * file after its start, and ends with its parent. What is asked is not judged: whoever holds the
 * socket may ask.
 *
 * Any thread may ask; they take turns. Source of the idea: Varnish, OpenSSH.
 */
#ifndef ZR_HUB_KEEPER_KEEPER_H
#define ZR_HUB_KEEPER_KEEPER_H

#include <stdbool.h>

#include "hub/pki/authority.h"
#include "hub/pki/certificate.h"
#include "lib/envelope/key.h"

struct zr_keeper;

/*
 * Starts it; only one thread may run. is_apart false: the vault is opened in this process, for
 * tests that have no process to spare. ret_keys are the hub's: signing is done here, opening by
 * asking, so they are good as long as the keeper is. Errors of zr_vault_open(); ZR_E_IO.
 */
int zr_keeper_start(const struct zr_certificates_wish *wish, bool is_apart,
	struct zr_keeper **ret_keeper, struct zr_party_secret *ret_keys,
	struct zr_error *error) ZR_MUST_CHECK;
/* ZR_E_IO: it is gone, and nothing can be opened any more. By the thread that started it. */
int zr_keeper_check(struct zr_keeper *keeper, struct zr_error *error) ZR_MUST_CHECK;
/* Waits for its end. NULL is allowed. */
void zr_keeper_stop(struct zr_keeper *keeper);

/* ZR_E_IO: the keeper is gone, and the hub should be started again. */
int zr_keeper_issue(struct zr_keeper *keeper, const struct zr_authority_wish *wish,
	struct zr_renewal_answer *ret_certificate, struct zr_error *error) ZR_MUST_CHECK;

#endif

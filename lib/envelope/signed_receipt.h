/*
 * A hub's receipt on its way: signed when it lets the tablet forget something, else the bare map.
 *
 *	COSE_Sign1 (kind receipt, content type 60) over the content
 *
 * It is not sealed: TLS hides it on the way, and nothing in it is secret from who has the tablet.
 * What binds a signed one: the head names the hub and the tablet, the content the life of the store
 * (epoch) and the exchange that it answers (nonce). So an old one, one of another tablet, one of a
 * hub that was restored since, cannot be passed off as the answer to this exchange.
 * No I/O. Source: docs/envelope.md, docs/adr/0149.
 */
#ifndef ZR_ENVELOPE_SIGNED_RECEIPT_H
#define ZR_ENVELOPE_SIGNED_RECEIPT_H

#include "lib/envelope/content.h"
#include "lib/envelope/envelope.h"

/* Signs the content of message; its head is of kind receipt. The keys' random is not read.
 * ret_envelope must be empty. ZR_E_INVALID, ZR_E_NOMEM. */
int zr_signed_receipt_sign(const struct zr_envelope_message *message,
	const struct zr_envelope_keys *keys, struct zr_buffer *ret_envelope,
	struct zr_error *error) ZR_MUST_CHECK;

/* Reads either form. reader: who we are. ret_is_signed: the signature is the signer's, and we are
 * named. What is not signed is as good as the connection that it came over, and has no entries.
 * ZR_E_FORGED, ZR_E_FOREIGN, ZR_E_SYNTAX, and as zr_envelope_peek(). */
int zr_signed_receipt_read(const struct zr_envelope_signed *answer,
	const uint8_t reader[ZR_PARTY_ID_BYTES], bool *ret_is_signed,
	struct zr_receipt *ret_receipt, struct zr_error *error) ZR_MUST_CHECK;

#endif

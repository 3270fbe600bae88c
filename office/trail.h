/*
 * The office's own audit: which answers it opened, for whom and why. One JSON object a line in
 * DIR/audit.log, only ever appended; each line is on disk before the answers leave the office.
 *
 *	{"n":1,"time":"2026-11-30T18:55:01Z","who":"…","what":"record","records":
 *	["<device, hex>/<sequence> <record id>", …],"chain":"<hex>","sign":"<hex>"}
 *
 * chain is SHA-256 over the chain of the line before (32 zeros at first) and this line up to
 * "chain"; sign is Ed25519 over the chain by the office's present key. So no line can be changed,
 * taken out or put in between unseen; that the last ones are missing shows who holds a newer chain
 * against it: the hub is given none, a copy is made with every backup (docs/operations.md).
 */
#ifndef ZR_OFFICE_TRAIL_H
#define ZR_OFFICE_TRAIL_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "lib/office/office_message.h"

#define ZR_TRAIL_CHAIN_BYTES 32

struct zr_trail {
	int file; /* owned */
	uint64_t count;
	uint8_t chain[ZR_TRAIL_CHAIN_BYTES];
	const struct zr_party_secret *signer; /* borrowed */
};

/* Reads it through and goes on behind its last whole line: one that a power cut left half was never
 * answered, and is cut off. ZR_E_INVALID, with the line, when it does not hold together;
 * ZR_E_EXISTS: another office writes it. */
int zr_trail_open(const char *folder, const struct zr_party_secret *signer,
	struct zr_trail *ret_trail, struct zr_error *error) ZR_MUST_CHECK;

/* One question's openings. labels has an entry for each of its items; those whose codes are not 0
 * are left out. On disk when it returns 0. ZR_E_FULL, ZR_E_IO. */
struct zr_trail_entry {
	const struct zr_office_question *question;
	const struct zr_sealed_pair_label *labels;
	const int *codes;
	int64_t time_us;
};
int zr_trail_write(struct zr_trail *trail, const struct zr_trail_entry *entry,
	struct zr_error *error) ZR_MUST_CHECK;

/* Reads it through without a passphrase, with the public keys that signed; the number of lines. */
int zr_trail_verify(const char *folder, const struct zr_party_public *keys, size_t key_count,
	uint64_t *ret_count, struct zr_error *error) ZR_MUST_CHECK;

void zr_trail_close(struct zr_trail *trail);

#endif

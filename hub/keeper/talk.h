/*
 * What goes between the hub and its keeper, over SOCK_SEQPACKET: a message comes whole or not at
 * all. The keeper says hello to whoever comes; then one question, one answer, each of one size.
 * Both are of one build, and what has another size is no message.
 */
#ifndef ZR_HUB_KEEPER_TALK_H
#define ZR_HUB_KEEPER_TALK_H

#include <stdint.h>

#include "hub/core/options.h"
#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "lib/envelope/renewal.h"

enum zr_keeper_verb {
	ZR_KEEPER_AGREE = 1, /* point: the peer's */
	ZR_KEEPER_ISSUE = 2,
	ZR_KEEPER_VOUCH = 3,  /* a question of its own, below */
	ZR_KEEPER_DERIVE = 4, /* point: a number that is no secret */
};

#define ZR_KEEPER_NAME_BYTES 256 /* a DNS name has 253 */

struct zr_keeper_hello {
	struct zr_error error; /* code 0: the rest */
	uint8_t sign[ZR_KEY_BYTES];
	struct zr_party_public public_half;
	uint8_t ca_der[ZR_CERTIFICATE_BYTES_MAX];
	uint32_t ca_bytes;
};

struct zr_keeper_question {
	uint32_t verb;
	uint8_t point[ZR_KEY_BYTES];
	uint8_t device_id[ZR_PARTY_ID_BYTES];
	uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES];
	int64_t now_us;
};

struct zr_keeper_answer {
	struct zr_error error;        /* code 0: one of the next */
	uint8_t shared[ZR_KEY_BYTES]; /* of ZR_KEEPER_AGREE and ZR_KEEPER_DERIVE */
	struct zr_renewal_answer certificate;
};

struct zr_keeper_vouch_question {
	uint32_t verb;
	uint32_t name_count;
	uint8_t tls_public[ZR_TLS_KEY_PUBLIC_BYTES];
	char names[ZR_OPTIONS_TLS_NAME_COUNT_MAX][ZR_KEEPER_NAME_BYTES];
	int64_t now_us;
};

struct zr_keeper_vouch_answer {
	struct zr_error error;
	uint32_t bytes;
	uint8_t der[ZR_OPTIONS_TLS_NAME_COUNT_MAX * ZR_KEEPER_NAME_BYTES + 1024];
};

#endif

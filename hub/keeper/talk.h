/* What goes between the hub and its keeper: one question, one answer, each of one size. */
#ifndef ZR_HUB_KEEPER_TALK_H
#define ZR_HUB_KEEPER_TALK_H

#include <stdint.h>

#include "lib/base/error.h"
#include "lib/envelope/key.h"
#include "lib/envelope/renewal.h"

enum zr_keeper_verb {
	ZR_KEEPER_AGREE = 1, /* point: the peer's */
	ZR_KEEPER_ISSUE = 2,
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
	uint8_t shared[ZR_KEY_BYTES]; /* of ZR_KEEPER_AGREE */
	struct zr_renewal_answer certificate;
	/* Of the first answer, which nobody asked for. */
	uint8_t sign[ZR_KEY_BYTES];
	struct zr_party_public public_half;
};

#endif

/* Fixed parties for tests: keys that anybody can make again from a small number. */
#ifndef ZR_TEST_PARTIES_H
#define ZR_TEST_PARTIES_H

#include <stdlib.h>
#include <string.h>

#include "lib/envelope/envelope.h"
#include "lib/envelope/key.h"

/* 0x40, 0x41, ... for the ephemeral secret and the nonce. */
static const uint8_t parties_random[ZR_SEAL_RANDOM_BYTES] = {0x40, 0x41, 0x42, 0x43, 0x44, 0x45,
	0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x53, 0x54,
	0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x62, 0x63,
	0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b};

/* A party whose 64 random bytes are all this number. */
static inline void parties_init(struct zr_party_secret *ret_party, uint8_t number)
{
	uint8_t random[2 * ZR_KEY_BYTES];
	memset(random, number, sizeof random);
	if (zr_party_init(ret_party, random, NULL) != 0) {
		abort();
	}
}

#endif

/*
 * Whom tablets seal answers to: the office whose public key the operator put into the hub's folder
 * of keys; where there is none, the hub itself, which then reads them.
 */
#ifndef ZR_HUB_CORE_OFFICE_KEY_H
#define ZR_HUB_CORE_OFFICE_KEY_H

#include "lib/base/error.h"
#include "lib/envelope/key.h"

/* folder/office.pub, as zarya-office writes it: 32 bytes to check its signatures with, 32 to seal
 * to. ZR_E_INVALID when it is something else. */
int zr_office_key_load(const char *folder, const struct zr_party_public *hub,
	struct zr_party_public *ret_office, struct zr_error *error) ZR_MUST_CHECK;

#endif

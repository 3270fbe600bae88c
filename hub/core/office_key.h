/*
 * Whom tablets seal answers to: the office whose public keys the operator put into the hub's folder
 * of keys; where there is none, the hub itself, which then reads them.
 */
#ifndef ZR_HUB_CORE_OFFICE_KEY_H
#define ZR_HUB_CORE_OFFICE_KEY_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/key.h"

/* folder/office.pub, as zarya-office writes it: ret_line is the line of its keys
 * (lib/envelope/succession.h), empty without an office. ZR_E_INVALID when it is something else. */
int zr_office_key_load(const char *folder, const struct zr_party_public *hub,
	struct zr_party_public *ret_office, struct zr_buffer *ret_line,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

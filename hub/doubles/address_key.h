/*
 * What an address is compared by: "ул. Мира, д. 5" and "Мира улица 5" have one key.
 *
 * Words are folded (lib/base/fold.h). Words that say what everybody knows go: street, house, flat,
 * city; other kinds of streets stay, for a lane is no avenue, in one spelling. Of what is left
 * words come by the alphabet and numbers as they stood, so that house 5 flat 3 is not house 3 flat
 * 5; a number of a block or a building says so.
 */
#ifndef ZR_HUB_DOUBLES_ADDRESS_KEY_H
#define ZR_HUB_DOUBLES_ADDRESS_KEY_H

#include "lib/base/buffer.h"

/* Replaces what is in ret_key. An address of one word or number alone has an empty key: "дом 5"
 * reads the same everywhere. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_address_key_make(const char *address, struct zr_buffer *ret_key) ZR_MUST_CHECK;

#endif

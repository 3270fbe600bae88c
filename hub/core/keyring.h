/*
 * Whether the keys in DATA/keys are those that the store's tablets know.
 *
 * Every tablet has pinned the authority and seals to the hub's key: with other keys beside the same
 * store a hub would run, and cut off its whole fleet. A store remembers its keys by a fact; one of
 * an older hub learns it at the next start.
 */
#ifndef ZR_HUB_CORE_KEYRING_H
#define ZR_HUB_CORE_KEYRING_H

#include "hub/core/shared.h"

struct zr_store;

/* Before keys are read or drawn: ZR_E_STATE, with what to restore, when DATA has a store with
 * tablets and one of the keys that cannot be made anew is missing. The lock on DATA is held. */
int zr_keyring_check_files(const struct zr_options *options, struct zr_error *error) ZR_MUST_CHECK;

/* ZR_E_STATE when the store has tablets that know other keys; else the store remembers these. */
int zr_keyring_check_store(struct zr_store *store, const struct zr_shared *shared,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

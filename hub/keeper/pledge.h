/*
 * What a process promises the kernel to do no more (seccomp), for itself and for whoever takes it
 * over. Not under the sanitizers, whose own calls it would end.
 */
#ifndef ZR_HUB_KEEPER_PLEDGE_H
#define ZR_HUB_KEEPER_PLEDGE_H

#include "lib/base/error.h"

/* The keeper: sends and receives on what is open, needs memory, time and chance; all else ends it.
 * ZR_E_IO. */
int zr_pledge_keeper(struct zr_error *error) ZR_MUST_CHECK;

/* The hub: starts no program, looks into no other process, loads nothing into the kernel, becomes
 * nobody else; what of it is tried is refused (EPERM). Before threads are made. ZR_E_IO. */
int zr_pledge_hub(struct zr_error *error) ZR_MUST_CHECK;

#endif

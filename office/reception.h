/*
 * The office's socket: takes hubs in, reads whole questions, sends answers.
 *
 * Whoever connects is asked of the kernel (SO_PEERCRED): one whose user is not allowed is closed at
 * once. A connection that sends what is no question is closed, too; so is one that does not take
 * its answer for ZR_OFFICE_PATIENCE_S. One thread; connections up to ZR_OFFICE_CLIENT_COUNT_MAX.
 */
#ifndef ZR_OFFICE_RECEPTION_H
#define ZR_OFFICE_RECEPTION_H

#include <signal.h>
#include <sys/types.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "office/teller.h"

struct zr_reception_options {
	const char *path;   /* of the socket */
	const uid_t *users; /* who may ask */
	size_t user_count;
};

/* Makes the socket, mode 0660, in place of one that nobody listens on. ZR_E_EXISTS: somebody does.
 * The descriptor, or an error. */
int zr_reception_open(const char *path, struct zr_error *error) ZR_MUST_CHECK;

/* Answers until one of the signals comes, which are blocked outside. ZR_E_LOCKED: the desk's token
 * is gone; who starts it anew finds it when it is back. */
int zr_reception_run(int listener, const struct zr_reception_options *options,
	const struct zr_teller *desk, const sigset_t *signals,
	struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * A passphrase that guards keys, a token's PIN: from a file, from systemd's credential of that
 * name, from a terminal without echo, or a line that comes by a pipe.
 */
#ifndef ZR_SECRET_PASSPHRASE_H
#define ZR_SECRET_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

#define ZR_PASSPHRASE_BYTES 1024

/* What is wanted; borrowed. */
struct zr_passphrase_wish {
	const char *file;       /* NULL: the credential when there is one, else standard input */
	const char *credential; /* its name */
	const char *question;   /* what a terminal asks */
	bool is_new;            /* it is asked for twice, and must have
				 * ZR_PASSPHRASE_CHARACTER_COUNT_MIN characters */
};

/* The line's end is cut off. ZR_E_INVALID, with what is wrong; the caller wipes. */
int zr_passphrase_read(const struct zr_passphrase_wish *wish,
	char ret_passphrase[ZR_PASSPHRASE_BYTES], struct zr_error *error) ZR_MUST_CHECK;

#endif

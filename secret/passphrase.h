/*
 * A passphrase that guards keys: from a file, from systemd's credential "passphrase", from a
 * terminal without echo, or a line that comes by a pipe.
 */
#ifndef ZR_SECRET_PASSPHRASE_H
#define ZR_SECRET_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/error.h"

#define ZR_PASSPHRASE_BYTES 1024

/* file NULL: the credential when there is one, else standard input. question: what a person is
 * asked for, "Passphrase of the office's keys". is_new: it is asked for twice, and must have
 * ZR_PASSPHRASE_CHARACTER_COUNT_MIN characters. The line's end is cut off. ZR_E_INVALID, with what
 * is wrong; the caller wipes. */
int zr_passphrase_read(const char *file, const char *question, bool is_new,
	char ret_passphrase[ZR_PASSPHRASE_BYTES], struct zr_error *error) ZR_MUST_CHECK;

#endif

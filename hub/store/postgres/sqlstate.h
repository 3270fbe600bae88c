/* What a failure of PostgreSQL is called here: its five letters and our codes, in one place. */
#ifndef ZR_HUB_STORE_POSTGRES_SQLSTATE_H
#define ZR_HUB_STORE_POSTGRES_SQLSTATE_H

#include "lib/base/error.h"

/* A warning that comes with a COMMIT whose rows are on this server and perhaps on no other: the
 * wait for the synchronous standby was given up. It is no error, and no acknowledgement. */
#define ZR_SQLSTATE_WARNING "01000"

/* The code for a state of five letters; NULL, for a failure of the connection, is ZR_E_BUSY: every
 * such failure passes, and whoever asked comes again. */
int zr_sqlstate_code(const char *state) ZR_MUST_CHECK;

/* Fills error with the code and a sentence without the server's own words, which may repeat what
 * stands in the rows, and returns the code. */
int zr_sqlstate_fail(const char *state, struct zr_error *error);

#endif

/*
 * Runs another program to its end: no shell, no input, nothing of our environment but PATH, and by
 * another user where one is named. Of what it says on its standard error the first line is the
 * answer when it ended badly.
 */
#ifndef ZR_UPDATE_ERRAND_PROGRAM_H
#define ZR_UPDATE_ERRAND_PROGRAM_H

#include "lib/base/error.h"

/* arguments: NULL-terminated, the program first, found by PATH. user: by name, with its own group
 * alone; NULL: whoever we are. ZR_E_IO; ZR_E_REFUSED with the program's sentence, or its name when
 * it said none. */
int zr_errand_program_run(
	const char *const *arguments, const char *user, struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * Runs another program to its end: no shell, no input, nothing of our environment but PATH. What it
 * says goes nowhere; how it ended is the answer.
 */
#ifndef ZR_UPDATE_ERRAND_PROGRAM_H
#define ZR_UPDATE_ERRAND_PROGRAM_H

#include "lib/base/error.h"

/* arguments: NULL-terminated, the program first, found by PATH. variable: "NAME=value" more, or
 * NULL. ZR_E_IO, or ZR_E_REFUSED with the program's name when it ended badly. */
int zr_errand_program_run(const char *const *arguments, struct zr_error *error) ZR_MUST_CHECK;

#endif

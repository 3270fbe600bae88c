/*
 * The time zone of the process, by its IANA name ("Asia/Yekaterinburg"). A name that this machine
 * does not know changes nothing: C would take it for UTC without a word. Not while another thread
 * reads the environment.
 */
#ifndef ZR_BASE_TIMEZONE_H
#define ZR_BASE_TIMEZONE_H

#include "lib/base/error.h"

/* Sets TZ. A name is letters, digits, "+-_" and single slashes between them, at most 63 bytes.
 * ZR_E_INVALID: no such name can be; ZR_E_NOT_FOUND: not on this machine. */
int zr_timezone_set(const char *name, struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * Whether ODK Collect can evaluate an expression. For lib/xpath.
 */
#ifndef ZR_XPATH_PORTABLE_H
#define ZR_XPATH_PORTABLE_H

#include "lib/xpath/syntax/term.h"

/* ZR_E_UNSUPPORTED, and the sentence names what Collect lacks. */
int zr_portable_check(const struct zr_term *term, struct zr_error *error) ZR_MUST_CHECK;

#endif

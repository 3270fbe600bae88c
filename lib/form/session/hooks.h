/*
 * What expressions ask of an interview. For lib/form.
 */
#ifndef ZR_FORM_HOOKS_H
#define ZR_FORM_HOOKS_H

#include "lib/form/session/working.h"

extern const struct zr_xpath_hooks zr_session_hooks; /* user is the session */

#endif

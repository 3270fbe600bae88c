/*
 * Stepping over the interview. For lib/form.
 */
#ifndef ZR_FORM_STEPS_H
#define ZR_FORM_STEPS_H

#include "lib/form/session/working.h"

/* As zr_session_next(), without letting repeats grow. */
struct zr_item zr_steps_next(struct zr_session *session, const struct zr_item *from);

#endif

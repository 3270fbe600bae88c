/* The hub's certificate authority: found by the pin in the enrolment code. */
#ifndef ZR_AGENT_PIN_H
#define ZR_AGENT_PIN_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"
#include "lib/envelope/code.h"

/* Takes the first certificate of what the hub sent as PEM and, when it is the one that the code
 * names, writes it alone to ret_pem: whatever else stood there is not believed. ZR_E_SYNTAX,
 * ZR_E_FORGED, ZR_E_NOMEM. */
int zr_pin_certificate(const struct zr_buffer *pem, const struct zr_code *code,
	struct zr_buffer *ret_pem, struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * A text as a QR code, for a camera to read from the console. The modules come as rows of '0' and
 * '1' ('1' dark), without the quiet zone of four modules around them that a reader needs.
 * Source: ISO/IEC 18004, by libqrencode (ADR 0116).
 */
#ifndef ZR_HUB_DEVICE_QR_H
#define ZR_HUB_DEVICE_QR_H

#include <json-c/json.h>

#include "lib/base/error.h"

/* An array of strings, the caller's. Small Latin letters are taken as capitals: the code is smaller
 * by a third, and what we write so (enrolment codes, host names) means the same. ZR_E_LIMIT,
 * ZR_E_NOMEM. */
int zr_qr_draw(
	const char *text, struct json_object **ret_rows, struct zr_error *error) ZR_MUST_CHECK;
/* The same, to the letter. */
int zr_qr_draw_exactly(
	const char *text, struct json_object **ret_rows, struct zr_error *error) ZR_MUST_CHECK;

#endif

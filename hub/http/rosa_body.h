/*
 * What an OpenRosa client is told in a body: <OpenRosaResponse> with one sentence, which ODK
 * Collect shows. Source: docs.getodk.org/openrosa-form-submission ("Server response").
 */
#ifndef ZR_HUB_HTTP_ROSA_BODY_H
#define ZR_HUB_HTTP_ROSA_BODY_H

#include "lib/base/buffer.h"

#define ZR_ROSA_BODY_TYPE "text/xml; charset=utf-8"

/* nature: "submit_success" or "error". Without memory nothing of it is left. */
void zr_rosa_body_make(const char *nature, const char *sentence, struct zr_buffer *ret_body);

#endif

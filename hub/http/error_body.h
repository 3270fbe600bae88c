/* An error as the console reads it: {"error": name, "message": sentence, "line": where}. */
#ifndef ZR_HUB_HTTP_ERROR_BODY_H
#define ZR_HUB_HTTP_ERROR_BODY_H

#include <json-c/json.h>

#include "lib/base/error.h"

/* The caller's to release, or to add to. */
struct json_object *zr_error_body_make(const struct zr_error *error);

#endif

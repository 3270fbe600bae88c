/* Texts as they stand in XML, and as a part of an address. Appended; ZR_E_NOMEM. */
#ifndef ZR_HTTP_ESCAPE_H
#define ZR_HTTP_ESCAPE_H

#include "lib/base/buffer.h"

/* For element content and for values between double quotes. What XML 1.0 has no place for, control
 * characters and bytes that are no UTF-8, comes out as "?". */
int zr_escape_add_xml(struct zr_buffer *buffer, const char *text) ZR_MUST_CHECK;

/* One part of a path: all but letters, digits and -._~ as %XX. */
int zr_escape_add_path_part(struct zr_buffer *buffer, const char *text) ZR_MUST_CHECK;

#endif

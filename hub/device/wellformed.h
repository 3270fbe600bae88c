/*
 * Whether the XML of a record is XML that a form can have written: well formed, UTF-8, no document
 * type, no entities of its own, no deeper than a form. What is in it is data and stays as it came.
 */
#ifndef ZR_HUB_DEVICE_WELLFORMED_H
#define ZR_HUB_DEVICE_WELLFORMED_H

#include <stddef.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"

/* One text as it is written: a longest answer with every character escaped is six times as long as
 * the answer. libxml2 takes 10 MB. */
#define ZR_WELLFORMED_TEXT_BYTES_MAX (8 * ZR_VALUE_BYTES_MAX)

/* ZR_E_SYNTAX with the line, ZR_E_LIMIT for one that is too deep, ZR_E_NOMEM. */
int zr_wellformed_check(const char *xml, size_t bytes, struct zr_error *error) ZR_MUST_CHECK;

#endif

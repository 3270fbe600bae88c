/*
 * The settings sheet, and what stands for the settings that it leaves open.
 */
#ifndef ZR_XLSFORM_SETTINGS_H
#define ZR_XLSFORM_SETTINGS_H

#include <stdbool.h>

#include "lib/base/error.h"

struct zr_conversion;

int zr_settings_read(struct zr_conversion *c) ZR_MUST_CHECK;
const char *zr_settings_value(const struct zr_conversion *c, const char *name); /* NULL without */
bool zr_settings_is_yes(const struct zr_conversion *c, const char *name);
const char *zr_settings_root_name(const struct zr_conversion *c); /* may be no XML name */
const char *zr_settings_form_id(const struct zr_conversion *c);

#endif

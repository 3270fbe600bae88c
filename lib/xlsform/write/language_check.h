/*
 * Warnings about languages.
 */
#ifndef ZR_XLSFORM_LANGUAGE_CHECK_H
#define ZR_XLSFORM_LANGUAGE_CHECK_H

#include "lib/base/error.h"

struct zr_conversion;

/* The languages are collected. */
int zr_language_check(struct zr_conversion *c) ZR_MUST_CHECK;

#endif

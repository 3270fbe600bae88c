/*
 * Reading the body. For lib/form.
 */
#ifndef ZR_FORM_BODY_H
#define ZR_FORM_BODY_H

#include "lib/form/load/loading.h"

int zr_body_load(struct zr_loading *loading) ZR_MUST_CHECK;

#endif

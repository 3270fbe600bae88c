/*
 * Where each entity is declared.
 */
#ifndef ZR_XLSFORM_ENTITY_SCOPE_H
#define ZR_XLSFORM_ENTITY_SCOPE_H

#include "lib/base/error.h"

struct zr_conversion;

/* Chooses each entity's container. The paths of the tree are set. */
int zr_entity_scope_place(struct zr_conversion *c) ZR_MUST_CHECK;

#endif

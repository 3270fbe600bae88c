/* What the census says (wording.def), beside the texts of the widgets: T(id) has both. */
#ifndef ZR_CENSUS_WORDING_H
#define ZR_CENSUS_WORDING_H

#include "tablet/ui/texts.h"

#define ZR_STRING(id, ...) ZR_TEXTS_DECLARE(id)
#include "tablet/apps/census/wording.def"
#undef ZR_STRING

#endif

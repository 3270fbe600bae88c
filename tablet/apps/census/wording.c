/* Nothing but the table: a text that a page names and that is missing here is a fault of the
 * linker. */
#include "tablet/apps/census/wording.h"

#define ZR_STRING(id, ...) ZR_TEXTS_DEFINE(id, __VA_ARGS__)
#include "tablet/apps/census/wording.def"
#undef ZR_STRING

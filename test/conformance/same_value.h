/* Whether two spellings of an answer say the same. */
#ifndef ZR_TEST_SAME_VALUE_H
#define ZR_TEST_SAME_VALUE_H

#include <stdbool.h>

#include "lib/form/session.h"

/* Equal, equal as numbers, or the same places and numbers in another spelling ("1.0 2.0 0 0;" is
 * "1 2 0 0"). Choices of a select are a set: the conformance README settles their order. */
bool same_value(const struct zr_item *item, const char *ours, const char *theirs);

#endif

/*
 * Enough of XPath's words to judge a default.
 */
#ifndef ZR_XLSFORM_EXPRESSION_H
#define ZR_XLSFORM_EXPRESSION_H

#include <stdbool.h>

/* Whether the text is computed and no value. bind_type may be NULL. */
bool zr_expression_is_dynamic(const char *text, const char *bind_type);

#endif

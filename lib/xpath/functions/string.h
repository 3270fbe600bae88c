/*
 * Characters of texts. For lib/xpath.
 */
#ifndef ZR_XPATH_STRING_H
#define ZR_XPATH_STRING_H

#include <stddef.h>

/* Bytes of the character at text when it is UTF-8 and may stand in XML, else 0. */
size_t zr_xpath_string_valid(const char *text, size_t bytes);

#endif

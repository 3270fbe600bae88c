/*
 * All functions by name. For lib/xpath.
 */
#ifndef ZR_XPATH_CATALOGUE_H
#define ZR_XPATH_CATALOGUE_H

#include <stddef.h>

struct zr_function;

/* NULL when there is no such function. The name need not end with a NUL. */
const struct zr_function *zr_catalogue_find(const char *name, size_t bytes);

#endif

/*
 * Sums on numbers, and when two of them are the same. For lib/xpath.
 */
#ifndef ZR_XPATH_ARITHMETIC_H
#define ZR_XPATH_ARITHMETIC_H

#include "lib/xpath/syntax/term.h"

/* ADD, SUBTRACT, MULTIPLY, DIVIDE or MODULO. */
double zr_arithmetic_apply(enum zr_term_kind kind, double a, double b);

bool zr_arithmetic_is_equal(double a, double b);

#endif

/*
 * The operators of numbers (XPath 1.0 section 3.5), for the parser, which works out what is
 * constant, and for the evaluation: one place, so that both give the same.
 */
#include "lib/xpath/value/arithmetic.h"

#include <assert.h>
#include <math.h>

double zr_arithmetic_apply(enum zr_term_kind kind, double a, double b)
{
	switch (kind) {
	case ZR_TERM_ADD:
		return a + b;
	case ZR_TERM_SUBTRACT:
		return a - b;
	case ZR_TERM_MULTIPLY:
		return a * b;
	case ZR_TERM_DIVIDE:
		return a / b;
	default:
		assert(kind == ZR_TERM_MODULO);
		return fmod(a, b); /* XPath's mod takes the sign of the dividend, as C's does */
	}
}

/* 0.1 + 0.2 = 0.3 is what an author means: JavaRosa compares so too. */
bool zr_arithmetic_is_equal(double a, double b)
{
	return a == b || fabs(a - b) < 1e-12;
}

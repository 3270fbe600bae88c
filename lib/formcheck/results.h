/*
 * The texts that an expression may give as its value: 'old' and 'young' of "if(${age} > 60, 'old',
 * 'young')". What is compared, or handed to other functions, is none.
 */
#ifndef ZR_FORMCHECK_RESULTS_H
#define ZR_FORMCHECK_RESULTS_H

#include <stddef.h>

/* Calls each with every such text, without its quotes; borrowed from the expression, not
 * terminated. Nesting beyond ZR_XPATH_DEPTH_MAX is not looked into. */
void zr_results_each(const char *expression,
	void (*each)(void *user, const char *text, size_t bytes), void *user);

#endif

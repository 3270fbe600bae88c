/*
 * All functions by name: XPath 1.0 section 4, ODK XForms "XPath functions", and the names that
 * JavaRosa and Enketo know besides. A name is looked for once, when an expression is compiled, so
 * that the families are gone through as they stand and nobody has to keep them in order.
 */
#include "lib/xpath/functions/catalogue.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/functions/families.h"

static const struct zr_function *const families[] = {
	zr_functions_on_numbers,
	zr_functions_on_strings,
	zr_functions_on_logic,
	zr_functions_on_selections,
	zr_functions_on_dates,
	zr_functions_on_date_formats,
	zr_functions_on_nodes,
	zr_functions_on_form,
	zr_functions_on_geo,
	zr_functions_on_digests,
	zr_functions_on_random,
};

const struct zr_function *zr_catalogue_find(const char *name, size_t bytes)
{
	assert(name != NULL && bytes > 0);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
		for (const struct zr_function *at = families[i]; at->name != NULL; at++) {
			if (*at->name == *name && strncmp(at->name, name, bytes) == 0 &&
				at->name[bytes] == '\0') {
				return at;
			}
		}
	}
	return NULL;
}

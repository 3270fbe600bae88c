/* The formats, by their endings. */
#include "hub/out/formats.h"

#include <assert.h>
#include <string.h>

const struct zr_format *zr_formats_find(const char *ending)
{
	assert(ending != NULL);
	static const struct zr_format *const formats[] = {
		&zr_csv_format, &zr_json_format, &zr_sav_format, &zr_dta_format};
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (strcmp(formats[i]->ending, ending) == 0) {
			return formats[i];
		}
	}
	return NULL;
}

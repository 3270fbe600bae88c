/* CSV and GeoJSON lists from anywhere: the first byte chooses which. */
#include <stddef.h>
#include <stdint.h>

#include "lib/form/source/csv.h"
#include "lib/form/source/geojson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	if (bytes == 0) {
		return 0;
	}
	struct zr_arena arena = {0};
	struct zr_names *names = zr_names_new();
	struct zr_node *document = NULL;
	struct zr_error error = {0};
	const struct zr_csv_target target = {.arena = &arena, .names = names};
	const char *text = (const char *)data + 1;
	int code = data[0] == '{' ? zr_geojson_parse(&(struct zr_list_file){(const char *)data,
							     bytes, "fuzz"},
					    &target, &document, &error)
				  : zr_csv_parse(&(struct zr_list_file){text, bytes - 1, "fuzz"},
					    &target, &document, &error);
	if (code == 0 && document == NULL) {
		__builtin_trap();
	}
	zr_names_free(names);
	zr_arena_finish(&arena);
	return 0;
}

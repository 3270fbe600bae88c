/* Finding a request's route: part by part against each pattern, first match wins. */
#include "hub/http/route.h"

#include <assert.h>
#include <string.h>

#define IDENTIFIER_BYTES_MAX 63

static bool is_match(const char *pattern, const struct zr_request *request)
{
	size_t index = 0;
	while (*pattern == '/') {
		pattern++;
		size_t length = strcspn(pattern, "/");
		if (length == 2 && memcmp(pattern, "**", 2) == 0) {
			return true;
		}
		if (length == 0 || index == request->part_count) {
			return length == 0 && index == request->part_count;
		}
		const char *part = request->parts[index++];
		bool is_same = strlen(part) == length && memcmp(part, pattern, length) == 0;
		if (!is_same && !(length == 1 && *pattern == '*')) {
			return false;
		}
		pattern += length;
	}
	return index == request->part_count;
}

int zr_route_find(const struct zr_route *table, unsigned flag, const struct zr_request *request,
	const struct zr_route **ret_route)
{
	assert(table != NULL && request != NULL && ret_route != NULL);
	if (request->part_count > ZR_REQUEST_PART_COUNT_MAX) {
		return ZR_E_NOT_FOUND;
	}
	int code = ZR_E_NOT_FOUND;
	for (const struct zr_route *route = table; route->pattern != NULL; route++) {
		if ((route->flags & flag) == 0 || !is_match(route->pattern, request)) {
			continue;
		}
		if (route->method == request->method) {
			*ret_route = route;
			return 0;
		}
		/* The console's files take every path; they do not make a method known. */
		if (strcmp(route->pattern, "/**") != 0) {
			code = ZR_E_UNSUPPORTED;
		}
	}
	return code;
}

bool zr_route_is_identifier(const char *text)
{
	assert(text != NULL);
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-";
	size_t length = strlen(text);
	return length > 0 && length <= IDENTIFIER_BYTES_MAX && strspn(text, letters) == length &&
	       strchr("._:-", text[0]) == NULL;
}

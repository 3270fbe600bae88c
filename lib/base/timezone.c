/* The machine knows a zone when its file lies where the C library looks. */
#include "lib/base/timezone.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	NAME_BYTES_MAX = 63
};

/* As in the folders of zoneinfo: TZ takes rules and absolute paths, too, and neither is a zone. */
static bool is_name(const char *name)
{
	assert(name != NULL);
	size_t length = strlen(name);
	if (length == 0 || length > NAME_BYTES_MAX) {
		return false;
	}
	char before = '/';
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)name[i];
		bool is_plain = isalnum(c) != 0 || c == '_' || c == '+' || c == '-';
		if (!is_plain && (c != '/' || before == '/')) {
			return false;
		}
		before = (char)c;
	}
	return before != '/';
}

int zr_timezone_set(const char *name, struct zr_error *error)
{
	assert(name != NULL);
	if (!is_name(name)) {
		return zr_error_set(error, ZR_E_INVALID, "this is no name of a time zone");
	}
	char path[sizeof "/usr/share/zoneinfo/" + NAME_BYTES_MAX];
	(void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	if (access(path, R_OK) < 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, "this machine does not know the time zone %s", name);
	}
	if (setenv("TZ", name, 1) < 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a time zone");
	}
	tzset();
	return 0;
}

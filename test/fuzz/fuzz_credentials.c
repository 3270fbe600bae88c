/* The field Authorization: no crash, every text ends within its place, and none is good against a
 * secret that nobody has. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "hub/openrosa/credentials.h"
#include "lib/base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const uint8_t key[ZR_CREDENTIALS_KEY_BYTES] = {1};
	static const uint8_t secret[ZR_CREDENTIALS_SECRET_BYTES] = {2};
	static const char *const parts[] = {"formList"};
	ZR_CLEANUP_FREE char *field = strndup((const char *)data,
		bytes < ZR_HTTP_FIELD_BYTES_MAX ? bytes : ZR_HTTP_FIELD_BYTES_MAX);
	struct zr_credentials credentials;
	assert(field != NULL);
	if (zr_credentials_read(field, &credentials, NULL) != 0) {
		return 0;
	}
	assert(memchr(credentials.user, '\0', sizeof credentials.user) != NULL);
	assert(memchr(credentials.uri, '\0', sizeof credentials.uri) != NULL);
	assert(memchr(credentials.response, '\0', sizeof credentials.response) != NULL);
	const struct zr_credentials_case of = {
		.key = key, .method = "GET", .parts = parts, .part_count = 1, .now_us = 1};
	assert(zr_credentials_check(&credentials, secret, &of) == ZR_CREDENTIALS_WRONG);
	return 0;
}

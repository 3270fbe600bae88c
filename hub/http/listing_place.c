/* "NUMBER.TEXT.ID", text and id in hex. */
#include "hub/http/listing_place.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hex.h"

void zr_listing_place_format(
	const struct zr_store_place *place, char ret_text[ZR_LISTING_PLACE_TEXT_BYTES])
{
	assert(place != NULL && place->is_set && ret_text != NULL);
	char text[2 * ZR_STORE_NAME_BYTES + 1];
	char id[2 * ZR_STORE_ID_BYTES + 1];
	zr_hex_encode((const uint8_t *)place->text, strlen(place->text), text);
	zr_hex_encode((const uint8_t *)place->id, strlen(place->id), id);
	int length = snprintf(ret_text, ZR_LISTING_PLACE_TEXT_BYTES, "%" PRId64 ".%s.%s",
		place->number, text, id);
	assert(length > 0 && length < ZR_LISTING_PLACE_TEXT_BYTES);
}

/* The text of so many hex digits. */
static int read_hex(const char *hex, size_t digits, char *ret_text, size_t size)
{
	char copy[2 * ZR_STORE_NAME_BYTES];
	if (digits % 2 != 0 || digits / 2 >= size || digits >= sizeof copy) {
		return ZR_E_INVALID;
	}
	(void)snprintf(copy, sizeof copy, "%.*s", (int)digits, hex);
	int code = zr_hex_decode(copy, (uint8_t *)ret_text, digits / 2);
	ret_text[digits / 2] = '\0';
	return code == 0 && strlen(ret_text) == digits / 2 ? 0 : ZR_E_INVALID;
}

int zr_listing_place_parse(
	const char *text, struct zr_store_place *ret_place, struct zr_error *error)
{
	assert(text != NULL && ret_place != NULL);
	struct zr_store_place place = {.is_set = true};
	char *end = NULL;
	errno = 0;
	place.number = strtoll(text, &end, 10);
	const char *name = end + 1;
	bool is_good = end != text && *end == '.' && errno == 0;
	const char *dot = is_good ? strchr(name, '.') : NULL;
	if (dot == NULL ||
		read_hex(name, (size_t)(dot - name), place.text, sizeof place.text) != 0 ||
		read_hex(dot + 1, strlen(dot + 1), place.id, sizeof place.id) != 0 ||
		place.id[0] == '\0') {
		return zr_error_set(
			error, ZR_E_INVALID, "after must be the \"next\" of the page before");
	}
	*ret_place = place;
	return 0;
}

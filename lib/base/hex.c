/* Hexadecimal text. */
#include "lib/base/hex.h"

#include <assert.h>
#include <string.h>

void zr_hex_encode(const uint8_t *data, size_t bytes, char *text)
{
	assert(data != NULL || bytes == 0);
	assert(text != NULL);
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < bytes; i++) {
		text[2 * i] = digits[data[i] >> 4];
		text[2 * i + 1] = digits[data[i] & 15];
	}
	text[2 * bytes] = '\0';
}

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9') {
		return digit - '0';
	}
	if (digit >= 'a' && digit <= 'f') {
		return digit - 'a' + 10;
	}
	if (digit >= 'A' && digit <= 'F') {
		return digit - 'A' + 10;
	}
	return -1;
}

int zr_hex_decode(const char *text, uint8_t *ret_data, size_t bytes)
{
	assert(text != NULL && (ret_data != NULL || bytes == 0));
	if (strlen(text) != 2 * bytes) {
		return ZR_E_SYNTAX;
	}
	for (size_t i = 0; i < bytes; i++) {
		int high = digit_value(text[2 * i]);
		int low = digit_value(text[2 * i + 1]);
		if (high < 0 || low < 0) {
			return ZR_E_SYNTAX;
		}
		ret_data[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

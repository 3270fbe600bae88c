/* One word, three fields, each of its exact form. */
#include "tablet/image/verity_line.h"

#include <assert.h>
#include <string.h>

static bool is_end(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\0';
}

/* 64 digits and a colon; NULL when they are not. */
static const char *read_digits(const char *at, char digits[static ZR_VERITY_DIGITS + 1])
{
	for (unsigned i = 0; i < ZR_VERITY_DIGITS; i++) {
		bool is_digit = (at[i] >= '0' && at[i] <= '9') || (at[i] >= 'a' && at[i] <= 'f');
		if (!is_digit) {
			return NULL;
		}
		digits[i] = at[i];
	}
	digits[ZR_VERITY_DIGITS] = '\0';
	return at[ZR_VERITY_DIGITS] == ':' ? at + ZR_VERITY_DIGITS + 1 : NULL;
}

static uint32_t read_blocks(const char *at)
{
	uint64_t blocks = 0;
	for (; *at >= '0' && *at <= '9' && blocks <= ZR_VERITY_BLOCKS_MAX; at++) {
		blocks = blocks * 10 + (uint64_t)(*at - '0');
	}
	return is_end(*at) && blocks <= ZR_VERITY_BLOCKS_MAX ? (uint32_t)blocks : 0;
}

static const char *find(const char *command_line)
{
	static const char key[] = "zarya.verity=";
	for (const char *at = command_line; (at = strstr(at, key)); at++) {
		if (at == command_line || is_end(at[-1])) {
			return at + sizeof key - 1;
		}
	}
	return NULL;
}

enum zr_verity_word zr_verity_parse(const char *command_line, struct zr_verity *ret_verity)
{
	struct zr_verity verity = {.blocks = 0};

	assert(command_line && ret_verity);
	const char *at = find(command_line);
	if (!at) {
		return ZR_VERITY_ABSENT;
	}
	at = read_digits(at, verity.root_hash);
	at = at ? read_digits(at, verity.salt) : NULL;
	verity.blocks = at ? read_blocks(at) : 0;
	if (verity.blocks == 0) {
		return ZR_VERITY_BROKEN;
	}
	*ret_verity = verity;
	return ZR_VERITY_READ;
}

/* Fifteen symbols of five bits, and their weighted sum in GF(32). */
#include "lib/envelope/household_code.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "lib/envelope/symbol.h"

enum {
	SYMBOL_BITS = 5,
	DATA_COUNT = 15,
	SYMBOL_COUNT = DATA_COUNT + 1,
	GROUP_SYMBOLS = 4,
	SCRYPT_COST = 1024, /* with blocks of 8: 1 MiB, some 3 ms */
	SCRYPT_BLOCKS = 8,
};
#define SCRYPT_BYTES_MAX ((uint64_t)4 * 1024 * 1024)
static_assert(DATA_COUNT * SYMBOL_BITS == 75, "what household_code.h says");
static_assert(SYMBOL_COUNT + SYMBOL_COUNT / GROUP_SYMBOLS == ZR_HOUSEHOLD_CODE_TEXT_BYTES,
	"a dash or the NUL behind each group");

static int get_symbol(const struct zr_household_code *code, size_t index)
{
	int value = 0;
	for (size_t i = 0; i < SYMBOL_BITS; i++) {
		size_t bit = index * SYMBOL_BITS + i;
		value = value << 1 | (code->secret[bit / 8] >> (7 - bit % 8) & 1);
	}
	return value;
}

static void set_symbol(struct zr_household_code *code, size_t index, int value)
{
	for (size_t i = 0; i < SYMBOL_BITS; i++) {
		size_t bit = index * SYMBOL_BITS + i;
		if ((value >> (SYMBOL_BITS - 1 - i) & 1) != 0) {
			code->secret[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		}
	}
}

/* Begun with a number, so that sixteen zeros are no code. */
static int check_of(const struct zr_household_code *code)
{
	int sum = 1;
	for (size_t i = 0; i < DATA_COUNT; i++) {
		sum = zr_symbol_double(sum ^ get_symbol(code, i));
	}
	return sum;
}

void zr_household_code_init(
	struct zr_household_code *ret_code, const uint8_t random[ZR_HOUSEHOLD_CODE_SECRET_BYTES])
{
	assert(ret_code != NULL && random != NULL);
	memcpy(ret_code->secret, random, sizeof ret_code->secret);
	ret_code->secret[sizeof ret_code->secret - 1] &= 0xE0;
}

void zr_household_code_format(
	const struct zr_household_code *code, char ret_text[ZR_HOUSEHOLD_CODE_TEXT_BYTES])
{
	assert(code != NULL && ret_text != NULL);
	char *at = ret_text;
	for (size_t i = 0; i < SYMBOL_COUNT; i++) {
		if (i > 0 && i % GROUP_SYMBOLS == 0) {
			*at++ = '-';
		}
		*at++ = zr_symbol_write(i < DATA_COUNT ? get_symbol(code, i) : check_of(code));
	}
	*at = '\0';
}

static bool is_between(char symbol)
{
	return symbol == '-' || symbol == ' ' || symbol == '\t' || symbol == '\r' || symbol == '\n';
}

int zr_household_code_parse(
	const char *text, size_t bytes, struct zr_household_code *ret_code, struct zr_error *error)
{
	assert((text != NULL || bytes == 0) && ret_code != NULL);
	struct zr_household_code code = {0};
	int check = ZR_SYMBOL_NONE;
	size_t count = 0;
	for (size_t i = 0; i < bytes; i++) {
		int value = zr_symbol_value(text[i]);
		if (is_between(text[i])) {
			continue;
		}
		if (value == ZR_SYMBOL_NONE || count == SYMBOL_COUNT) {
			return zr_error_set(error, ZR_E_SYNTAX,
				"a code has 16 letters and digits, and no other signs");
		}
		if (count < DATA_COUNT) {
			set_symbol(&code, count, value);
		}
		check = value;
		count++;
	}
	if (count != SYMBOL_COUNT || check != check_of(&code)) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"this is no code: compare it with the letter, sign by sign");
	}
	*ret_code = code;
	return 0;
}

int zr_household_code_derive(const struct zr_household_code *code,
	const uint8_t salt[ZR_HOUSEHOLD_CODE_SALT_BYTES], struct zr_household_code_keys *ret_keys,
	struct zr_error *error)
{
	assert(code != NULL && salt != NULL && ret_keys != NULL);
	uint8_t made[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES + ZR_HOUSEHOLD_CODE_KEY_BYTES];
	if (EVP_PBE_scrypt((const char *)code->secret, sizeof code->secret, salt,
		    ZR_HOUSEHOLD_CODE_SALT_BYTES, SCRYPT_COST, SCRYPT_BLOCKS, 1, SCRYPT_BYTES_MAX,
		    made, sizeof made) != 1) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to derive a household's keys");
	}
	memcpy(ret_keys->lookup, made, sizeof ret_keys->lookup);
	memcpy(ret_keys->key, made + sizeof ret_keys->lookup, sizeof ret_keys->key);
	explicit_bzero(made, sizeof made);
	return 0;
}

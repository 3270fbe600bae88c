/* The enrolment code: Crockford's base32 over 140 bits, five at a time, first bit first. */
#include "lib/envelope/code.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/envelope/crypto.h"

enum {
	SYMBOL_COUNT = 28,
	SYMBOL_BITS = 5,
	SECRET_SYMBOL_COUNT = 12, /* 60 bits */
	GROUP_SYMBOL_COUNT = 4,
};

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char scheme[] = "https://";

/* 0 to 31, or -1 for what stands for nothing. */
static int value_of(char symbol)
{
	if (symbol >= 'a' && symbol <= 'z') {
		symbol = (char)(symbol - 'a' + 'A');
	}
	switch (symbol) {
	case 'O':
		return 0;
	case 'I':
	case 'L':
		return 1;
	case '\0':
		return -1;
	default:
		break;
	}
	const char *found = strchr(digits, symbol);
	return found == NULL ? -1 : (int)(found - digits);
}

/* Five bits into or out of a bit string. */
static void set_bits(uint8_t *data, size_t first_bit, int value)
{
	for (size_t i = 0; i < SYMBOL_BITS; i++) {
		size_t bit = first_bit + i;
		if ((value >> (SYMBOL_BITS - 1 - i) & 1) != 0) {
			data[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		}
	}
}

static int get_bits(const uint8_t *data, size_t first_bit)
{
	int value = 0;
	for (size_t i = 0; i < SYMBOL_BITS; i++) {
		size_t bit = first_bit + i;
		value = value << 1 | (data[bit / 8] >> (7 - bit % 8) & 1);
	}
	return value;
}

static void set_symbol(struct zr_code *code, size_t index, int value)
{
	if (index < SECRET_SYMBOL_COUNT) {
		set_bits(code->secret, index * SYMBOL_BITS, value);
	} else {
		set_bits(code->pin, (index - SECRET_SYMBOL_COUNT) * SYMBOL_BITS, value);
	}
}

static int get_symbol(const struct zr_code *code, size_t index)
{
	if (index < SECRET_SYMBOL_COUNT) {
		return get_bits(code->secret, index * SYMBOL_BITS);
	}
	return get_bits(code->pin, (index - SECRET_SYMBOL_COUNT) * SYMBOL_BITS);
}

static bool is_space(char symbol)
{
	return symbol == ' ' || symbol == '\t' || symbol == '\r' || symbol == '\n';
}

/* Printable ASCII that a host and port are made of: an address, without a path or a login. */
static bool is_host_good(const char *host, size_t bytes)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
	for (size_t i = 0; i < bytes; i++) {
		char symbol = host[i];
		if (symbol >= 'A' && symbol <= 'Z') {
			symbol = (char)(symbol - 'A' + 'a');
		}
		if (symbol == '\0' || strchr(allowed, symbol) == NULL) {
			return false;
		}
	}
	return bytes > 0;
}

/* Copies "https://host:port" of this many bytes, without a slash at its end. */
static int set_url(struct zr_code *code, const char *url, size_t bytes, struct zr_error *error)
{
	size_t scheme_bytes = sizeof scheme - 1;
	if (bytes > 0 && url[bytes - 1] == '/') {
		bytes--;
	}
	if (bytes >= sizeof code->url) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the hub's address is longer than %zu characters", sizeof code->url - 1);
	}
	if (bytes <= scheme_bytes || strncasecmp(url, scheme, scheme_bytes) != 0 ||
		!is_host_good(url + scheme_bytes, bytes - scheme_bytes)) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the code must begin with the hub's address, like "
			"https://hub.example:8443");
	}
	memcpy(code->url, scheme, scheme_bytes);
	memcpy(code->url + scheme_bytes, url + scheme_bytes, bytes - scheme_bytes);
	code->url[bytes] = '\0';
	return 0;
}

int zr_code_init(struct zr_code *ret_code, const char *url,
	const uint8_t random[ZR_CODE_SECRET_BYTES], const void *ca_der, size_t ca_bytes,
	struct zr_error *error)
{
	assert(ret_code != NULL && url != NULL && random != NULL && ca_der != NULL);
	struct zr_code code = {0};
	int result = set_url(&code, url, strlen(url), error);
	if (result != 0) {
		return result == ZR_E_SYNTAX ? zr_error_set(error, ZR_E_INVALID,
						       "\"%s\" is not an address like "
						       "https://hub.example:8443",
						       url)
					     : result;
	}
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	zr_crypto_hash(ca_der, ca_bytes, hash);
	memcpy(code.pin, hash, sizeof code.pin);
	memcpy(code.secret, random, sizeof code.secret);
	code.secret[ZR_CODE_SECRET_BYTES - 1] &= 0xF0;
	*ret_code = code;
	return 0;
}

static int parse_symbols(const char *text, struct zr_code *code, struct zr_error *error)
{
	size_t count = 0;
	for (const char *next = text; *next != '\0'; next++) {
		if (*next == '-' || is_space(*next)) {
			continue;
		}
		int value = value_of(*next);
		if (value < 0) {
			return zr_error_set(error, ZR_E_SYNTAX,
				"character %zu behind the # is none of a code; only digits and "
				"Latin letters without U are",
				(size_t)(next - text) + 1);
		}
		if (count < SYMBOL_COUNT) {
			set_symbol(code, count, value);
		}
		count++;
	}
	if (count != SYMBOL_COUNT) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the code has %zu characters behind the #, it must have %d; look again",
			count, SYMBOL_COUNT);
	}
	return 0;
}

int zr_code_parse(const char *text, struct zr_code *ret_code, struct zr_error *error)
{
	assert(text != NULL && ret_code != NULL);
	while (is_space(*text)) {
		text++;
	}
	const char *mark = strchr(text, '#');
	if (mark == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the code has no #; type all of it, with the hub's address before the #");
	}
	struct zr_code code = {0};
	int result = set_url(&code, text, (size_t)(mark - text), error);
	if (result == 0) {
		result = parse_symbols(mark + 1, &code, error);
	}
	if (result == 0) {
		*ret_code = code;
	}
	zr_code_finish(&code);
	return result == ZR_E_LIMIT ? ZR_E_SYNTAX : result;
}

int zr_code_format(const struct zr_code *code, struct zr_buffer *text)
{
	assert(code != NULL && text != NULL);
	assert((code->secret[ZR_CODE_SECRET_BYTES - 1] & 0x0F) == 0);
	char symbols[SYMBOL_COUNT + SYMBOL_COUNT / GROUP_SYMBOL_COUNT] = {0};
	size_t length = 0;
	for (size_t i = 0; i < SYMBOL_COUNT; i++) {
		if (i > 0 && i % GROUP_SYMBOL_COUNT == 0) {
			symbols[length++] = '-';
		}
		symbols[length++] = digits[get_symbol(code, i)];
	}
	assert(length < sizeof symbols);
	int result = zr_buffer_add_format(text, "%s#%s", code->url, symbols);
	explicit_bzero(symbols, sizeof symbols);
	return result;
}

bool zr_code_is_ca(const struct zr_code *code, const void *ca_der, size_t ca_bytes)
{
	assert(code != NULL);
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	zr_crypto_hash(ca_der, ca_bytes, hash);
	return memcmp(hash, code->pin, sizeof code->pin) == 0;
}

void zr_code_finish(struct zr_code *code)
{
	if (code != NULL) {
		explicit_bzero(code, sizeof *code);
	}
}

/* Hashes, base64 and signed content (ODK XForms "fn:digest", "fn:base64-decode",
 * "fn:extract-signed"). */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <openssl/evp.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/functions/string.h"
#include "lib/xpath/value/produce.h"

enum {
	KEY_BYTES = 32,
	SIGNATURE_BYTES = 64
};

/* ---- base64 ---- */

static int digit_of(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c != '\0' ? strchr(digits, c == '-' ? '+' : c == '_' ? '/' : c) : NULL;
	return found != NULL ? (int)(found - digits) : -1;
}

/* Both alphabets; spaces pass; "=" ends it. Anything else ends with false. */
static bool decode(const char *text, char *bytes, size_t *ret_count)
{
	unsigned bits = 0;
	unsigned held = 0;
	size_t count = 0;
	for (; *text != '\0' && *text != '='; text++) {
		if (strchr(" \t\r\n", *text) != NULL) {
			continue;
		}
		int digit = digit_of(*text);
		if (digit < 0) {
			return false;
		}
		bits = bits << 6 | (unsigned)digit;
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes[count++] = (char)(bits >> held & 0xff);
		}
	}
	*ret_count = count;
	return true;
}

static int decode_argument(
	const struct zr_call *call, size_t index, char **ret_bytes, size_t *ret_count)
{
	const char *text = NULL;
	int code = zr_argument_text(call, index, &text);
	if (code != 0) {
		return code;
	}
	*ret_bytes = zr_arena_new(call->evaluation->context->arena, strlen(text) + 1);
	if (*ret_bytes == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	if (!decode(text, *ret_bytes, ret_count)) {
		*ret_count = 0;
		(*ret_bytes)[0] = '\0';
	}
	return 0;
}

/* Text from outside: what is not UTF-8 or not a character of XML becomes U+FFFD. */
static int return_text(struct zr_evaluation *evaluation, const char *bytes, size_t count,
	struct zr_value *ret_value)
{
	char *text = zr_arena_new(evaluation->context->arena, count * 3 + 1);
	if (text == NULL) {
		return zr_evaluation_nomem(evaluation);
	}
	char *into = text;
	for (size_t at = 0; at < count;) {
		size_t length = zr_xpath_string_valid(bytes + at, count - at);
		const char *from = length > 0 ? bytes + at : "\xEF\xBF\xBD";
		size_t add = length > 0 ? length : 3;
		memcpy(into, from, add);
		into += add;
		at += length > 0 ? length : 1;
	}
	zr_produce_text(ret_value, text);
	return 0;
}

/* The text, "" when it is not base64. */
static int call_base64_decode(const struct zr_call *call, struct zr_value *ret_value)
{
	char *bytes = NULL;
	size_t count = 0;
	int code = decode_argument(call, 0, &bytes, &count);
	return code != 0 ? code : return_text(call->evaluation, bytes, count, ret_value);
}

/* ---- digest() ---- */

static const struct {
	const char *name;
	const EVP_MD *(*algorithm)(void);
} algorithms[] = {
	{"MD5", EVP_md5},
	{"SHA1", EVP_sha1},
	{"SHA256", EVP_sha256},
	{"SHA384", EVP_sha384},
	{"SHA512", EVP_sha512},
};

/* Whether the names are one; case and dashes do not count. */
static bool is_name(const char *name, const char *wanted)
{
	for (; *name != '\0' && *wanted != '\0'; name++) {
		if (*name != '-' && toupper((unsigned char)*name) != *wanted++) {
			return false;
		}
	}
	return *wanted == '\0' && name[strspn(name, "-")] == '\0';
}

static int hash(const struct zr_call *call, const char *text, const char *name,
	unsigned char *ret_hash, unsigned *ret_bytes)
{
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
		if (is_name(name, algorithms[i].name)) {
			return EVP_Digest(text, strlen(text), ret_hash, ret_bytes,
				       algorithms[i].algorithm(), NULL) == 1
				       ? 0
				       : zr_evaluation_nomem(call->evaluation);
		}
	}
	return zr_argument_fault(call, ZR_E_INVALID,
		&(const struct zr_fault){.kind = ZR_FAULT_NO_ALGORITHM, .value = name});
}

/* digest(text, algorithm[, "base64" or "hex"]) */
static int call_digest(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2 || call->term->argument_count == 3);
	const char *text = NULL;
	const char *name = NULL;
	const char *encoding = "base64";
	int code = zr_argument_text(call, 0, &text);
	if (code == 0) {
		code = zr_argument_text(call, 1, &name);
	}
	if (code == 0 && call->term->argument_count > 2) {
		code = zr_argument_text(call, 2, &encoding);
	}
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned count = 0;
	if (code == 0) {
		code = hash(call, text, name, bytes, &count);
	}
	if (code != 0) {
		return code;
	}
	char encoded[EVP_MAX_MD_SIZE * 2 + 8];
	if (strcasecmp(encoding, "hex") == 0) {
		zr_hex_encode(bytes, count, encoded);
	} else if (strcasecmp(encoding, "base64") == 0) {
		(void)EVP_EncodeBlock((unsigned char *)encoded, bytes, (int)count);
	} else {
		return zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){.kind = ZR_FAULT_BAD_ENCODING});
	}
	return zr_produce_copy(call->evaluation, ret_value, encoded, strlen(encoded));
}

/* ---- extract-signed() ---- */

static void free_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void free_context(EVP_MD_CTX **context)
{
	EVP_MD_CTX_free(*context);
}

static bool verify(const char *key_bytes, const char *content, size_t count)
{
	ZR_CLEANUP(free_key)
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, (const unsigned char *)key_bytes, KEY_BYTES);
	ZR_CLEANUP(free_context) EVP_MD_CTX *context = EVP_MD_CTX_new();
	return key != NULL && context != NULL &&
	       EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
	       EVP_DigestVerify(context, (const unsigned char *)content, SIGNATURE_BYTES,
		       (const unsigned char *)content + SIGNATURE_BYTES,
		       count - SIGNATURE_BYTES) == 1;
}

/* extract-signed(content, key), both base64: the content is an Ed25519 signature and what it
 * signs. Gives what is signed, "" when the signature does not hold. */
static int call_extract_signed(const struct zr_call *call, struct zr_value *ret_value)
{
	assert(call->term->argument_count == 2);
	char *content = NULL;
	char *key = NULL;
	size_t count = 0;
	size_t key_count = 0;
	int code = decode_argument(call, 0, &content, &count);
	if (code == 0) {
		code = decode_argument(call, 1, &key, &key_count);
	}
	if (code != 0) {
		return code;
	}
	zr_produce_text(ret_value, "");
	if (key_count == KEY_BYTES && count > SIGNATURE_BYTES && verify(key, content, count)) {
		return return_text(call->evaluation, content + SIGNATURE_BYTES,
			count - SIGNATURE_BYTES, ret_value);
	}
	return 0;
}

const struct zr_function zr_functions_on_digests[] = {
	{"base64-decode", 1, 1, 0, call_base64_decode, NULL},
	{"digest", 2, 3, 0, call_digest, NULL},
	{"extract-signed", 2, 2, 0, call_extract_signed, NULL},
	{0},
};

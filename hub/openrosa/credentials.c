/* Reading is by name, in any order, each name once; what is not asked for is skipped. */
#include "hub/openrosa/credentials.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define MD5_BYTES        16
#define NONCE_TIME_BYTES 8
#define NONCE_BYTES      (NONCE_TIME_BYTES + 16)

static int refuse(struct zr_error *error)
{
	return zr_error_set(error, ZR_E_SYNTAX, "the field Authorization cannot be read");
}

/* ---- reading ---- */

static int read_basic(const char *text, struct zr_credentials *credentials, struct zr_error *error)
{
	uint8_t bytes[ZR_HTTP_FIELD_BYTES_MAX + 4];
	size_t length = strlen(text);
	if (length == 0 || length % 4 != 0 || length > ZR_HTTP_FIELD_BYTES_MAX) {
		return refuse(error);
	}
	int count = EVP_DecodeBlock(bytes, (const uint8_t *)text, (int)length);
	if (count <= 0) {
		return refuse(error);
	}
	/* Each "=" at the end stands for a byte that is not there. */
	count -= text[length - 1] == '=' ? 1 : 0;
	count -= text[length - 2] == '=' ? 1 : 0;
	bytes[count] = '\0';
	char *colon = memchr(bytes, ':', (size_t)count);
	bool fits = colon != NULL && strlen((char *)bytes) == (size_t)count &&
		    (size_t)(colon - (char *)bytes) < sizeof credentials->user &&
		    strlen(colon + 1) < sizeof credentials->password;
	if (fits) {
		*colon = '\0';
		memcpy(credentials->user, bytes, strlen((char *)bytes) + 1);
		memcpy(credentials->password, colon + 1, strlen(colon + 1) + 1);
		credentials->is_basic = true;
	}
	OPENSSL_cleanse(bytes, sizeof bytes);
	return fits ? 0 : refuse(error);
}

/* A value at `at`, bare or quoted, into its place; false when it does not end or does not fit. */
static bool take_value(const char **at, char *ret_value, size_t size)
{
	const char *next = *at;
	bool is_quoted = *next == '"';
	next += is_quoted ? 1 : 0;
	size_t length = 0;
	while (*next != '\0' && (is_quoted ? *next != '"' : strchr(", \t", *next) == NULL)) {
		next += is_quoted && *next == '\\' && next[1] != '\0' ? 1 : 0;
		if (length + 1 == size) {
			return false;
		}
		ret_value[length++] = *next++;
	}
	ret_value[length] = '\0';
	if (is_quoted && *next++ != '"') {
		return false;
	}
	*at = next;
	return true;
}

struct field {
	const char *name;
	char *value;
	size_t size;
	bool is_set;
};

/* name=value, into the field of that name; others are read and dropped. */
static bool take_field(const char **at, struct field *fields, size_t count)
{
	char dropped[ZR_HTTP_FIELD_BYTES_MAX];
	size_t length = strcspn(*at, "=, \t");
	if (length == 0 || (*at)[length] != '=') {
		return false;
	}
	const char *value = *at + length + 1;
	struct field *field = NULL;
	for (size_t i = 0; i < count; i++) {
		if (strlen(fields[i].name) == length &&
			strncasecmp(fields[i].name, *at, length) == 0) {
			field = &fields[i];
		}
	}
	if (field != NULL && field->is_set) {
		return false;
	}
	*at = value;
	if (field == NULL) {
		return take_value(at, dropped, sizeof dropped);
	}
	field->is_set = true;
	return take_value(at, field->value, field->size);
}

static int read_digest(const char *text, struct zr_credentials *credentials, struct zr_error *error)
{
	char realm[64];
	char protection[16];
	char algorithm[16] = "MD5";
	struct field fields[] = {
		{"username", credentials->user, sizeof credentials->user, false},
		{"nonce", credentials->nonce, sizeof credentials->nonce, false},
		{"uri", credentials->uri, sizeof credentials->uri, false},
		{"response", credentials->response, sizeof credentials->response, false},
		{"nc", credentials->count, sizeof credentials->count, false},
		{"cnonce", credentials->client_nonce, sizeof credentials->client_nonce, false},
		{"realm", realm, sizeof realm, false},
		{"qop", protection, sizeof protection, false},
		{"algorithm", algorithm, sizeof algorithm, false},
	};
	const size_t needed_count = 8; /* all but the last */
	const size_t count = sizeof fields / sizeof fields[0];
	while (*(text += strspn(text, " \t,")) != '\0') {
		if (!take_field(&text, fields, count)) {
			return refuse(error);
		}
	}
	for (size_t i = 0; i < needed_count; i++) {
		if (!fields[i].is_set) {
			return refuse(error);
		}
	}
	bool is_ours = strcmp(realm, ZR_CREDENTIALS_REALM) == 0 &&
		       strcmp(protection, "auth") == 0 && strcasecmp(algorithm, "MD5") == 0;
	return is_ours ? 0 : refuse(error);
}

int zr_credentials_read(
	const char *field, struct zr_credentials *ret_credentials, struct zr_error *error)
{
	assert(field != NULL && ret_credentials != NULL);
	*ret_credentials = (struct zr_credentials){0};
	if (strncasecmp(field, "Basic ", 6) == 0) {
		return read_basic(field + 6, ret_credentials, error);
	}
	if (strncasecmp(field, "Digest ", 7) == 0) {
		return read_digest(field + 7, ret_credentials, error);
	}
	return refuse(error);
}

void zr_credentials_wipe(struct zr_credentials *credentials)
{
	OPENSSL_cleanse(credentials, sizeof *credentials);
}

/* ---- MD5 of texts joined by colons ---- */

static int hash_texts(const char *const *texts, size_t count, uint8_t ret_hash[MD5_BYTES])
{
	assert(count > 0);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool is_good = context != NULL && EVP_DigestInit_ex(context, EVP_md5(), NULL) == 1;
	for (size_t i = 0; is_good && i < count; i++) {
		is_good = (i == 0 || EVP_DigestUpdate(context, ":", 1) == 1) &&
			  EVP_DigestUpdate(context, texts[i], strlen(texts[i])) == 1;
	}
	is_good = is_good && EVP_DigestFinal_ex(context, ret_hash, NULL) == 1;
	EVP_MD_CTX_free(context);
	return is_good ? 0 : ZR_E_NOMEM;
}

int zr_credentials_make_secret(const char *user, const char *password,
	uint8_t ret_secret[ZR_CREDENTIALS_SECRET_BYTES], struct zr_error *error)
{
	assert(user != NULL && password != NULL && ret_secret != NULL);
	static_assert(MD5_BYTES == ZR_CREDENTIALS_SECRET_BYTES, "the secret is a hash");
	const char *const texts[] = {user, ZR_CREDENTIALS_REALM, password};
	return hash_texts(texts, 3, ret_secret) == 0
		       ? 0
		       : zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
}

/* ---- nonces ---- */

static void make_nonce(const uint8_t key[ZR_CREDENTIALS_KEY_BYTES], int64_t time_us,
	char ret_text[2 * NONCE_BYTES + 1])
{
	static const char purpose[] = "zarya-nonce-1";
	uint8_t message[sizeof purpose + NONCE_TIME_BYTES];
	uint8_t code[EVP_MAX_MD_SIZE] = {0};
	uint8_t nonce[NONCE_BYTES];
	memcpy(message, purpose, sizeof purpose);
	for (size_t i = 0; i < NONCE_TIME_BYTES; i++) {
		nonce[i] = (uint8_t)((uint64_t)time_us >> (8 * (NONCE_TIME_BYTES - 1 - i)));
	}
	memcpy(message + sizeof purpose, nonce, NONCE_TIME_BYTES);
	/* Without memory the code is zeros, which is refused below. */
	(void)HMAC(
		EVP_sha256(), key, ZR_CREDENTIALS_KEY_BYTES, message, sizeof message, code, NULL);
	memcpy(nonce + NONCE_TIME_BYTES, code, NONCE_BYTES - NONCE_TIME_BYTES);
	zr_hex_encode(nonce, sizeof nonce, ret_text);
}

/* When it was made, by us; 0: it was not. */
static int64_t read_nonce(const uint8_t key[ZR_CREDENTIALS_KEY_BYTES], const char *text)
{
	static const uint8_t none[NONCE_BYTES - NONCE_TIME_BYTES];
	uint8_t nonce[NONCE_BYTES];
	char ours[2 * NONCE_BYTES + 1];
	if (strlen(text) != sizeof ours - 1 || zr_hex_decode(text, nonce, sizeof nonce) != 0 ||
		memcmp(nonce + NONCE_TIME_BYTES, none, sizeof none) == 0) {
		return 0;
	}
	uint64_t time_us = 0;
	for (size_t i = 0; i < NONCE_TIME_BYTES; i++) {
		time_us = time_us << 8 | nonce[i];
	}
	make_nonce(key, (int64_t)time_us, ours);
	return CRYPTO_memcmp(text, ours, sizeof ours) == 0 ? (int64_t)time_us : 0;
}

void zr_credentials_challenge(const uint8_t key[ZR_CREDENTIALS_KEY_BYTES], int64_t now_us,
	bool is_stale, char ret_text[ZR_CREDENTIALS_CHALLENGE_BYTES])
{
	assert(key != NULL && ret_text != NULL);
	char nonce[2 * NONCE_BYTES + 1];
	make_nonce(key, now_us, nonce);
	int length = snprintf(ret_text, ZR_CREDENTIALS_CHALLENGE_BYTES,
		"Digest realm=\"" ZR_CREDENTIALS_REALM "\", qop=\"auth\", algorithm=MD5, "
		"nonce=\"%s\"%s",
		nonce, is_stale ? ", stale=true" : "");
	assert(length > 0 && length < ZR_CREDENTIALS_CHALLENGE_BYTES);
}

/* ---- the check ---- */

static int hex_digit(char letter)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = letter != '\0' ? strchr(digits, letter | 0x20) : NULL;
	return found != NULL ? (int)(found - digits) : -1;
}

/* Whether the text of the uri, until the end of this part of its path, is that part. */
static bool skip_part(const char **at, const char *part)
{
	const char *next = *at;
	for (; *next != '\0' && *next != '/' && *next != '?'; part++) {
		char letter = *next++;
		if (letter == '%') {
			int high = hex_digit(*next);
			int low = high >= 0 ? hex_digit(next[1]) : -1;
			if (low < 0) {
				return false;
			}
			letter = (char)(high << 4 | low);
			next += 2;
		}
		if (*part == '\0' || *part != letter) {
			return false;
		}
	}
	*at = next;
	return *part == '\0';
}

/* The client says which address its answer is good for: it must be the one that it asks for. */
static bool is_same_path(const char *uri, const struct zr_credentials_case *of)
{
	const char *scheme = strstr(uri, "://");
	const char *query = strchr(uri, '?');
	const char *at = uri;
	if (scheme != NULL && (query == NULL || scheme < query)) {
		at = scheme + 3 + strcspn(scheme + 3, "/?");
	}
	for (size_t i = 0; i < of->part_count; i++) {
		size_t slashes = strspn(at, "/");
		at += slashes;
		if (slashes == 0 || !skip_part(&at, of->parts[i])) {
			return false;
		}
	}
	at += strspn(at, "/");
	return *at == '\0' || *at == '?';
}

static bool is_response_right(const struct zr_credentials *credentials,
	const uint8_t secret[ZR_CREDENTIALS_SECRET_BYTES], const char *method)
{
	uint8_t hash[MD5_BYTES];
	char first[2 * MD5_BYTES + 1];
	char second[2 * MD5_BYTES + 1];
	char wanted[2 * MD5_BYTES + 1];
	const char *const what[] = {method, credentials->uri};
	zr_hex_encode(secret, MD5_BYTES, first);
	if (hash_texts(what, 2, hash) != 0) {
		return false;
	}
	zr_hex_encode(hash, sizeof hash, second);
	const char *const all[] = {first, credentials->nonce, credentials->count,
		credentials->client_nonce, "auth", second};
	bool is_right = hash_texts(all, 6, hash) == 0;
	zr_hex_encode(hash, sizeof hash, wanted);
	is_right = is_right && CRYPTO_memcmp(wanted, credentials->response, sizeof wanted) == 0;
	OPENSSL_cleanse(first, sizeof first);
	return is_right;
}

enum zr_credentials_verdict zr_credentials_check(const struct zr_credentials *credentials,
	const uint8_t secret[ZR_CREDENTIALS_SECRET_BYTES], const struct zr_credentials_case *of)
{
	assert(credentials != NULL && secret != NULL);
	assert(of != NULL && of->key != NULL && of->method != NULL);
	if (credentials->is_basic) {
		uint8_t theirs[ZR_CREDENTIALS_SECRET_BYTES];
		int code = zr_credentials_make_secret(
			credentials->user, credentials->password, theirs, NULL);
		return code == 0 && CRYPTO_memcmp(theirs, secret, sizeof theirs) == 0
			       ? ZR_CREDENTIALS_GOOD
			       : ZR_CREDENTIALS_WRONG;
	}
	int64_t made_us = read_nonce(of->key, credentials->nonce);
	if (made_us <= 0 || !is_same_path(credentials->uri, of) ||
		!is_response_right(credentials, secret, of->method)) {
		return ZR_CREDENTIALS_WRONG;
	}
	assert(!credentials->is_basic && made_us > 0);
	int64_t age_us = of->now_us - made_us;
	return age_us >= 0 && age_us <= (int64_t)ZR_NONCE_LIFE_S * 1000000 ? ZR_CREDENTIALS_GOOD
									   : ZR_CREDENTIALS_STALE;
}

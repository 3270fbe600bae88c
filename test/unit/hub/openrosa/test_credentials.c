/* Tests: hub/openrosa/credentials.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "hub/openrosa/credentials.h"
#include "lib/base/hex.h"

#define NOW_US 1796000000000000

static const uint8_t key[ZR_CREDENTIALS_KEY_BYTES] = {1, 2, 3};
static const char *const parts[] = {"forms", "a b", "form.xml"};
static uint8_t secret[ZR_CREDENTIALS_SECRET_BYTES];
static char nonce[64];

static struct zr_credentials_case of(int64_t now_us)
{
	return (struct zr_credentials_case){
		.key = key, .method = "GET", .parts = parts, .part_count = 3, .now_us = now_us};
}

static void hash(const char *text, char ret_hex[33])
{
	uint8_t bytes[EVP_MAX_MD_SIZE];
	assert_int_equal(EVP_Digest(text, strlen(text), bytes, NULL, EVP_md5(), NULL), 1);
	zr_hex_encode(bytes, 16, ret_hex);
}

static int set_up(void **state)
{
	(void)state;
	char challenge[ZR_CREDENTIALS_CHALLENGE_BYTES];
	zr_credentials_challenge(key, NOW_US, false, challenge);
	const char *at = strstr(challenge, "nonce=\"") + 7;
	(void)snprintf(nonce, sizeof nonce, "%.*s", (int)strcspn(at, "\""), at);
	return zr_credentials_make_secret("ann", "pass word", secret, NULL);
}

/* What a client answers, with its password and the address that it means. */
static void answer(const char *password, const char *uri, char *ret_field, size_t size)
{
	char text[1400];
	char first[33];
	char second[33];
	char response[33];
	(void)snprintf(text, sizeof text, "ann:Zarya:%s", password);
	hash(text, first);
	(void)snprintf(text, sizeof text, "GET:%s", uri);
	hash(text, second);
	(void)snprintf(text, sizeof text, "%s:%s:00000001:abc:auth:%s", first, nonce, second);
	hash(text, response);
	(void)snprintf(ret_field, size,
		"Digest username=\"ann\", realm=\"Zarya\",nonce=\"%s\" ,uri=\"%s\", "
		"response=\"%s\", qop=auth, nc=00000001, cnonce=\"abc\", algorithm=MD5, "
		"opaque=\"\"",
		nonce, uri, response);
}

static enum zr_credentials_verdict ask(const char *password, const char *uri, int64_t now_us)
{
	char field[2000];
	struct zr_credentials credentials;
	const struct zr_credentials_case held = of(now_us);
	answer(password, uri, field, sizeof field);
	assert_int_equal(zr_credentials_read(field, &credentials, NULL), 0);
	assert_string_equal(credentials.user, "ann");
	return zr_credentials_check(&credentials, secret, &held);
}

static void a_right_answer_is_good_for_its_address_alone(void **state)
{
	(void)state;
	assert_int_equal(ask("pass word", "/forms/a%20b/form.xml", NOW_US), ZR_CREDENTIALS_GOOD);
	assert_int_equal(ask("pass word", "https://h:1/forms/a%20b/form.xml?x=%3A//", NOW_US),
		ZR_CREDENTIALS_GOOD);
	static const char *const others[] = {"/forms/a%20b", "/forms/a%20b/form.xml/x", "/", "",
		"/forms/a%2/form.xml", "/forms/a%20c/form.xml", "forms/a%20b/form.xml"};
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		assert_int_equal(ask("pass word", others[i], NOW_US), ZR_CREDENTIALS_WRONG);
	}
	assert_int_equal(ask("password", "/forms/a%20b/form.xml", NOW_US), ZR_CREDENTIALS_WRONG);
}

static void an_old_nonce_is_stale_and_a_strange_one_wrong(void **state)
{
	(void)state;
	static const char uri[] = "/forms/a%20b/form.xml";
	const int64_t life_us = (int64_t)ZR_NONCE_LIFE_S * 1000000;
	assert_int_equal(ask("pass word", uri, NOW_US + life_us), ZR_CREDENTIALS_GOOD);
	assert_int_equal(ask("pass word", uri, NOW_US + life_us + 1), ZR_CREDENTIALS_STALE);
	assert_int_equal(ask("pass word", uri, NOW_US - 1), ZR_CREDENTIALS_STALE);
	assert_int_equal(ask("wrong", uri, NOW_US + life_us + 1), ZR_CREDENTIALS_WRONG);
	nonce[20] = nonce[20] == '0' ? '1' : '0';
	assert_int_equal(ask("pass word", uri, NOW_US), ZR_CREDENTIALS_WRONG);
	assert_int_equal(set_up(NULL), 0);
}

static void basic_carries_the_password_itself(void **state)
{
	(void)state;
	struct zr_credentials credentials;
	const struct zr_credentials_case held = of(NOW_US);
	assert_int_equal(zr_credentials_read("Basic YW5uOnBhc3Mgd29yZA==", &credentials, NULL), 0);
	assert_string_equal(credentials.password, "pass word");
	assert_true(credentials.is_basic);
	assert_int_equal(zr_credentials_check(&credentials, secret, &held), ZR_CREDENTIALS_GOOD);
	credentials.password[0] = 'P';
	assert_int_equal(zr_credentials_check(&credentials, secret, &held), ZR_CREDENTIALS_WRONG);
}

static void refuses_what_is_neither(void **state)
{
	(void)state;
	static const char *const fields[] = {"", "Bearer x", "Basic ", "Basic ?", "Basic YW5u",
		"Basic YW5uAGE6Yg==", "Digest ", "Digest username", "Digest username=\"a",
		"Digest username=\"a\", username=\"a\"", "Digest username=\"a\", realm=\"Zarya\"",
		"Digest username=a,realm=x,nonce=n,uri=u,response=r,qop=auth,nc=1,cnonce=c",
		"Digest username=a,realm=Zarya,nonce=n,uri=u,response=r,qop=auth-int,nc=1,cnonce=c",
		("Digest username=a,realm=Zarya,nonce=n,uri=u,response=r,qop=auth,nc=0000000001,"
		 "cnonce=c")};
	struct zr_credentials credentials;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		assert_int_equal(zr_credentials_read(fields[i], &credentials, NULL), ZR_E_SYNTAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_answer_is_good_for_its_address_alone),
		cmocka_unit_test(an_old_nonce_is_stale_and_a_strange_one_wrong),
		cmocka_unit_test(basic_carries_the_password_itself),
		cmocka_unit_test(refuses_what_is_neither),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}

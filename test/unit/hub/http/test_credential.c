/* Whose a certificate is: by its subject, when the verdict on its chain is good. Tests:
 * hub/http/credential.c hub/pki/authority.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gnutls/gnutls.h>

#include "hub/http/credential.h"
#include "hub/pki/authority.h"

#define NOW_US 1790000000000000

static char folder[] = "/tmp/zarya-credential-XXXXXX";

static struct zr_authority *authority;
static struct zr_tls_key key;
static const uint8_t device[ZR_PARTY_ID_BYTES] = {0xAB, 1, 2};

static struct zr_renewal_answer issue(void)
{
	struct zr_renewal_answer answer;
	const struct zr_authority_wish wish = {
		.device_id = device, .tls_public = key.public_half, .now_us = NOW_US};
	assert_int_equal(zr_authority_issue(authority, &wish, &answer, NULL), 0);
	return answer;
}

static struct zr_credential judge(const void *data, size_t bytes, unsigned verdict)
{
	struct zr_credential credential;
	const struct zr_credential_shown shown = {data, (unsigned)bytes, verdict};
	zr_credential_judge(&shown, &credential);
	return credential;
}

static void a_certificate_names_its_device_and_key(void **state)
{
	(void)state;
	uint8_t name[ZR_AUTHORITY_KEY_ID_BYTES];
	struct zr_renewal_answer answer = issue();
	struct zr_credential credential = judge(answer.data, answer.bytes, 0);
	assert_true(credential.has_device && !credential.is_expired);
	assert_memory_equal(credential.device, device, sizeof device);
	assert_int_equal(zr_authority_name_key(key.public_half, name, NULL), 0);
	assert_memory_equal(credential.key, name, sizeof name);
	assert_true(answer.renew_from_us > NOW_US);
}

static void a_bad_verdict_is_no_device(void **state)
{
	(void)state;
	struct zr_renewal_answer answer = issue();
	static const struct {
		unsigned verdict;
		bool is_expired;
	} cases[] = {{GNUTLS_CERT_INVALID | GNUTLS_CERT_EXPIRED, true},
		{GNUTLS_CERT_INVALID | GNUTLS_CERT_SIGNER_NOT_FOUND, false},
		{GNUTLS_CERT_INVALID | GNUTLS_CERT_EXPIRED | GNUTLS_CERT_SIGNER_NOT_FOUND, false},
		{GNUTLS_CERT_INVALID | GNUTLS_CERT_PURPOSE_MISMATCH, false},
		{GNUTLS_CERT_INVALID | GNUTLS_CERT_NOT_ACTIVATED, true}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct zr_credential credential =
			judge(answer.data, answer.bytes, cases[i].verdict);
		assert_false(credential.has_device);
		assert_int_equal(credential.is_expired, cases[i].is_expired);
	}
}

/* What is cut or altered, even where a verdict were good, crashes nothing. */
static void any_bytes_are_survived(void **state)
{
	(void)state;
	struct zr_renewal_answer answer = issue();
	for (size_t bytes = 0; bytes < answer.bytes; bytes++) {
		assert_false(judge(answer.data, bytes, 0).has_device);
	}
	for (size_t i = 0; i < answer.bytes; i++) {
		answer.data[i] ^= 0x41;
		(void)judge(answer.data, answer.bytes, 0);
		answer.data[i] ^= 0x41;
	}
}

static void the_servers_own_certificate_names_no_device(void **state)
{
	(void)state;
	struct zr_buffer der = {0};
	const struct zr_authority_server server = {.tls_public = key.public_half, .now_us = NOW_US};
	assert_int_equal(zr_authority_vouch(authority, &server, &der, NULL), 0);
	assert_false(judge(der.data, der.bytes, 0).has_device);
	zr_buffer_finish(&der);
	assert_int_equal(zr_authority_get_certificate(authority, &der, NULL), 0);
	assert_false(judge(der.data, der.bytes, 0).has_device);
	zr_buffer_finish(&der);
}

static void what_is_no_point_of_the_curve_gets_none(void **state)
{
	(void)state;
	uint8_t name[ZR_AUTHORITY_KEY_ID_BYTES];
	uint8_t bad[ZR_TLS_KEY_PUBLIC_BYTES];
	for (size_t i = 0; i < sizeof bad; i += 8) {
		memcpy(bad, key.public_half, sizeof bad);
		bad[i] ^= 1;
		assert_int_equal(zr_authority_name_key(bad, name, NULL), ZR_E_INVALID);
	}
	memset(bad, 0, sizeof bad);
	assert_int_equal(zr_authority_name_key(bad, name, NULL), ZR_E_INVALID);
	bad[0] = 4; /* 0, 0 */
	assert_int_equal(zr_authority_name_key(bad, name, NULL), ZR_E_INVALID);
}

static void a_damaged_authority_is_refused(void **state)
{
	(void)state;
	struct zr_authority *none = NULL;
	struct zr_error error = {0};
	assert_int_equal(zr_authority_open("/nonexistent", NOW_US, &none, &error), ZR_E_NOT_FOUND);
	assert_null(none);
	zr_authority_close(none);
}

static int begin(void **state)
{
	(void)state;
	static const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {3};
	assert_non_null(mkdtemp(folder));
	assert_int_equal(zr_authority_open(folder, NOW_US, &authority, NULL), 0);
	return zr_tls_key_init(&key, random, NULL);
}

static int end(void **state)
{
	(void)state;
	static const char *const names[] = {"ca.pem", "ca.key"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[100];
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	zr_tls_key_finish(&key);
	zr_authority_close(authority);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_names_its_device_and_key),
		cmocka_unit_test(a_bad_verdict_is_no_device),
		cmocka_unit_test(any_bytes_are_survived),
		cmocka_unit_test(the_servers_own_certificate_names_no_device),
		cmocka_unit_test(what_is_no_point_of_the_curve_gets_none),
		cmocka_unit_test(a_damaged_authority_is_refused),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

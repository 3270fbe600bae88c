/* Tests: keys.c certificate.c */
#include "test/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/pki/certificate.h"
#include "hub/pki/keys.h"

#define NOW_US 1790000000000000

static char folder[] = "/tmp/zarya-keys-XXXXXX";

static int vouch(void *user, const struct zr_authority_server *server, struct zr_buffer *ret_der,
	struct zr_error *error)
{
	return zr_authority_vouch(user, server, ret_der, error);
}

/* As a hub does whose keeper is here. */
static int load(const struct zr_certificates_wish *wish, struct zr_certificates *certificates,
	struct zr_error *error)
{
	struct zr_authority *authority = NULL;
	struct zr_buffer der = {0};
	struct zr_certificates_wish whole = *wish;
	int code = zr_authority_open(wish->folder, wish->now_us, &authority, error);
	if (code == 0) {
		code = zr_authority_get_certificate(authority, &der, error);
	}
	if (code == 0) {
		whole.ca_der = (const uint8_t *)der.data;
		whole.ca_bytes = der.bytes;
		whole.vouch = vouch;
		whole.vouch_user = authority;
		code = zr_certificates_open(&whole, certificates, error);
	}
	zr_buffer_finish(&der);
	zr_authority_close(authority);
	return code;
}

static void keys_are_made_once_and_private(void **state)
{
	(void)state;
	struct zr_party_secret first;
	struct zr_party_secret second;
	struct stat facts;
	char path[100];
	assert_int_equal(zr_keys_load(folder, &first, NULL), 0);
	assert_int_equal(zr_keys_load(folder, &second, NULL), 0);
	assert_memory_equal(&first, &second, sizeof first);
	(void)snprintf(path, sizeof path, "%s/hub.key", folder);
	assert_int_equal(stat(path, &facts), 0);
	assert_int_equal(facts.st_mode & 0777, 0600);
}

static void a_damaged_key_is_refused_and_kept(void **state)
{
	(void)state;
	struct zr_party_secret keys;
	struct zr_error error;
	struct zr_buffer kept = {0};
	assert_int_equal(zr_keys_write_file(folder, "hub.key", "short", 5, NULL), 0);
	assert_int_equal(zr_keys_load(folder, &keys, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "backup"));
	assert_int_equal(zr_keys_read_file(folder, "hub.key", &kept, NULL), 0);
	assert_string_equal(zr_buffer_text(&kept), "short");
	zr_buffer_finish(&kept);
	assert_int_equal(zr_keys_read_file(folder, "none", &kept, &error), ZR_E_NOT_FOUND);
	assert_non_null(strstr(error.message, "cannot read none: "));
	zr_buffer_finish(&kept);
}

static void the_authority_stays_and_the_server_follows_its_names(void **state)
{
	(void)state;
	struct zr_certificates first;
	struct zr_certificates same;
	struct zr_certificates more;
	struct zr_certificates later;
	const char *names[] = {"hub.example.org", "192.0.2.7"};
	struct zr_certificates_wish wish = {.folder = folder, .now_us = NOW_US};
	assert_int_equal(load(&wish, &first, NULL), 0);
	assert_int_equal(load(&wish, &same, NULL), 0);
	wish.names = names;
	wish.name_count = 2;
	assert_int_equal(load(&wish, &more, NULL), 0);
	wish.now_us += (int64_t)390 * 24 * 3600 * 1000000;
	assert_int_equal(load(&wish, &later, NULL), 0);
	assert_string_equal(first.ca_pem.data, later.ca_pem.data);
	assert_string_equal(first.server_pem.data, same.server_pem.data);
	assert_string_not_equal(first.server_pem.data, more.server_pem.data);
	assert_string_not_equal(more.server_pem.data, later.server_pem.data);
	assert_memory_equal(first.ca_der.data, later.ca_der.data, first.ca_der.bytes);
	zr_certificates_finish(&first);
	zr_certificates_finish(&same);
	zr_certificates_finish(&more);
	zr_certificates_finish(&later);
}

static void a_damaged_authority_is_refused(void **state)
{
	(void)state;
	struct zr_certificates certificates;
	struct zr_error error;
	const struct zr_certificates_wish wish = {.folder = folder, .now_us = NOW_US};
	assert_int_equal(zr_keys_write_file(folder, "ca.pem", "nonsense", 8, NULL), 0);
	assert_int_equal(load(&wish, &certificates, &error), ZR_E_INVALID);
}

static void a_public_half_is_read_as_it_was_written(void **state)
{
	(void)state;
	struct zr_party_secret keys;
	struct zr_party_public found;
	struct zr_error error;
	static const uint8_t seed[2 * ZR_KEY_BYTES] = {7};
	assert_int_equal(zr_party_init(&keys, seed, NULL), 0);
	assert_int_equal(zr_keys_read_public(folder, "hub.pub", &found, &error), ZR_E_NOT_FOUND);
	assert_int_equal(zr_keys_write_public(folder, "hub.pub", &keys.public_half, NULL), 0);
	assert_int_equal(zr_keys_read_public(folder, "hub.pub", &found, NULL), 0);
	assert_memory_equal(&found, &keys.public_half, sizeof found);
	assert_int_equal(zr_keys_write_file(folder, "hub.pub", "short", 5, NULL), 0);
	assert_int_equal(zr_keys_read_public(folder, "hub.pub", &found, &error), ZR_E_INVALID);
	assert_int_equal(zr_keys_write_public(folder, "hub.pub", &keys.public_half, NULL), 0);
	assert_int_equal(zr_keys_read_public(folder, "hub.pub", &found, NULL), 0);
	zr_party_finish(&keys);
}

static int clean(void **state)
{
	(void)state;
	const char *names[] = {"hub.key", "hub.pub", "ca.pem", "ca.key", "server.pem"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char path[100];
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	return rmdir(folder);
}

static int prepare(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : 1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_made_once_and_private),
		cmocka_unit_test(a_damaged_key_is_refused_and_kept),
		cmocka_unit_test(the_authority_stays_and_the_server_follows_its_names),
		cmocka_unit_test(a_damaged_authority_is_refused),
		cmocka_unit_test(a_public_half_is_read_as_it_was_written),
	};
	return cmocka_run_group_tests(tests, prepare, clean);
}

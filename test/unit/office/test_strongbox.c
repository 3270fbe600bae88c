/* Keys that are made open again with their passphrase alone.
 * Tests: office/strongbox.c, secret/passphrase.c */
#include "test/unit/unit.h"

#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "secret/passphrase.h"
#include "office/strongbox.h"

static char folder[64];
static struct zr_error error;

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/zarya-vault-XXXXXX");
	return mkdtemp(folder) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	char *const paths[] = {folder, NULL};
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	for (FTSENT *entry = fts_read(tree); entry != NULL; entry = fts_read(tree)) {
		if (entry->fts_info != FTS_D) {
			(void)remove(entry->fts_accpath);
		}
	}
	return fts_close(tree);
}

static void opens_with_its_passphrase_alone(void **state)
{
	(void)state;
	static struct zr_strongbox vault;
	assert_int_equal(zr_strongbox_open(folder,
				 &(struct zr_strongbox_locks){.passphrase = "old sesame tree"},
				 &vault, &error),
		ZR_E_NOT_FOUND);
	assert_int_equal(
		zr_strongbox_add(folder,
			&(struct zr_strongbox_locks){.passphrase = "old sesame tree"}, &error),
		0);
	assert_int_equal(zr_strongbox_open(folder,
				 &(struct zr_strongbox_locks){.passphrase = "old sesame bush"},
				 &vault, &error),
		ZR_E_REFUSED);
	assert_int_equal(vault.count, 0);
	assert_int_equal(zr_strongbox_open(folder,
				 &(struct zr_strongbox_locks){.passphrase = "old sesame tree"},
				 &vault, &error),
		0);
	assert_int_equal(vault.count, 1);
	zr_strongbox_finish(&vault);
}

/* A new key takes the old one's place, and the old one still opens what came before. */
static void an_older_key_stays(void **state)
{
	(void)state;
	static struct zr_strongbox vault;
	assert_int_equal(
		zr_strongbox_add(folder,
			&(struct zr_strongbox_locks){.passphrase = "old sesame tree"}, &error),
		0);
	assert_int_equal(zr_strongbox_open(folder,
				 &(struct zr_strongbox_locks){.passphrase = "old sesame tree"},
				 &vault, &error),
		0);
	struct zr_party_public first = vault.keys[vault.present].public_half;
	zr_strongbox_finish(&vault);
	assert_int_equal(
		zr_strongbox_add(folder,
			&(struct zr_strongbox_locks){.passphrase = "another passphrase"}, &error),
		ZR_E_REFUSED);
	assert_int_equal(
		zr_strongbox_add(folder,
			&(struct zr_strongbox_locks){.passphrase = "old sesame tree"}, &error),
		0);
	assert_int_equal(zr_strongbox_open(folder,
				 &(struct zr_strongbox_locks){.passphrase = "old sesame tree"},
				 &vault, &error),
		0);
	assert_int_equal(vault.count, 2);
	assert_non_null(zr_strongbox_find(&vault, first.id));
	assert_memory_not_equal(
		vault.keys[vault.present].public_half.id, first.id, ZR_PARTY_ID_BYTES);
	static const uint8_t unknown[ZR_PARTY_ID_BYTES];
	assert_null(zr_strongbox_find(&vault, unknown));
	zr_strongbox_finish(&vault);
}

static void a_damaged_file_is_told(void **state)
{
	(void)state;
	static struct zr_strongbox vault;
	char path[100];
	assert_int_equal(
		zr_strongbox_add(folder,
			&(struct zr_strongbox_locks){.passphrase = "old sesame tree"}, &error),
		0);
	(void)snprintf(path, sizeof path, "%s/keys/x.key", folder);
	int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(file >= 0 && write(file, "short", 5) == 5 && close(file) == 0);
	assert_int_equal(zr_strongbox_open(folder,
				 &(struct zr_strongbox_locks){.passphrase = "old sesame tree"},
				 &vault, &error),
		ZR_E_INVALID);
	assert_non_null(strstr(error.message, "x.key"));
}

static void a_passphrase_is_the_first_line_of_its_file(void **state)
{
	(void)state;
	char path[100];
	char passphrase[ZR_PASSPHRASE_BYTES];
	(void)snprintf(path, sizeof path, "%s/p", folder);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs("сезам откройся\nmore\n", file) >= 0 && fclose(file) == 0);
	assert_int_equal(zr_passphrase_read(&(struct zr_passphrase_wish){path, "p", "p", true},
				 passphrase, &error),
		0);
	assert_string_equal(passphrase, "сезам откройся");
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs("short\n", file) >= 0 && fclose(file) == 0);
	assert_int_equal(zr_passphrase_read(&(struct zr_passphrase_wish){path, "p", "p", true},
				 passphrase, &error),
		ZR_E_INVALID);
	assert_int_equal(zr_passphrase_read(&(struct zr_passphrase_wish){path, "p", "p", false},
				 passphrase, &error),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(opens_with_its_passphrase_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_older_key_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_damaged_file_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_passphrase_is_the_first_line_of_its_file, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A real PKCS#11 module, SoftHSM, with a token of the test's own: pairs are drawn and used in it,
 * and do not leave it. */
#include "test/unit/unit.h"

#include <fts.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

#include "lib/envelope/crypto.h"
#include "lib/envelope/succession.h"
#include "office/pkcs11.h"
#include "office/strongbox.h"

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define PIN    "31415926"

static char folder[64];
static struct zr_error error;
static const struct zr_pkcs11_place place = {MODULE, "office"};

static void make_token(void)
{
	extern char **environ;
	const char *const command[] = {"softhsm2-util", "--init-token", "--free", "--label",
		"office", "--pin", PIN, "--so-pin", PIN, NULL};
	pid_t child = 0;
	int status = -1;
	assert_int_equal(posix_spawnp(&child, command[0], NULL, NULL,
				 (char *const *)(uintptr_t)command, environ),
		0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static int set_up(void **state)
{
	(void)state;
	char path[100];
	(void)snprintf(folder, sizeof folder, "/tmp/zarya-token-XXXXXX");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof path, "%s/softhsm2.conf", folder);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fprintf(file, "directories.tokendir = %s\nlog.level = ERROR\n", folder) > 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(setenv("SOFTHSM2_CONF", path, 1), 0);
	make_token();
	return 0;
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

static struct zr_pkcs11 *open_token(void)
{
	struct zr_pkcs11 *token = NULL;
	assert_int_equal(zr_pkcs11_open(&place, PIN, &token, &error), 0);
	return token;
}

/* What the token does is what OpenSSL says it should. */
static void check_pairs(const struct zr_party_secret *key)
{
	uint8_t secret[ZR_KEY_BYTES];
	uint8_t point[ZR_KEY_BYTES];
	uint8_t here[ZR_KEY_BYTES];
	uint8_t there[ZR_KEY_BYTES];
	uint8_t signature[ZR_KEY_SIGNATURE_BYTES];
	struct zr_crypto_hand *hand = NULL;
	memset(secret, 9, sizeof secret);
	assert_int_equal(zr_crypto_agree_public(secret, point), 0);
	assert_int_equal(zr_crypto_hand_new(secret, &hand), 0);
	assert_int_equal(zr_crypto_hand_exchange(hand, key->public_half.agree, here), 0);
	zr_crypto_hand_free(hand);
	assert_int_equal(key->ask(key->ask_user, point, there), 0);
	assert_memory_equal(here, there, sizeof here);
	assert_int_equal(zr_party_sign(key, "abc", 3, signature), 0);
	assert_int_equal(zr_crypto_verify(key->public_half.sign, "abc", 3, signature), 0);
}

static void pairs_are_drawn_and_found_again(void **state)
{
	(void)state;
	struct zr_party_secret drawn;
	struct zr_party_secret other;
	struct zr_party_secret found;
	struct zr_pkcs11 *token = open_token();
	assert_int_equal(zr_pkcs11_draw(token, &drawn, &error), 0);
	assert_int_equal(zr_pkcs11_draw(token, &other, &error), 0);
	assert_memory_not_equal(drawn.public_half.id, other.public_half.id, ZR_PARTY_ID_BYTES);
	check_pairs(&drawn);
	struct zr_party_public public_half = drawn.public_half;
	zr_pkcs11_close(token);
	token = open_token();
	assert_int_equal(zr_pkcs11_find(token, &public_half, &found, &error), 0);
	check_pairs(&found);
	assert_memory_equal(&found.public_half, &public_half, sizeof public_half);
	public_half.id[0] ^= 1;
	assert_int_equal(zr_pkcs11_find(token, &public_half, &found, &error), ZR_E_NOT_FOUND);
	zr_pkcs11_close(token);
}

/* RFC 7748, 6.1: a point of low order gives a secret that everybody knows. The token is not gone.
 */
static void a_point_of_low_order_is_a_forgery(void **state)
{
	(void)state;
	static const uint8_t low[ZR_KEY_BYTES];
	uint8_t shared[ZR_KEY_BYTES];
	struct zr_party_secret key;
	struct zr_pkcs11 *token = open_token();
	assert_int_equal(zr_pkcs11_draw(token, &key, &error), 0);
	assert_int_equal(key.ask(key.ask_user, low, shared), ZR_E_FORGED);
	assert_false(zr_pkcs11_is_gone(token));
	check_pairs(&key);
	zr_pkcs11_close(token);
}

static void another_pin_module_or_name_is_told(void **state)
{
	(void)state;
	struct zr_pkcs11 *token = NULL;
	const struct zr_pkcs11_place no_module = {"/nowhere.so", "office"};
	const struct zr_pkcs11_place no_name = {MODULE, "offic"};
	assert_int_equal(zr_pkcs11_open(&place, "27182818", &token, &error), ZR_E_REFUSED);
	assert_non_null(strstr(error.message, "PIN"));
	assert_int_equal(zr_pkcs11_open(&no_module, PIN, &token, &error), ZR_E_NOT_FOUND);
	assert_non_null(strstr(error.message, "/nowhere.so"));
	assert_int_equal(zr_pkcs11_open(&no_name, PIN, &token, &error), ZR_E_NOT_FOUND);
	assert_non_null(strstr(error.message, "no token named offic"));
	assert_null(token);
}

/* Asked by a program that has the PIN, too. */
static void no_secret_leaves_the_token(void **state)
{
	(void)state;
	struct zr_party_secret key;
	struct zr_pkcs11 *token = open_token();
	assert_int_equal(zr_pkcs11_draw(token, &key, &error), 0);
	CK_FUNCTION_LIST *module = p11_kit_module_load(MODULE, 0);
	assert_non_null(module);
	assert_int_equal(p11_kit_module_initialize(module), CKR_OK);
	CK_SLOT_ID slots[4];
	CK_ULONG count = 4;
	CK_SESSION_HANDLE session = 0;
	assert_int_equal(module->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
	assert_int_equal(
		module->C_OpenSession(slots[0], CKF_SERIAL_SESSION, NULL, NULL, &session), CKR_OK);
	CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
	CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};
	CK_OBJECT_HANDLE secrets[4];
	assert_int_equal(module->C_FindObjectsInit(session, &wanted, 1), CKR_OK);
	assert_int_equal(module->C_FindObjects(session, secrets, 4, &count), CKR_OK);
	assert_int_equal(module->C_FindObjectsFinal(session), CKR_OK);
	assert_int_equal(count, 2);
	for (CK_ULONG i = 0; i < count; i++) {
		uint8_t bytes[200];
		CK_ATTRIBUTE value = {CKA_VALUE, bytes, sizeof bytes};
		assert_int_equal(module->C_GetAttributeValue(session, secrets[i], &value, 1),
			CKR_ATTRIBUTE_SENSITIVE);
	}
	assert_int_equal(module->C_CloseSession(session), CKR_OK);
	assert_int_equal(p11_kit_module_finalize(module), CKR_OK);
	p11_kit_module_release(module);
	zr_pkcs11_close(token);
}

/* An office that kept its key in a file goes over to a token, and opens what is sealed to either.
 */
static void a_key_in_a_file_is_followed_by_one_in_the_token(void **state)
{
	(void)state;
	static struct zr_strongbox vault;
	struct zr_strongbox_locks locks = {.passphrase = "old sesame tree"};
	assert_int_equal(zr_strongbox_add(folder, &locks, &error), 0);
	assert_true(zr_strongbox_has_files(folder));
	locks.token = open_token();
	assert_int_equal(zr_strongbox_add(folder, &locks, &error), 0);
	assert_int_equal(zr_strongbox_open(folder, &locks, &vault, &error), 0);
	assert_int_equal(vault.count, 2);
	check_pairs(&vault.keys[vault.present]);
	zr_strongbox_finish(&vault);

	const struct zr_strongbox_locks token_alone = {.token = locks.token};
	assert_int_equal(zr_strongbox_open(folder, &token_alone, &vault, &error), 0);
	assert_int_equal(vault.count, 1);
	zr_strongbox_finish(&vault);
	zr_pkcs11_close(locks.token);
	locks.token = NULL;
	assert_int_equal(zr_strongbox_open(folder, &locks, &vault, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "--token"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pairs_are_drawn_and_found_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_point_of_low_order_is_a_forgery, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			another_pin_module_or_name_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_secret_leaves_the_token, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_key_in_a_file_is_followed_by_one_in_the_token, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The keeper of keys, in this process and in one of its own: the same answers, and what it says
 * when it is gone. Tests: hub/keeper/keeper.c hub/keeper/vault.c hub/keeper/pledge.c
 * hub/keeper/wicket.c */
#include "test/unit/unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hub/keeper/keeper.h"
#include "hub/core/options.h"
#include "hub/keeper/pledge.h"
#include "hub/pki/keys.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/envelope.h"
#include "test/unit/envelope/parties.h"

#define NOW_US 1790000000000000

static char folder[] = "/tmp/zarya-keeper-XXXXXX";

static const struct zr_keeper_wish apart = {.folder = folder, .now_us = NOW_US, .is_apart = true};

/* What was sealed to the hub opens by asking, and not by what stands in keys. */
static void open_envelope(const struct zr_party_secret *keys)
{
	struct zr_party_secret tablet;
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD, .sequence = 1, .time_us = 5};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	static const uint8_t none[ZR_KEY_BYTES];
	parties_init(&tablet, 5);
	assert_memory_equal(keys->agree, none, sizeof none);
	assert_int_equal(
		zr_envelope_seal(&(struct zr_envelope_message){&head, "hello", 5},
			&(struct zr_envelope_keys){&tablet, &keys->public_half, parties_random},
			&envelope, NULL, NULL),
		0);
	assert_int_equal(zr_envelope_open(&(struct zr_envelope_signed){envelope.data,
						  envelope.bytes, &tablet.public_half},
				 keys, &head, &content, NULL),
		0);
	assert_string_equal(zr_buffer_text(&content), "hello");
}

static int issue(struct zr_keeper *keeper, struct zr_error *error)
{
	static const uint8_t device[ZR_PARTY_ID_BYTES] = {1};
	static const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {2};
	struct zr_renewal_answer answer = {0};
	struct zr_tls_key key;
	assert_int_equal(zr_tls_key_init(&key, random, NULL), 0);
	const struct zr_authority_wish asked = {
		.device_id = device, .tls_public = key.public_half, .now_us = NOW_US};
	int code = zr_keeper_issue(keeper, &asked, &answer, error);
	assert_true(code != 0 || answer.bytes > 100);
	zr_tls_key_finish(&key);
	return code;
}

/* With as many names as there may be, and one that is too long. */
static void vouch(struct zr_keeper *keeper)
{
	static const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {4};
	char longest[ZR_OPTIONS_TLS_NAME_COUNT_MAX][254];
	const char *names[ZR_OPTIONS_TLS_NAME_COUNT_MAX];
	char beyond[300];
	struct zr_tls_key key;
	struct zr_buffer der = {0};
	struct zr_error error = {0};
	assert_int_equal(zr_tls_key_init(&key, random, NULL), 0);
	for (size_t i = 0; i < ZR_OPTIONS_TLS_NAME_COUNT_MAX; i++) {
		memset(longest[i], 'a' + (int)i, 253);
		longest[i][253] = '\0';
		names[i] = longest[i];
	}
	struct zr_authority_server server = {.tls_public = key.public_half,
		.names = names,
		.name_count = ZR_OPTIONS_TLS_NAME_COUNT_MAX,
		.now_us = NOW_US};
	assert_int_equal(zr_keeper_vouch(keeper, &server, &der, &error), 0);
	assert_true(der.bytes > sizeof longest);
	memset(beyond, 'b', sizeof beyond - 1);
	beyond[sizeof beyond - 1] = '\0';
	names[0] = beyond;
	assert_int_equal(zr_keeper_vouch(keeper, &server, &der, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "--tls-name"));
	zr_buffer_finish(&der);
	zr_tls_key_finish(&key);
}

static void answers_here_and_apart(void **state)
{
	(void)state;
	struct zr_party_secret first = {0};
	for (int is_apart = 0; is_apart < 2; is_apart++) {
		struct zr_keeper *keeper = NULL;
		struct zr_party_secret keys;
		struct zr_keeper_wish wish = apart;
		wish.is_apart = is_apart != 0;
		assert_int_equal(zr_keeper_start(&wish, &keeper, &keys, NULL), 0);
		assert_int_equal(zr_keeper_check(keeper, NULL), 0);
		open_envelope(&keys);
		assert_int_equal(issue(keeper, NULL), 0);
		vouch(keeper);
		if (is_apart == 0) {
			first = keys;
		}
		assert_memory_equal(first.sign, keys.sign, sizeof keys.sign);
		assert_memory_equal(first.public_half.id, keys.public_half.id, ZR_PARTY_ID_BYTES);
		zr_keeper_stop(keeper);
	}
}

static void a_number_gives_one_secret(void **state)
{
	(void)state;
	static const uint8_t one[ZR_KEY_BYTES] = {1};
	static const uint8_t two[ZR_KEY_BYTES] = {2};
	uint8_t first[ZR_KEY_BYTES];
	uint8_t again[ZR_KEY_BYTES];
	struct zr_keeper *keeper = NULL;
	struct zr_party_secret keys;
	for (int start = 0; start < 2; start++) {
		assert_int_equal(zr_keeper_start(&apart, &keeper, &keys, NULL), 0);
		assert_int_equal(
			zr_keeper_derive(keeper, one, start == 0 ? first : again, NULL), 0);
		zr_keeper_stop(keeper);
	}
	assert_memory_equal(first, again, sizeof first);
	assert_int_equal(zr_keeper_start(&apart, &keeper, &keys, NULL), 0);
	assert_int_equal(zr_keeper_derive(keeper, two, again, NULL), 0);
	assert_memory_not_equal(first, again, sizeof first);
	zr_keeper_stop(keeper);
}

static void a_point_that_everybody_knows_is_refused(void **state)
{
	(void)state;
	static const uint8_t zero[ZR_KEY_BYTES];
	uint8_t shared[ZR_KEY_BYTES];
	struct zr_keeper *keeper = NULL;
	struct zr_party_secret keys;
	assert_int_equal(zr_keeper_start(&apart, &keeper, &keys, NULL), 0);
	assert_int_equal(keys.ask(keys.ask_user, zero, shared), ZR_E_FORGED);
	zr_keeper_stop(keeper);
}

static void a_keeper_that_was_killed_is_told_of(void **state)
{
	(void)state;
	struct zr_error error = {0};
	struct zr_keeper *keeper = NULL;
	struct zr_party_secret keys;
	char path[64];
	assert_int_equal(zr_keeper_start(&apart, &keeper, &keys, NULL), 0);
	(void)snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
	FILE *children = fopen(path, "re");
	long child = 0;
	assert_non_null(children);
	assert_int_equal(fscanf(children, "%ld", &child), 1);
	(void)fclose(children);
	assert_int_equal(kill((pid_t)child, SIGKILL), 0);
	siginfo_t end;
	assert_int_equal(waitid(P_PID, (id_t)child, &end, WEXITED | WNOWAIT), 0);
	assert_int_equal(zr_keeper_check(keeper, &error), ZR_E_IO);
	assert_int_equal(issue(keeper, &error), ZR_E_IO);
	assert_non_null(strstr(error.message, "keeper"));
	zr_keeper_stop(keeper);
}

static void one_that_is_not_there_is_named(void **state)
{
	(void)state;
	struct zr_error error = {0};
	struct zr_keeper *keeper = NULL;
	struct zr_party_secret keys;
	const struct zr_keeper_wish wish = {.socket = "/nonexistent/keeper.sock"};
	assert_int_equal(zr_keeper_start(&wish, &keeper, &keys, &error), ZR_E_NOT_FOUND);
	assert_non_null(strstr(error.message, "/nonexistent/keeper.sock"));
}

static void what_is_damaged_is_told_by_it(void **state)
{
	(void)state;
	struct zr_error error = {0};
	struct zr_keeper *keeper = NULL;
	struct zr_party_secret keys;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer good = {0};
	assert_int_equal(zr_keys_read_file(folder, "hub.key", &good, NULL), 0);
	assert_int_equal(zr_keys_write_file(folder, "hub.key", "short", 5, NULL), 0);
	assert_int_equal(zr_keeper_start(&apart, &keeper, &keys, &error), ZR_E_INVALID);
	assert_non_null(strstr(error.message, "backup"));
	assert_int_equal(zr_keys_write_file(folder, "hub.key", good.data, good.bytes, NULL), 0);
}

/* In a child, for a promise is for ever. Under the sanitizers nothing is promised. */
static void the_hub_starts_no_program(void **state)
{
	(void)state;
	pid_t child = fork();
	if (child == 0) {
		struct zr_error error = {0};
		char *const arguments[] = {(char *)(uintptr_t) "true", NULL};
		int code = zr_pledge_hub(&error);
		if (code == 0) {
			(void)execv("/bin/true", arguments);
			code = errno == EPERM ? 0 : 1;
		}
		_exit(code == 0 ? 0 : 2);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static int begin(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL ? 0 : 1;
}

static int end(void **state)
{
	(void)state;
	static const char *const names[] = {"hub.key", "ca.pem", "ca.key"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[100];
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_here_and_apart),
		cmocka_unit_test(a_number_gives_one_secret),
		cmocka_unit_test(a_point_that_everybody_knows_is_refused),
		cmocka_unit_test(a_keeper_that_was_killed_is_told_of),
		cmocka_unit_test(one_that_is_not_there_is_named),
		cmocka_unit_test(what_is_damaged_is_told_by_it),
		cmocka_unit_test(the_hub_starts_no_program),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

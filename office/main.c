/* zarya-office: parse, unlock, answer until SIGTERM or SIGINT. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "office/office_options.h"
#include "office/reception.h"
#include "secret/passphrase.h"

enum {
	STATUS_FAILED = 1,
	/* A wrong passphrase or PIN: who starts it anew with the same one only locks the token. */
	STATUS_REFUSED = 3,
};

static int fail(const struct zr_error *error)
{
	(void)fprintf(stderr, "zarya-office: %s\n", error->message);
	ZR_LOG(OFFICE_FAILED, .error = error->code);
	return STATUS_FAILED;
}

static int verify(const struct zr_office_options *wish, const struct zr_strongbox *vault)
{
	struct zr_error error = {0};
	struct zr_party_public keys[ZR_STRONGBOX_KEY_COUNT_MAX];
	uint64_t count = 0;
	for (size_t i = 0; i < vault->count; i++) {
		keys[i] = vault->keys[i].public_half;
	}
	if (zr_trail_verify(wish->data, keys, vault->count, &count, &error) != 0) {
		return fail(&error);
	}
	(void)printf("audit.log is whole: %" PRIu64 " lines\n", count);
	return 0;
}

static int serve(const struct zr_office_options *wish, const struct zr_strongbox *vault,
	const struct zr_pkcs11 *token)
{
	struct zr_error error = {0};
	struct zr_trail trail = {0};
	sigset_t signals;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	ZR_CLEANUP(zr_namesake_freep) struct zr_namesakes *namesakes = NULL;
	if (zr_namesake_new(&namesakes, &error) != 0 ||
		zr_trail_open(wish->data, &vault->keys[vault->present], &trail, &error) != 0) {
		return fail(&error);
	}
	const struct zr_teller desk = {vault, token, &trail, namesakes};
	const struct zr_reception_options how = {wish->socket, wish->readers, wish->reader_count};
	ZR_CLEANUP_CLOSE int listener = zr_reception_open(wish->socket, &error);
	int code = listener < 0 ? listener : 0;
	if (code == 0) {
		(void)printf("ready keys=%zu openings=%" PRIu64 "\n", vault->count, trail.count);
		(void)fflush(stdout);
		code = zr_reception_run(listener, &how, &desk, &signals, &error);
	}
	zr_trail_close(&trail);
	return code == 0 ? 0 : fail(&error);
}

/* The passphrase, where a file is or is to be. */
static int read_passphrase(const struct zr_office_options *wish, char *ret_passphrase,
	struct zr_strongbox_locks *locks, struct zr_error *error)
{
	if (wish->token != NULL && !zr_strongbox_has_files(wish->data)) {
		return 0;
	}
	const struct zr_passphrase_wish passphrase = {.file = wish->passphrase_file,
		.credential = "passphrase",
		.question = "Passphrase of the office's keys",
		.is_new = wish->is_new_key && wish->token == NULL};
	locks->passphrase = ret_passphrase;
	return zr_passphrase_read(&passphrase, ret_passphrase, error);
}

static int open_token(
	const struct zr_office_options *wish, struct zr_pkcs11 **ret_token, struct zr_error *error)
{
	if (wish->token == NULL) {
		return 0;
	}
	char pin[ZR_PASSPHRASE_BYTES] = "";
	const struct zr_pkcs11_place place = {wish->module, wish->token};
	const struct zr_passphrase_wish question = {
		.file = wish->pin_file, .credential = "pin", .question = "PIN of the token"};
	int code = zr_passphrase_read(&question, pin, error);
	if (code == 0) {
		code = zr_pkcs11_open(&place, pin, ret_token, error);
	}
	explicit_bzero(pin, sizeof pin);
	return code;
}

/* Unlocks, does what is wished, locks. */
static int run(const struct zr_office_options *wish)
{
	static struct zr_strongbox vault;
	struct zr_error error = {0};
	char passphrase[ZR_PASSPHRASE_BYTES] = "";
	struct zr_strongbox_locks locks = {0};
	int code = read_passphrase(wish, passphrase, &locks, &error);
	if (code == 0) {
		code = open_token(wish, &locks.token, &error);
	}
	if (code == 0) {
		code = wish->is_new_key ? zr_strongbox_add(wish->data, &locks, &error)
					: zr_strongbox_open(wish->data, &locks, &vault, &error);
	}
	explicit_bzero(passphrase, sizeof passphrase);
	int status = 0;
	if (code != 0) {
		(void)fail(&error);
		status = code == ZR_E_REFUSED ? STATUS_REFUSED : STATUS_FAILED;
	} else if (!wish->is_new_key) {
		status = wish->is_verify ? verify(wish, &vault) : serve(wish, &vault, locks.token);
	}
	zr_strongbox_finish(&vault);
	zr_pkcs11_close(locks.token);
	return status;
}

int main(int argc, char **argv)
{
	struct zr_error error = {0};
	struct zr_office_options wish = {0};
	const struct rlimit none = {0};
	if (zr_office_options_parse(argc, argv, &wish, &error) != 0) {
		return fail(&error) + 1;
	}
	if (wish.is_help) {
		(void)fputs(zr_office_options_usage, stdout);
		return 0;
	}
	(void)umask(077);
	/* Neither a core nor a neighbour's debugger shows the key. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	return run(&wish);
}

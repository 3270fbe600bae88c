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
#include "secret/passphrase.h"
#include "office/reception.h"

static int fail(const struct zr_error *error)
{
	(void)fprintf(stderr, "zarya-office: %s\n", error->message);
	ZR_LOG(OFFICE_FAILED, .error = error->code);
	return 1;
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

static int serve(const struct zr_office_options *wish, const struct zr_strongbox *vault)
{
	struct zr_error error = {0};
	struct zr_trail trail = {0};
	sigset_t signals;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	if (zr_trail_open(wish->data, &vault->keys[vault->present], &trail, &error) != 0) {
		return fail(&error);
	}
	const struct zr_teller desk = {vault, &trail};
	const struct zr_reception_options options = {
		wish->socket, wish->readers, wish->reader_count};
	ZR_CLEANUP_CLOSE int listener = zr_reception_open(wish->socket, &error);
	int code = listener < 0 ? listener : 0;
	if (code == 0) {
		(void)printf("ready keys=%zu openings=%" PRIu64 "\n", vault->count, trail.count);
		(void)fflush(stdout);
		code = zr_reception_run(listener, &options, &desk, &signals, &error);
	}
	zr_trail_close(&trail);
	return code == 0 ? 0 : fail(&error);
}

int main(int argc, char **argv)
{
	struct zr_error error = {0};
	struct zr_office_options wish = {0};
	static struct zr_strongbox vault;
	char passphrase[ZR_PASSPHRASE_BYTES] = "";
	const struct rlimit none = {0};
	if (zr_office_options_parse(argc, argv, &wish, &error) != 0) {
		return fail(&error) + 1;
	}
	if (wish.is_help) {
		(void)fputs(zr_office_options_usage, stdout);
		return 0;
	}
	/* Neither a core nor a neighbour's debugger shows the key. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)umask(077);
	int code = zr_passphrase_read(wish.passphrase_file, "Passphrase of the office's keys",
		wish.is_new_key, passphrase, &error);
	if (code == 0) {
		code = wish.is_new_key ? zr_strongbox_add(wish.data, passphrase, &error)
				       : zr_strongbox_open(wish.data, passphrase, &vault, &error);
	}
	explicit_bzero(passphrase, sizeof passphrase);
	if (code != 0) {
		return fail(&error);
	}
	code = wish.is_new_key ? 0 : wish.is_verify ? verify(&wish, &vault) : serve(&wish, &vault);
	zr_strongbox_finish(&vault);
	return code;
}

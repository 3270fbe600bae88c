/* zarya-hub: parse, start, tend until SIGTERM or SIGINT, stop. */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/stat.h>

#include <libxml/parser.h>

#include "hub/access/account.h"
#include "hub/access/audit_check.h"
#include "hub/access/prompt.h"
#include "hub/core/ownership.h"
#include "hub/store/backup.h"
#include "hub/store/rebuild.h"
#include "hub/http/listener.h"
#include "hub/hub.h"
#include "hub/keeper/pledge.h"
#include "hub/watch/status.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/event/log.h"

static struct zr_hub hub;

static int fail(const struct zr_error *error)
{
	char text[600];
	zr_error_format(error, NULL, text, sizeof text);
	(void)fprintf(stderr, "zarya-hub: %s\n", text); /* for whoever starts it by hand */
	ZR_LOG(HUB_FAILED, .error = error->code);
	return 1;
}

static void drop_message(void *user, const char *format, ...)
{
	(void)user;
	(void)format;
}

static int copy_store(const struct zr_options *options)
{
	struct zr_error error = {0};
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	int64_t now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	int code = options->backup != NULL
			   ? zr_backup_make(options->data, options->backup, now_us, &error)
			   : zr_backup_restore(options->data, options->restore, &error);
	return code == 0 ? 0 : fail(&error);
}

static int set_password(const struct zr_options *options)
{
	struct zr_error error = {0};
	char password[ZR_HUB_PASSWORD_BYTES_MAX + 1];
	int code = zr_prompt_read_password(password, sizeof password, &error);
	if (code == 0) {
		code = zr_account_rescue(options, password, &error);
	}
	explicit_bzero(password, sizeof password);
	return code == 0 ? 0 : fail(&error);
}

static int verify_audit(const struct zr_options *options)
{
	struct zr_error error = {0};
	struct zr_audit_found found;
	if (zr_audit_check_run(options, &found, &error) != 0) {
		return fail(&error);
	}
	char hash[2 * sizeof found.last_hash + 1];
	zr_hex_encode(found.last_hash, sizeof found.last_hash, hash);
	(void)printf(
		"%llu lines, each in its place; signed %llu times, up to line %llu; the last hash "
		"is %s\n",
		(unsigned long long)found.line_count, (unsigned long long)found.signature_count,
		(unsigned long long)found.signed_number, hash);
	return 0;
}

int main(int argc, char **argv)
{
	struct zr_error error = {0};
	struct zr_options options;
	if (argc > 1 && strcmp(argv[1], "status") == 0) {
		return zr_status_run(argc > 2 ? argv[2] : "127.0.0.1:8080", stdout);
	}
	if (zr_options_parse(argc, argv, &options, &error) != 0) {
		return fail(&error) + 1;
	}
	if (options.is_help) {
		(void)fputs(zr_options_usage, stdout);
		return 0;
	}
	options.password = getenv("ZARYA_HUB_PASSWORD");
	(void)umask(077); /* what the hub keeps is nobody else's to read */
	xmlInitParser();  /* before there are threads */
	/* libxml2 would print bytes of what it cannot read: nothing personal goes to the log. */
	xmlThrDefSetGenericErrorFunc(NULL, drop_message);

	bool is_writing = options.backup != NULL || options.restore != NULL || options.is_rebuild ||
			  options.is_set_password;
	if (is_writing && zr_ownership_check(options.data, &error) != 0) {
		return fail(&error);
	}
	if (options.backup != NULL || options.restore != NULL) {
		return copy_store(&options);
	}
	if (options.is_audit_check) {
		return verify_audit(&options);
	}
	if (options.is_rebuild) {
		return zr_rebuild_run(&options, &error) == 0 ? 0 : fail(&error);
	}
	if (options.is_set_password) {
		return set_password(&options);
	}

	/* Blocked in every thread; taken here by sigtimedwait(). */
	sigset_t signals;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	(void)sigaction(SIGPIPE, &ignore, NULL);

	if (zr_pledge_hub(&error) != 0 || zr_hub_start(&hub, &options, &error) != 0) {
		return fail(&error);
	}
	(void)printf("ready console=%u tablets=%s%s%s\n", zr_listener_port(hub.console_listener),
		hub.shared.device_url, hub.openrosa_listener != NULL ? " openrosa=" : "",
		hub.shared.openrosa_url);
	(void)fflush(stdout);

	const struct timespec pause = {.tv_sec = ZR_HUB_SWEEP_S};
	int code = 0;
	while (code == 0 && sigtimedwait(&signals, NULL, &pause) < 0) {
		code = zr_hub_tend(&hub, &error);
	}
	ZR_LOG(HUB_STOPPING);
	zr_hub_stop(&hub);
	return code == 0 ? 0 : fail(&error); /* then systemd starts it again */
}

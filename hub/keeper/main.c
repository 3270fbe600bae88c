/*
 * zarya-keeper: the hub's keeper of keys as a program of its own, for a user of its own. systemd
 * opens its socket (hub/units/zarya-keeper.socket), says who may come to it, and hands it over.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "hub/keeper/wicket.h"
#include "hub/pki/keys.h"

#define HANDED_FD 3 /* SD_LISTEN_FDS_START of sd_listen_fds(3) */

static int fail(const char *sentence)
{
	(void)fprintf(stderr, "zarya-keeper: %s\n", sentence);
	return 1;
}

/* Whether the one socket that was handed over is ours and of the right kind. */
static bool has_socket(void)
{
	const char *pid = getenv("LISTEN_PID");
	const char *count = getenv("LISTEN_FDS");
	int kind = 0;
	int is_listening = 0;
	socklen_t bytes = sizeof kind;
	return pid != NULL && count != NULL && strcmp(count, "1") == 0 &&
	       strtol(pid, NULL, 10) == getpid() &&
	       getsockopt(HANDED_FD, SOL_SOCKET, SO_TYPE, &kind, &bytes) == 0 &&
	       kind == SOCK_SEQPACKET &&
	       getsockopt(HANDED_FD, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &bytes) == 0 &&
	       is_listening != 0 && fcntl(HANDED_FD, F_SETFD, FD_CLOEXEC) == 0;
}

static int64_t now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	static struct zr_wicket wicket;
	struct zr_error error = {0};
	const struct rlimit none = {0};
	if (argc != 3 || strcmp(argv[1], "--keys") != 0) {
		return fail("usage: zarya-keeper --keys DIR, started by zarya-keeper.socket") + 1;
	}
	if (!has_socket()) {
		return fail("no socket was handed over: systemctl start zarya-keeper.socket") + 1;
	}
	/* Neither a core nor a neighbour's debugger shows the keys. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)umask(077);
	int code = zr_keys_make_folder(argv[2], &error);
	if (code == 0) {
		code = zr_wicket_open(&wicket, argv[2], now_us(), &error);
	}
	if (code == 0) {
		code = zr_wicket_settle(&wicket, &error);
	}
	if (code != 0) {
		return fail(error.message); /* who waits at the socket waits for the next start */
	}
	zr_wicket_serve(&wicket, HANDED_FD, -1); /* until SIGTERM: there is nothing to finish */
	zr_wicket_close(&wicket);
	return fail("its socket is gone");
}

/* zarya-respond: parse, open, serve until SIGTERM or SIGINT. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits_respond.h"
#include "lib/event/log.h"
#include "respond/doorway.h"
#include "respond/respond_options.h"

static int fail(const struct zr_error *error)
{
	(void)fprintf(stderr, "zarya-respond: %s\n", error->message);
	ZR_LOG(RESPOND_FAILED, .error = error->code);
	return 1;
}

static int read_file(const char *path, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char block[4096]; /* it may be of a private key */
	ssize_t count = fd < 0 ? -1 : 0;
	int code = fd < 0 ? zr_error_set_errno(error, errno, path) : 0;
	while (code == 0 && (count = read(fd, block, sizeof block)) != 0) {
		if (count < 0) {
			code = zr_error_set_errno(error, errno, path);
		} else if (ret_bytes->bytes > ZR_RESPOND_BODY_BYTES_MAX ||
			   zr_buffer_add(ret_bytes, block, (size_t)count) != 0) {
			code = zr_error_set(error, ZR_E_LIMIT, "%s is too large", path);
		}
	}
	explicit_bzero(block, sizeof block);
	return code;
}

static int open_house(struct zr_answering_house *house, const struct zr_respond_options *options,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (mkdir(options->data, 0700) < 0 && errno != EEXIST) {
		return zr_error_set_errno(error, errno, "make the data folder");
	}
	zr_agent_line_init(&house->line, options->agent);
	int code = zr_buffer_add_format(&path, "%s/respond.db", options->data);
	if (code == 0) {
		code = zr_locker_open(zr_buffer_text(&path), &house->locker, error);
	}
	return code == 0 ? zr_bookcase_new(&house->bookcase, error) : code;
}

static void close_house(struct zr_answering_house *house)
{
	zr_agent_line_finish(&house->line);
	zr_locker_close(house->locker);
	zr_bookcase_free(house->bookcase);
}

/* Until a signal. */
static int serve(const struct zr_doorway_options *options, struct zr_error *error)
{
	sigset_t signals;
	const struct timespec sweep = {.tv_sec = ZR_RESPOND_SWEEP_S};
	struct zr_doorway *door = NULL;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL); /* before there is a thread */
	int code = zr_doorway_open(options, &door, error);
	if (code == 0) {
		(void)printf("ready port=%u\n", zr_doorway_port(door));
		(void)fflush(stdout);
		while (sigtimedwait(&signals, NULL, &sweep) < 0) {
			zr_doorway_sweep(door);
		}
	}
	zr_doorway_close(door);
	return code;
}

static int run(const struct zr_respond_options *wish, struct zr_error *error)
{
	ZR_CLEANUP(close_house) struct zr_answering_house house = {.line.fd = -1};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer certificate = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer key_pem = {0};
	struct zr_clerk *clerk = NULL;
	uint8_t key[ZR_CRYPTO_KEY_BYTES];
	bool is_drawn = getrandom(key, sizeof key, 0) == (ssize_t)sizeof key;
	int code = is_drawn ? open_house(&house, wish, error)
			    : zr_error_set_errno(error, errno, "draw a key");
	if (code == 0 && wish->certificate != NULL) {
		code = read_file(wish->certificate, &certificate, error);
	}
	if (code == 0 && wish->key != NULL) {
		code = read_file(wish->key, &key_pem, error);
	}
	if (code == 0) {
		code = zr_clerk_new(&house, key, &clerk, error);
	}
	explicit_bzero(key, sizeof key);
	if (code == 0) {
		const struct zr_doorway_options options = {.address = wish->listen,
			.certificate_pem =
				wish->certificate != NULL ? zr_buffer_text(&certificate) : NULL,
			.key_pem = wish->key != NULL ? zr_buffer_text(&key_pem) : NULL,
			.is_behind_proxy = wish->is_behind_proxy,
			.clerk = clerk,
			.locker = house.locker};
		code = serve(&options, error);
	}
	zr_clerk_free(clerk);
	return code;
}

/* To what the system allows: a connection is one. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit = {0};
	int result = getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	(void)(result == 0 && setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

int main(int argc, char **argv)
{
	struct zr_error error = {0};
	struct zr_respond_options wish = {0};
	if (zr_respond_options_parse(argc, argv, &wish, &error) != 0) {
		return fail(&error) + 1;
	}
	if (wish.is_help || wish.is_version) {
		(void)fputs(
			wish.is_help ? zr_respond_options_usage : "zarya-respond " ZR_VERSION "\n",
			stdout);
		return 0;
	}
	/* Neither a core nor a neighbour's debugger shows what people say. */
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &(const struct rlimit){0});
	raise_descriptor_limit();
	(void)umask(077);
	return run(&wish, &error) == 0 ? 0 : fail(&error);
}

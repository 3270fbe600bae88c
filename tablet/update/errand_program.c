/*
 * fork and exec, not posix_spawn, which knows no other user. The pipe is read to its end, so that
 * the program never waits for us, and then it is waited for.
 */
#include "tablet/update/errand_program.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

#define SEARCH_PATH "PATH=/usr/sbin:/usr/bin:/sbin:/bin"

enum {
	NOT_STARTED = 127, /* as a shell has it */
};

/* What stands between fork and exec: calls that may be made there. */
static _Noreturn void become(const char *const *arguments, const struct passwd *user, int says)
{
	char search_path[] = SEARCH_PATH;
	char *environment[] = {search_path, NULL};
	int nothing = open("/dev/null", O_RDWR);
	bool is_ready = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
			dup2(nothing, STDOUT_FILENO) >= 0 && dup2(says, STDERR_FILENO) >= 0;
	if (is_ready && user != NULL) {
		is_ready = setgroups(0, NULL) == 0 && setgid(user->pw_gid) == 0 &&
			   setuid(user->pw_uid) == 0;
	}
	if (is_ready) {
		(void)execvpe(arguments[0], (char *const *)arguments, environment);
	}
	_exit(NOT_STARTED);
}

/* The first line; what follows is read and forgotten. */
static void hear(int says, char sentence[ZR_UPDATE_ERRAND_SENTENCE_BYTES])
{
	char rest[ZR_UPDATE_ERRAND_SENTENCE_BYTES];
	size_t bytes = 0;
	for (;;) {
		bool has_room = bytes < ZR_UPDATE_ERRAND_SENTENCE_BYTES - 1;
		ssize_t count = read(says, has_room ? sentence + bytes : rest,
			has_room ? ZR_UPDATE_ERRAND_SENTENCE_BYTES - 1 - bytes : sizeof rest);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			break;
		}
		bytes += has_room ? (size_t)count : 0;
	}
	sentence[bytes] = '\0';
	sentence[strcspn(sentence, "\n")] = '\0';
}

static int judge(const char *program, pid_t pid, const char *sentence, struct zr_error *error)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return zr_error_set_errno(error, errno, program);
		}
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		return 0;
	}
	if (sentence[0] != '\0') {
		return zr_error_set(error, ZR_E_REFUSED, "%s", sentence);
	}
	return zr_error_set(error, ZR_E_REFUSED, "%s did not do its work (status %d)", program,
		WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
}

int zr_errand_program_run(const char *const *arguments, const char *user, struct zr_error *error)
{
	assert(arguments != NULL && arguments[0] != NULL);
	char sentence[ZR_UPDATE_ERRAND_SENTENCE_BYTES];
	int ends[2] = {-1, -1};
	const struct passwd *facts = user != NULL ? getpwnam(user) : NULL;
	if (user != NULL && facts == NULL) {
		return zr_error_set(error, ZR_E_IO, "There is no user %s", user);
	}
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return zr_error_set_errno(error, errno, arguments[0]);
	}
	ZR_CLEANUP_CLOSE int says = ends[0];
	pid_t pid = fork();
	if (pid == 0) {
		become(arguments, facts, ends[1]);
	}
	int failure = errno;
	(void)close(ends[1]);
	if (pid < 0) {
		return zr_error_set_errno(error, failure, arguments[0]);
	}
	hear(says, sentence);
	return judge(arguments[0], pid, sentence, error);
}

/*
 * Another program run to its end: spawned with nothing but a search path, waited for.
 */
#include "tablet/update/errand_program.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEARCH_PATH "PATH=/usr/sbin:/usr/bin:/sbin:/bin"

static int start(const char *const *arguments, char *const *environment, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	if (posix_spawn_file_actions_init(&actions) != 0) {
		return ENOMEM;
	}
	int code =
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	for (int fd = STDOUT_FILENO; code == 0 && fd <= STDERR_FILENO; fd++) {
		code = posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
	}
	if (code == 0) {
		code = posix_spawnp(ret_pid, arguments[0], &actions, NULL, (char *const *)arguments,
			environment);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return code;
}

int zr_errand_program_run(const char *const *arguments, struct zr_error *error)
{
	assert(arguments != NULL && arguments[0] != NULL);
	char search_path[] = SEARCH_PATH;
	char *environment[] = {search_path, NULL};
	pid_t pid = -1;
	int failure = start(arguments, environment, &pid);
	if (failure != 0) {
		return zr_error_set_errno(error, failure, arguments[0]);
	}
	int status = 0;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return zr_error_set_errno(error, errno, arguments[0]);
		}
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		return zr_error_set(error, ZR_E_REFUSED, "%s did not do its work (status %d)",
			arguments[0], status);
	}
	return 0;
}

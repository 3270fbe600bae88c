/*
 * A pair of SOCK_SEQPACKET: a message comes whole or not at all, and the end of either side is an
 * empty read. The child keeps its end of it and standard error, and nothing else that was open.
 */
#include "hub/keeper/keeper.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hub/keeper/talk.h"
#include "hub/keeper/pledge.h"
#include "hub/keeper/vault.h"
#include "lib/envelope/crypto.h"

enum {
	KEEPER_FD = STDERR_FILENO + 1 /* the child's end */
};

struct zr_keeper {
	pthread_mutex_t lock; /* one question at a time */
	int fd;               /* -1: the vault is here */
	pid_t child;
	struct zr_vault vault;
};

/* ---- the keeper's side ---- */

static void answer_question(struct zr_vault *vault, const struct zr_keeper_question *question,
	struct zr_keeper_answer *answer)
{
	const struct zr_authority_wish wish = {.device_id = question->device_id,
		.tls_public = question->tls_public,
		.now_us = question->now_us};
	if (question->verb == ZR_KEEPER_AGREE) {
		answer->error.code =
			zr_crypto_exchange(vault->keys.agree, question->point, answer->shared);
	} else if (question->verb == ZR_KEEPER_ISSUE && question->now_us > 0) {
		answer->error.code = zr_authority_issue(
			vault->authority, &wish, &answer->certificate, &answer->error);
	} else {
		(void)zr_error_set(&answer->error, ZR_E_INVALID, "no question for the keeper");
	}
}

/* Until the hub is gone. */
static void serve(struct zr_vault *vault, int fd)
{
	struct zr_keeper_question question;
	struct zr_keeper_answer answer;
	ssize_t bytes = 0;
	while ((bytes = recv(fd, &question, sizeof question, 0)) > 0 ||
		(bytes < 0 && errno == EINTR)) {
		if (bytes < 0) {
			continue;
		}
		memset(&answer, 0, sizeof answer);
		if (bytes == sizeof question) {
			answer_question(vault, &question, &answer);
		} else {
			(void)zr_error_set(
				&answer.error, ZR_E_INVALID, "no question for the keeper");
		}
		(void)send(fd, &answer, sizeof answer, MSG_NOSIGNAL);
		explicit_bzero(&answer, sizeof answer);
	}
}

/* All that the hub had open is the hub's: its lock on DATA, its listeners, its output. */
static void let_go(int fd)
{
	int null = open("/dev/null", O_RDWR);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(fd, KEEPER_FD);
	(void)close_range(KEEPER_FD + 1, ~0U, 0);
}

/* Each question once, so that the libraries open what they open at first use (the time zone,
 * chance) while they may. */
static int rehearse(struct zr_vault *vault, struct zr_error *error)
{
	static const uint8_t point[ZR_KEY_BYTES] = {9};
	struct zr_keeper_question question = {.now_us = 1000000000000000};
	struct zr_keeper_answer answer = {0};
	struct zr_tls_key key;
	static const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {1};
	(void)setenv("TZ", "UTC0", 1);
	tzset();
	int code = zr_tls_key_init(&key, random, error);
	if (code != 0) {
		return code;
	}
	memcpy(question.point, point, sizeof question.point);
	memcpy(question.tls_public, key.public_half, sizeof question.tls_public);
	for (uint32_t verb = ZR_KEEPER_AGREE; code == 0 && verb <= ZR_KEEPER_ISSUE; verb++) {
		question.verb = verb;
		answer_question(vault, &question, &answer);
		code = answer.error.code;
	}
	if (code != 0 && error != NULL) {
		*error = answer.error;
	}
	zr_tls_key_finish(&key);
	explicit_bzero(&answer, sizeof answer);
	return code;
}

static _Noreturn void keep(const struct zr_certificates_wish *wish, int socket_fd)
{
	struct zr_vault vault;
	struct zr_keeper_answer hello;
	let_go(socket_fd);
	(void)prctl(PR_SET_NAME, "zarya-keeper", 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* its memory is for nobody, not even its user */
	memset(&hello, 0, sizeof hello);
	int code = zr_vault_open(wish, &vault, &hello.error);
	if (code == 0) {
		memcpy(hello.sign, vault.keys.sign, sizeof hello.sign);
		hello.public_half = vault.keys.public_half;
		hello.error.code = 0; /* what was missing was made */
		code = rehearse(&vault, &hello.error);
	}
	if (code == 0) {
		code = zr_pledge_keeper(&hello.error);
	}
	bool is_told = send(KEEPER_FD, &hello, sizeof hello, MSG_NOSIGNAL) == sizeof hello;
	explicit_bzero(&hello, sizeof hello);
	if (code == 0 && is_told) {
		serve(&vault, KEEPER_FD);
	}
	_exit(0);
}

/* ---- the hub's side ---- */

static int lose(struct zr_error *error)
{
	return zr_error_set(
		error, ZR_E_IO, "the hub's keeper of keys is gone; start the hub again");
}

static int ask(struct zr_keeper *keeper, const struct zr_keeper_question *question,
	struct zr_keeper_answer *ret_answer)
{
	if (keeper->fd < 0) {
		(void)pthread_mutex_lock(&keeper->lock);
		answer_question(&keeper->vault, question, ret_answer);
		(void)pthread_mutex_unlock(&keeper->lock);
		return ret_answer->error.code;
	}
	(void)pthread_mutex_lock(&keeper->lock);
	ssize_t bytes = send(keeper->fd, question, sizeof *question, MSG_NOSIGNAL);
	while (bytes > 0 && (bytes = recv(keeper->fd, ret_answer, sizeof *ret_answer, 0)) < 0 &&
		errno == EINTR) {
		bytes = 1;
	}
	(void)pthread_mutex_unlock(&keeper->lock);
	if (bytes != sizeof *ret_answer) {
		memset(ret_answer, 0, sizeof *ret_answer);
		return lose(&ret_answer->error);
	}
	return ret_answer->error.code;
}

static int agree(void *user, const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES])
{
	struct zr_keeper_question question = {.verb = ZR_KEEPER_AGREE};
	struct zr_keeper_answer answer = {0};
	memcpy(question.point, peer, sizeof question.point);
	int code = ask(user, &question, &answer);
	if (code == 0) {
		memcpy(ret_shared, answer.shared, ZR_KEY_BYTES);
	}
	explicit_bzero(&answer, sizeof answer);
	return code;
}

int zr_keeper_issue(struct zr_keeper *keeper, const struct zr_authority_wish *wish,
	struct zr_renewal_answer *ret_certificate, struct zr_error *error)
{
	assert(keeper != NULL && wish->device_id != NULL && wish->tls_public != NULL);
	assert(wish->now_us > 0 && ret_certificate != NULL);
	struct zr_keeper_question question = {.verb = ZR_KEEPER_ISSUE, .now_us = wish->now_us};
	struct zr_keeper_answer answer = {0};
	memcpy(question.device_id, wish->device_id, sizeof question.device_id);
	memcpy(question.tls_public, wish->tls_public, sizeof question.tls_public);
	int code = ask(keeper, &question, &answer);
	if (code == 0) {
		*ret_certificate = answer.certificate;
	} else if (error != NULL) {
		*error = answer.error;
	}
	return code;
}

static int hear_hello(
	struct zr_keeper *keeper, struct zr_keeper_answer *ret_hello, struct zr_error *error)
{
	ssize_t bytes = 0;
	while ((bytes = recv(keeper->fd, ret_hello, sizeof *ret_hello, 0)) < 0 && errno == EINTR) {
	}
	if (bytes != sizeof *ret_hello) {
		return lose(error);
	}
	if (ret_hello->error.code != 0 && error != NULL) {
		*error = ret_hello->error;
	}
	return ret_hello->error.code;
}

static int start_apart(struct zr_keeper *keeper, const struct zr_certificates_wish *wish,
	struct zr_keeper_answer *ret_hello, struct zr_error *error)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		return zr_error_set_errno(error, errno, "start the keeper");
	}
	keeper->child = fork();
	if (keeper->child == 0) {
		keep(wish, ends[1]);
	}
	int errno_value = errno;
	(void)close(ends[1]);
	keeper->fd = ends[0];
	return keeper->child > 0 ? hear_hello(keeper, ret_hello, error)
				 : zr_error_set_errno(error, errno_value, "start the keeper");
}

static int start_here(struct zr_keeper *keeper, const struct zr_certificates_wish *wish,
	struct zr_keeper_answer *ret_hello, struct zr_error *error)
{
	int code = zr_vault_open(wish, &keeper->vault, error);
	if (code == 0) {
		memcpy(ret_hello->sign, keeper->vault.keys.sign, sizeof ret_hello->sign);
		ret_hello->public_half = keeper->vault.keys.public_half;
	}
	return code;
}

int zr_keeper_start(const struct zr_certificates_wish *wish, bool is_apart,
	struct zr_keeper **ret_keeper, struct zr_party_secret *ret_keys, struct zr_error *error)
{
	assert(wish != NULL && ret_keeper != NULL && ret_keys != NULL);
	struct zr_keeper *keeper = calloc(1, sizeof *keeper);
	if (keeper == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the keeper");
	}
	keeper->fd = -1;
	(void)pthread_mutex_init(&keeper->lock, NULL);
	struct zr_keeper_answer hello = {0};
	int code = is_apart ? start_apart(keeper, wish, &hello, error)
			    : start_here(keeper, wish, &hello, error);
	if (code != 0) {
		zr_keeper_stop(keeper);
		return code;
	}
	*ret_keys = (struct zr_party_secret){
		.public_half = hello.public_half, .ask = agree, .ask_user = keeper};
	memcpy(ret_keys->sign, hello.sign, sizeof ret_keys->sign);
	explicit_bzero(&hello, sizeof hello);
	*ret_keeper = keeper;
	return 0;
}

int zr_keeper_check(struct zr_keeper *keeper, struct zr_error *error)
{
	assert(keeper != NULL);
	if (keeper->child > 0 && waitpid(keeper->child, NULL, WNOHANG) != 0) {
		keeper->child = 0; /* its number may be another's now */
	}
	return keeper->fd < 0 || keeper->child > 0 ? 0 : lose(error);
}

void zr_keeper_stop(struct zr_keeper *keeper)
{
	if (keeper == NULL) {
		return;
	}
	if (keeper->fd >= 0) {
		(void)close(keeper->fd); /* which it takes as the end */
	}
	if (keeper->child > 0) {
		while (waitpid(keeper->child, NULL, 0) < 0 && errno == EINTR) {
		}
	}
	zr_vault_close(&keeper->vault);
	(void)pthread_mutex_destroy(&keeper->lock);
	free(keeper);
}

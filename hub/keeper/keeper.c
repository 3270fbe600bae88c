/*
 * The hub's side: a child of its own, or a keeper that was there before, behind a socket in the
 * file system. The child keeps its end of the pair and standard error, and nothing else that was
 * open.
 */
#include "hub/keeper/keeper.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hub/keeper/talk.h"
#include "hub/keeper/wicket.h"

enum {
	KEEPER_FD = STDERR_FILENO + 1 /* the child's end */
};

struct zr_keeper {
	pthread_mutex_t lock; /* one question at a time */
	int fd;               /* -1: the wicket is here */
	pid_t child;          /* 0: none of ours */
	struct zr_wicket *wicket;
	struct zr_buffer ca_der;
};

/* ---- the child ---- */

/* All that the hub had open is the hub's: its lock on DATA, its listeners, its output. */
static void let_go(int fd)
{
	int null = open("/dev/null", O_RDWR);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(null, STDOUT_FILENO);
	(void)dup2(fd, KEEPER_FD);
	(void)close_range(KEEPER_FD + 1, ~0U, 0);
}

static _Noreturn void keep(const struct zr_keeper_wish *wish, int socket_fd)
{
	static struct zr_wicket wicket;
	struct zr_error error = {0};
	let_go(socket_fd);
	(void)prctl(PR_SET_NAME, "zarya-keeper", 0, 0, 0);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* its memory is for nobody, not even its user */
	int code = zr_wicket_open(&wicket, wish->folder, wish->now_us, &error);
	if (code == 0) {
		code = zr_wicket_settle(&wicket, &error);
	}
	if (code == 0) {
		zr_wicket_serve(&wicket, -1, KEEPER_FD);
	} else {
		(void)!send(KEEPER_FD, &wicket.hello, sizeof wicket.hello, MSG_NOSIGNAL);
	}
	_exit(0);
}

/* ---- asking ---- */

static int lose(struct zr_error *error)
{
	return zr_error_set(
		error, ZR_E_IO, "the hub's keeper of keys is gone; start the hub again");
}

/* ret_answer is as large as the question's answer is; it begins with its error. */
static int ask(struct zr_keeper *keeper, const void *question, size_t bytes, void *ret_answer,
	size_t answer_bytes)
{
	struct zr_error *error = ret_answer;
	(void)pthread_mutex_lock(&keeper->lock);
	ssize_t come = send(keeper->fd, question, bytes, MSG_NOSIGNAL);
	while (come > 0 && (come = recv(keeper->fd, ret_answer, answer_bytes, 0)) < 0 &&
		errno == EINTR) {
		come = 1;
	}
	(void)pthread_mutex_unlock(&keeper->lock);
	if (come != (ssize_t)answer_bytes) {
		memset(ret_answer, 0, answer_bytes);
		return lose(error);
	}
	return error->code;
}

static_assert(offsetof(struct zr_keeper_answer, error) == 0 &&
		      offsetof(struct zr_keeper_vouch_answer, error) == 0,
	"an answer begins with its error");

/* The same, of a wicket that is here. */
static int ask_here(struct zr_keeper *keeper, const union zr_wicket_question *question,
	size_t bytes, void *ret_answer, size_t answer_bytes)
{
	union zr_wicket_answer answer;
	(void)pthread_mutex_lock(&keeper->lock);
	size_t given = zr_wicket_answer(keeper->wicket, question, bytes, &answer);
	(void)pthread_mutex_unlock(&keeper->lock);
	assert(given == answer_bytes);
	memcpy(ret_answer, &answer, answer_bytes);
	explicit_bzero(&answer, sizeof answer);
	return ((struct zr_error *)ret_answer)->code;
}

static int ask_common(struct zr_keeper *keeper, const struct zr_keeper_question *question,
	struct zr_keeper_answer *ret_answer)
{
	if (keeper->fd >= 0) {
		return ask(keeper, question, sizeof *question, ret_answer, sizeof *ret_answer);
	}
	const union zr_wicket_question here = {.common = *question};
	return ask_here(keeper, &here, sizeof *question, ret_answer, sizeof *ret_answer);
}

static int agree(void *user, const uint8_t peer[ZR_KEY_BYTES], uint8_t ret_shared[ZR_KEY_BYTES])
{
	struct zr_keeper_question question = {.verb = ZR_KEEPER_AGREE};
	struct zr_keeper_answer answer = {0};
	memcpy(question.point, peer, sizeof question.point);
	int code = ask_common(user, &question, &answer);
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
	int code = ask_common(keeper, &question, &answer);
	if (code == 0) {
		*ret_certificate = answer.certificate;
	} else if (error != NULL) {
		*error = answer.error;
	}
	return code;
}

int zr_keeper_derive(struct zr_keeper *keeper, const uint8_t number[ZR_KEY_BYTES],
	uint8_t ret_secret[ZR_KEY_BYTES], struct zr_error *error)
{
	assert(keeper != NULL && number != NULL && ret_secret != NULL);
	struct zr_keeper_question question = {.verb = ZR_KEEPER_DERIVE};
	struct zr_keeper_answer answer = {0};
	memcpy(question.point, number, sizeof question.point);
	int code = ask_common(keeper, &question, &answer);
	if (code == 0) {
		memcpy(ret_secret, answer.shared, ZR_KEY_BYTES);
	} else if (error != NULL) {
		*error = answer.error;
	}
	explicit_bzero(&answer, sizeof answer);
	return code;
}

static int put_names(const struct zr_authority_server *server,
	struct zr_keeper_vouch_question *question, struct zr_error *error)
{
	assert(server->name_count <= ZR_OPTIONS_TLS_NAME_COUNT_MAX);
	for (size_t i = 0; i < server->name_count; i++) {
		int length = snprintf(
			question->names[i], sizeof question->names[i], "%s", server->names[i]);
		if (length < 0 || (size_t)length >= sizeof question->names[i]) {
			return zr_error_set(error, ZR_E_INVALID,
				"--tls-name %.40s… is longer than a name can be", server->names[i]);
		}
	}
	question->name_count = (uint32_t)server->name_count;
	return 0;
}

int zr_keeper_vouch(void *user, const struct zr_authority_server *server, struct zr_buffer *ret_der,
	struct zr_error *error)
{
	struct zr_keeper *keeper = user;
	assert(keeper != NULL && server->tls_public != NULL && ret_der != NULL);
	union zr_wicket_question question = {
		.vouch = {.verb = ZR_KEEPER_VOUCH, .now_us = server->now_us}};
	struct zr_keeper_vouch_answer answer = {0};
	memcpy(question.vouch.tls_public, server->tls_public, ZR_TLS_KEY_PUBLIC_BYTES);
	int code = put_names(server, &question.vouch, error);
	if (code != 0) {
		return code;
	}
	code = keeper->fd >= 0
		       ? ask(keeper, &question.vouch, sizeof question.vouch, &answer, sizeof answer)
		       : ask_here(keeper, &question, sizeof question.vouch, &answer, sizeof answer);
	if (code != 0) {
		if (error != NULL) {
			*error = answer.error;
		}
		return code;
	}
	code = zr_buffer_add(ret_der, answer.der, answer.bytes);
	return code == 0 ? 0 : zr_error_set(error, code, "no memory for a certificate");
}

/* ---- beginning and end ---- */

static int hear_hello(
	struct zr_keeper *keeper, struct zr_keeper_hello *ret_hello, struct zr_error *error)
{
	ssize_t bytes = 0;
	while ((bytes = recv(keeper->fd, ret_hello, sizeof *ret_hello, 0)) < 0 && errno == EINTR) {
	}
	if (bytes > 0 && bytes != sizeof *ret_hello) {
		return zr_error_set(error, ZR_E_INVALID,
			"the keeper of keys is of another version than the hub; start it anew");
	}
	if (bytes <= 0) {
		return lose(error);
	}
	if (ret_hello->error.code != 0 && error != NULL) {
		*error = ret_hello->error;
	}
	return ret_hello->error.code;
}

static int start_child(struct zr_keeper *keeper, const struct zr_keeper_wish *wish,
	struct zr_keeper_hello *ret_hello, struct zr_error *error)
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

static int join(struct zr_keeper *keeper, const struct zr_keeper_wish *wish,
	struct zr_keeper_hello *ret_hello, struct zr_error *error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(wish->socket) >= sizeof address.sun_path) {
		return zr_error_set(error, ZR_E_INVALID, "the path of --keeper is too long");
	}
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", wish->socket);
	keeper->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (keeper->fd < 0 ||
		connect(keeper->fd, (struct sockaddr *)&address, sizeof address) != 0) {
		char doing[sizeof address.sun_path + 64];
		int errno_value = errno;
		(void)snprintf(doing, sizeof doing, "reach the keeper of keys at %s", wish->socket);
		return zr_error_set_errno(error, errno_value, doing);
	}
	return hear_hello(keeper, ret_hello, error);
}

static int open_here(struct zr_keeper *keeper, const struct zr_keeper_wish *wish,
	struct zr_keeper_hello *ret_hello, struct zr_error *error)
{
	struct zr_error unseen = {0};
	struct zr_error *told = error != NULL ? error : &unseen;
	keeper->wicket = calloc(1, sizeof *keeper->wicket);
	int code = keeper->wicket != NULL
			   ? zr_wicket_open(keeper->wicket, wish->folder, wish->now_us, told)
			   : zr_error_set(told, ZR_E_NOMEM, "no memory for the keeper");
	if (code == 0) {
		*ret_hello = keeper->wicket->hello;
	}
	return code;
}

static int begin(struct zr_keeper *keeper, const struct zr_keeper_wish *wish,
	struct zr_keeper_hello *ret_hello, struct zr_error *error)
{
	int code = wish->socket != NULL ? join(keeper, wish, ret_hello, error)
		   : wish->is_apart     ? start_child(keeper, wish, ret_hello, error)
					: open_here(keeper, wish, ret_hello, error);
	if (code == 0) {
		assert(ret_hello->ca_bytes <= sizeof ret_hello->ca_der);
		code = zr_buffer_add(&keeper->ca_der, ret_hello->ca_der, ret_hello->ca_bytes);
	}
	return code;
}

int zr_keeper_start(const struct zr_keeper_wish *wish, struct zr_keeper **ret_keeper,
	struct zr_party_secret *ret_keys, struct zr_error *error)
{
	assert(wish != NULL && (wish->socket != NULL || wish->folder != NULL));
	assert(ret_keeper != NULL && ret_keys != NULL);
	struct zr_keeper *keeper = calloc(1, sizeof *keeper);
	if (keeper == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the keeper");
	}
	keeper->fd = -1;
	(void)pthread_mutex_init(&keeper->lock, NULL);
	struct zr_keeper_hello hello = {0};
	int code = begin(keeper, wish, &hello, error);
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

const struct zr_buffer *zr_keeper_authority(const struct zr_keeper *keeper)
{
	assert(keeper != NULL && keeper->ca_der.bytes > 0);
	return &keeper->ca_der;
}

int zr_keeper_check(struct zr_keeper *keeper, struct zr_error *error)
{
	assert(keeper != NULL);
	struct pollfd end = {
		.fd = keeper->fd}; /* its hanging up alone: what it says is for ask() */
	return keeper->fd >= 0 && poll(&end, 1, 0) > 0 && (end.revents & POLLHUP) != 0 ? lose(error)
										       : 0;
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
	if (keeper->wicket != NULL) {
		zr_wicket_close(keeper->wicket);
		free(keeper->wicket);
	}
	zr_buffer_finish(&keeper->ca_der);
	(void)pthread_mutex_destroy(&keeper->lock);
	free(keeper);
}

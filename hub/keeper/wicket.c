/*
 * One thread and poll(): whoever has asked is answered before the next one is heard. A peer that
 * does not take its answer is let go; it is the hub, which reads before it asks again.
 */
#include "hub/keeper/wicket.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "hub/keeper/pledge.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/crypto.h"

/* ---- questions ---- */

/* Under a name of its own: no peer of an agreement ever makes these bytes. */
static int derive(const struct zr_vault *vault, const uint8_t number[ZR_KEY_BYTES],
	uint8_t ret_secret[ZR_KEY_BYTES])
{
	static const char purpose[] = "zarya keeper derive";
	uint8_t message[sizeof purpose + ZR_KEY_BYTES];
	unsigned bytes = ZR_KEY_BYTES;
	memcpy(message, purpose, sizeof purpose);
	memcpy(message + sizeof purpose, number, ZR_KEY_BYTES);
	return HMAC(EVP_sha256(), vault->keys.agree, ZR_KEY_BYTES, message, sizeof message,
		       ret_secret, &bytes) != NULL
		       ? 0
		       : ZR_E_NOMEM;
}

static void answer_common(struct zr_vault *vault, const struct zr_keeper_question *question,
	struct zr_keeper_answer *answer)
{
	const struct zr_authority_wish wish = {.device_id = question->device_id,
		.tls_public = question->tls_public,
		.now_us = question->now_us};
	if (question->verb == ZR_KEEPER_AGREE) {
		answer->error.code =
			zr_crypto_hand_exchange(vault->hand, question->point, answer->shared);
	} else if (question->verb == ZR_KEEPER_DERIVE) {
		answer->error.code = derive(vault, question->point, answer->shared);
	} else if (question->verb == ZR_KEEPER_ISSUE && question->now_us > 0) {
		answer->error.code = zr_authority_issue(
			vault->authority, &wish, &answer->certificate, &answer->error);
	} else {
		(void)zr_error_set(&answer->error, ZR_E_INVALID, "no question for the keeper");
	}
}

static int vouch(struct zr_vault *vault, const struct zr_keeper_vouch_question *question,
	struct zr_keeper_vouch_answer *answer)
{
	const char *names[ZR_OPTIONS_TLS_NAME_COUNT_MAX];
	const struct zr_authority_server server = {.tls_public = question->tls_public,
		.names = names,
		.name_count = question->name_count,
		.now_us = question->now_us};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer der = {0};
	bool is_good =
		question->name_count <= ZR_OPTIONS_TLS_NAME_COUNT_MAX && question->now_us > 0;
	for (size_t i = 0; is_good && i < question->name_count; i++) {
		names[i] = question->names[i];
		is_good = memchr(names[i], '\0', ZR_KEEPER_NAME_BYTES) != NULL;
	}
	if (!is_good) {
		return zr_error_set(&answer->error, ZR_E_INVALID, "no question for the keeper");
	}
	int code = zr_authority_vouch(vault->authority, &server, &der, &answer->error);
	if (code == 0 && der.bytes > sizeof answer->der) {
		return zr_error_set(
			&answer->error, ZR_E_LIMIT, "a certificate for so many names is too large");
	}
	if (code == 0) {
		memcpy(answer->der, der.data, der.bytes);
		answer->bytes = (uint32_t)der.bytes;
	}
	return code;
}

size_t zr_wicket_answer(struct zr_wicket *wicket, const union zr_wicket_question *question,
	size_t bytes, union zr_wicket_answer *ret_answer)
{
	assert(wicket != NULL && question != NULL && ret_answer != NULL);
	memset(ret_answer, 0, sizeof *ret_answer);
	if (bytes == sizeof question->vouch && question->verb == ZR_KEEPER_VOUCH) {
		ret_answer->vouch.error.code =
			vouch(&wicket->vault, &question->vouch, &ret_answer->vouch);
		return sizeof ret_answer->vouch;
	}
	if (bytes == sizeof question->common) {
		answer_common(&wicket->vault, &question->common, &ret_answer->common);
	} else {
		(void)zr_error_set(&ret_answer->common.error, ZR_E_INVALID,
			"no question for the keeper: it is of another version than the hub");
	}
	return sizeof ret_answer->common;
}

/* ---- opening ---- */

static int make_hello(struct zr_wicket *wicket, struct zr_error *error)
{
	struct zr_keeper_hello *hello = &wicket->hello;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer der = {0};
	memcpy(hello->sign, wicket->vault.keys.sign, sizeof hello->sign);
	hello->public_half = wicket->vault.keys.public_half;
	int code = zr_authority_get_certificate(wicket->vault.authority, &der, error);
	if (code == 0 && der.bytes > sizeof hello->ca_der) {
		return zr_error_set(
			error, ZR_E_INVALID, "the authority's certificate is larger than ours are");
	}
	if (code == 0) {
		memcpy(hello->ca_der, der.data, der.bytes);
		hello->ca_bytes = (uint32_t)der.bytes;
	}
	return code;
}

/* For the time zone and chance. */
static int rehearse(struct zr_wicket *wicket, struct zr_error *error)
{
	static const uint8_t point[ZR_KEY_BYTES] = {9};
	static const uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {1};
	struct zr_keeper_question question = {.now_us = 1000000000000000};
	struct zr_keeper_answer answer = {0};
	struct zr_tls_key key;
	(void)setenv("TZ", "UTC0", 1);
	tzset();
	int code = zr_tls_key_init(&key, random, error);
	if (code != 0) {
		return code;
	}
	memcpy(question.point, point, sizeof question.point);
	memcpy(question.tls_public, key.public_half, sizeof question.tls_public);
	static const uint32_t verbs[] = {ZR_KEEPER_AGREE, ZR_KEEPER_ISSUE, ZR_KEEPER_DERIVE};
	for (size_t i = 0; code == 0 && i < sizeof verbs / sizeof verbs[0]; i++) {
		question.verb = verbs[i];
		answer_common(&wicket->vault, &question, &answer);
		code = answer.error.code;
	}
	if (code != 0 && error != NULL) {
		*error = answer.error;
	}
	zr_tls_key_finish(&key);
	explicit_bzero(&answer, sizeof answer);
	return code;
}

static int fail(struct zr_wicket *wicket, int code, const struct zr_error *error)
{
	zr_wicket_close(wicket);
	wicket->hello.error = *error;
	wicket->hello.error.code = code;
	return code;
}

int zr_wicket_open(
	struct zr_wicket *wicket, const char *folder, int64_t now_us, struct zr_error *error)
{
	assert(wicket != NULL && folder != NULL && now_us > 0 && error != NULL);
	memset(wicket, 0, sizeof *wicket);
	int code = zr_vault_open(folder, now_us, &wicket->vault, error);
	if (code == 0) {
		code = make_hello(wicket, error);
	}
	return code == 0 ? 0 : fail(wicket, code, error);
}

int zr_wicket_settle(struct zr_wicket *wicket, struct zr_error *error)
{
	assert(wicket != NULL && wicket->vault.authority != NULL && error != NULL);
	int code = rehearse(wicket, error);
	if (code == 0) {
		code = zr_pledge_keeper(error);
	}
	return code == 0 ? 0 : fail(wicket, code, error);
}

void zr_wicket_close(struct zr_wicket *wicket)
{
	assert(wicket != NULL);
	zr_vault_close(&wicket->vault);
	explicit_bzero(&wicket->hello, sizeof wicket->hello);
}

/* ---- serving ---- */

/* False: the peer is gone, or does not listen. */
static bool serve_one(struct zr_wicket *wicket, int fd)
{
	union zr_wicket_question question;
	union zr_wicket_answer answer;
	ssize_t bytes = recv(fd, &question, sizeof question, MSG_DONTWAIT);
	if (bytes < 0) {
		return errno == EINTR || errno == EAGAIN;
	}
	if (bytes == 0) {
		return false;
	}
	size_t answer_bytes = zr_wicket_answer(wicket, &question, (size_t)bytes, &answer);
	bool is_sent = send(fd, &answer, answer_bytes, MSG_NOSIGNAL | MSG_DONTWAIT) ==
		       (ssize_t)answer_bytes;
	explicit_bzero(&answer, sizeof answer);
	return is_sent;
}

static bool greet(const struct zr_wicket *wicket, int fd)
{
	return send(fd, &wicket->hello, sizeof wicket->hello, MSG_NOSIGNAL | MSG_DONTWAIT) ==
	       sizeof wicket->hello;
}

/* Whoever comes when all places are taken is let go. */
static void take_in(const struct zr_wicket *wicket, struct pollfd *places)
{
	int fd = accept4(places[0].fd, NULL, NULL, SOCK_CLOEXEC);
	for (size_t i = 1; fd >= 0 && i <= ZR_KEEPER_PEER_COUNT_MAX; i++) {
		if (places[i].fd < 0 && greet(wicket, fd)) {
			places[i].fd = fd;
			return;
		}
	}
	if (fd >= 0) {
		(void)close(fd);
	}
}

void zr_wicket_serve(struct zr_wicket *wicket, int listener, int fd)
{
	assert(wicket != NULL && (listener >= 0 || fd >= 0));
	struct pollfd places[1 + ZR_KEEPER_PEER_COUNT_MAX];
	for (size_t i = 0; i <= ZR_KEEPER_PEER_COUNT_MAX; i++) {
		places[i] = (struct pollfd){.fd = i == 0 ? listener : -1, .events = POLLIN};
	}
	if (fd >= 0 && greet(wicket, fd)) {
		places[1].fd = fd;
	}
	while (listener >= 0 || places[1].fd >= 0) {
		int count = poll(places, 1 + ZR_KEEPER_PEER_COUNT_MAX, -1);
		if (count < 0 && errno != EINTR) {
			return;
		}
		for (size_t i = 1; count > 0 && i <= ZR_KEEPER_PEER_COUNT_MAX; i++) {
			if (places[i].revents != 0 && !serve_one(wicket, places[i].fd)) {
				(void)close(places[i].fd);
				places[i].fd = -1;
			}
		}
		if (count > 0 && places[0].revents != 0) {
			take_in(wicket, places);
		}
	}
}

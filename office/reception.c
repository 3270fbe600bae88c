/* poll() over the listener, the signals and the connections; reading never waits, sending does. */
#include "office/reception.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/local/framing.h"

enum {
	READ_BYTES = 64 * 1024
};

struct client {
	int socket;             /* owned; -1: no client */
	struct zr_buffer heard; /* of a question that is not whole yet; owned */
};

struct reception {
	const struct zr_reception_options *options;
	const struct zr_teller *desk;
	struct client clients[ZR_OFFICE_CLIENT_COUNT_MAX];
};

static void drop(struct client *client)
{
	if (client->socket >= 0) {
		(void)close(client->socket);
	}
	client->socket = -1;
	zr_buffer_wipe(&client->heard);
}

static int set_address(const char *path, struct sockaddr_un *ret_address, struct zr_error *error)
{
	*ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof ret_address->sun_path) {
		return zr_error_set(error, ZR_E_INVALID,
			"the path of the socket is longer than %zu bytes",
			sizeof ret_address->sun_path - 1);
	}
	memcpy(ret_address->sun_path, path, strlen(path));
	return 0;
}

int zr_reception_open(const char *path, struct zr_error *error)
{
	assert(path != NULL);
	struct sockaddr_un address;
	int code = set_address(path, &address, error);
	if (code != 0) {
		return code;
	}
	ZR_CLEANUP_CLOSE int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(probe, (const struct sockaddr *)&address, sizeof address) == 0) {
		return zr_error_set(error, ZR_E_EXISTS, "an office listens on %s already", path);
	}
	if (errno == ECONNREFUSED) {
		(void)unlink(path); /* of one that ended without saying so */
	}
	ZR_CLEANUP_CLOSE int listener =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (bind(listener, (const struct sockaddr *)&address, sizeof address) < 0 ||
		chmod(path, 0660) < 0 || listen(listener, ZR_OFFICE_CLIENT_COUNT_MAX) < 0) {
		return zr_error_set_errno(error, errno, "make the office's socket");
	}
	return ZR_TAKE_FD(listener);
}

/* ---- clients ---- */

static bool is_allowed(const struct zr_reception_options *options, int socket)
{
	struct ucred peer;
	socklen_t bytes = sizeof peer;
	if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &bytes) < 0) {
		return false;
	}
	for (size_t i = 0; i < options->user_count; i++) {
		if (options->users[i] == peer.uid) {
			return true;
		}
	}
	ZR_LOG(OFFICE_STRANGER, .user = peer.uid);
	return false;
}

static void take_in(struct reception *reception, int listener)
{
	const struct timeval patience = {.tv_sec = ZR_OFFICE_PATIENCE_S};
	int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (socket < 0) {
		return;
	}
	(void)setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	for (size_t i = 0; i < ZR_OFFICE_CLIENT_COUNT_MAX && is_allowed(reception->options, socket);
		i++) {
		if (reception->clients[i].socket < 0) {
			reception->clients[i].socket = socket;
			return;
		}
	}
	(void)close(socket);
}

static bool send_all(int socket, const struct zr_buffer *frame)
{
	for (size_t sent = 0; sent < frame->bytes;) {
		ssize_t count = send(socket, frame->data + sent, frame->bytes - sent, MSG_NOSIGNAL);
		if (count <= 0) {
			return false;
		}
		sent += (size_t)count;
	}
	return true;
}

static int64_t wall_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* The question at the front of what was heard; false when the client is to go. */
static bool answer(struct reception *reception, struct client *client, size_t frame_bytes)
{
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer frame = {0};
	int code = zr_teller_answer(reception->desk, client->heard.data + ZR_FRAMING_LENGTH_BYTES,
		frame_bytes - ZR_FRAMING_LENGTH_BYTES, wall_us(), &frame);
	if (code != 0) {
		ZR_LOG(OFFICE_QUESTION_USELESS, .error = code);
		return false;
	}
	assert(frame_bytes <= client->heard.bytes);
	client->heard.bytes -= frame_bytes;
	memmove(client->heard.data, client->heard.data + frame_bytes, client->heard.bytes);
	return send_all(client->socket, &frame);
}

static void listen_to(struct reception *reception, struct client *client)
{
	ssize_t count = -1;
	if (zr_buffer_reserve(&client->heard, READ_BYTES) == 0) {
		count = recv(client->socket, client->heard.data + client->heard.bytes, READ_BYTES,
			MSG_DONTWAIT);
	}
	if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	bool stays = count > 0;
	client->heard.bytes += count > 0 ? (size_t)count : 0;
	int64_t bytes = stays ? zr_framing_bytes(client->heard.data, client->heard.bytes) : 0;
	while (stays && bytes > 0) {
		stays = answer(reception, client, (size_t)bytes);
		bytes = stays ? zr_framing_bytes(client->heard.data, client->heard.bytes) : 0;
	}
	if (!stays || bytes < 0) {
		drop(client);
	}
}

/* ---- the loop ---- */

enum {
	AT_SIGNALS,
	AT_LISTENER,
	AT_CLIENTS,
};

static bool has_lost_its_token(const struct zr_teller *desk)
{
	return desk->token != NULL && zr_pkcs11_is_gone(desk->token);
}

/* One round; true while it goes on. */
static bool turn(struct reception *reception, int signals, int listener)
{
	assert(signals >= 0 && listener >= 0);
	struct pollfd places[AT_CLIENTS + ZR_OFFICE_CLIENT_COUNT_MAX];
	places[AT_SIGNALS] = (struct pollfd){.fd = signals, .events = POLLIN};
	places[AT_LISTENER] = (struct pollfd){.fd = listener, .events = POLLIN};
	for (size_t i = 0; i < ZR_OFFICE_CLIENT_COUNT_MAX; i++) {
		places[AT_CLIENTS + i] =
			(struct pollfd){.fd = reception->clients[i].socket, .events = POLLIN};
	}
	int count = poll(places, AT_CLIENTS + ZR_OFFICE_CLIENT_COUNT_MAX, -1);
	if (count < 0) {
		return errno == EINTR;
	}
	for (size_t i = 0; i < ZR_OFFICE_CLIENT_COUNT_MAX; i++) {
		if (places[AT_CLIENTS + i].revents != 0) {
			listen_to(reception, &reception->clients[i]);
		}
	}
	if (places[AT_LISTENER].revents != 0) {
		take_in(reception, listener);
	}
	return places[AT_SIGNALS].revents == 0 && !has_lost_its_token(reception->desk);
}

int zr_reception_run(int listener, const struct zr_reception_options *options,
	const struct zr_teller *desk, const sigset_t *signals, struct zr_error *error)
{
	assert(listener >= 0 && options != NULL && options->user_count > 0 && desk != NULL);
	struct reception *reception = calloc(1, sizeof *reception);
	ZR_CLEANUP_CLOSE int signal_file = signalfd(-1, signals, SFD_CLOEXEC);
	if (reception == NULL || signal_file < 0) {
		free(reception);
		return zr_error_set_errno(error, errno, "prepare the office's socket");
	}
	reception->options = options;
	reception->desk = desk;
	for (size_t i = 0; i < ZR_OFFICE_CLIENT_COUNT_MAX; i++) {
		reception->clients[i].socket = -1;
	}
	while (turn(reception, signal_file, listener)) {
	}
	for (size_t i = 0; i < ZR_OFFICE_CLIENT_COUNT_MAX; i++) {
		drop(&reception->clients[i]);
	}
	free(reception);
	(void)unlink(options->path);
	return has_lost_its_token(desk) ? zr_error_set(error, ZR_E_LOCKED,
						  "the token with the office's key is gone or does "
						  "not answer any more")
					: 0;
}

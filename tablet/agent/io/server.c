/*
 * Clients. A client's next frame is looked at only when its last answer has left, which keeps
 * answers in order and bounds what one client can make the agent hold: one frame and one answer.
 */
#include "tablet/agent/io/server.h"

#include <assert.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/local/local.h"
#include "lib/local/message.h"
#include "tablet/agent/core/state.h"
#include "tablet/agent/core/enroller.h"
#include "tablet/agent/io/service.h"

enum {
	READ_BYTES = 64 * 1024,
	BACKLOG = ZR_LOCAL_CLIENT_COUNT_MAX,
};

struct client {
	struct zr_server *server; /* borrowed */
	int fd;
	sd_event_source *io;
	sd_event_source *deadline; /* runs while half a frame or half an answer is there */
	struct zr_buffer in;
	struct zr_buffer out;
	size_t out_sent_bytes;
	bool is_waiting; /* for the hub's word on its enrolment code */
	bool is_ending;  /* close when the answer has left */
};

struct zr_server {
	struct zr_state *state;       /* borrowed */
	struct zr_enroller *enroller; /* borrowed */
	int fd;
	sd_event_source *io;
	struct client *clients[ZR_LOCAL_CLIENT_COUNT_MAX]; /* owned; NULL: free */
	char path[108];
};

static void client_free(struct client *client)
{
	if (client == NULL) {
		return;
	}
	zr_enroller_forget(client->server->enroller, client);
	for (size_t i = 0; i < ZR_LOCAL_CLIENT_COUNT_MAX; i++) {
		if (client->server->clients[i] == client) {
			client->server->clients[i] = NULL;
		}
	}
	(void)sd_event_source_disable_unref(client->io);
	(void)sd_event_source_disable_unref(client->deadline);
	if (client->fd >= 0) {
		(void)close(client->fd);
	}
	zr_buffer_wipe(&client->in);
	zr_buffer_wipe(&client->out);
	free(client);
}

/* ---- answers ---- */

static bool is_answering(const struct client *client)
{
	return client->out.bytes > 0;
}

/* False when the client is no more. */
static bool send_some(struct client *client)
{
	assert(client->out_sent_bytes <= client->out.bytes);
	while (is_answering(client)) {
		ssize_t sent = send(client->fd, client->out.data + client->out_sent_bytes,
			client->out.bytes - client->out_sent_bytes, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR) {
			continue;
		}
		if (sent < 0 && errno == EAGAIN) {
			return true;
		}
		if (sent < 0) {
			client_free(client);
			return false;
		}
		client->out_sent_bytes += (size_t)sent;
		if (client->out_sent_bytes == client->out.bytes) {
			zr_buffer_wipe(&client->out);
			client->out_sent_bytes = 0;
		}
	}
	if (client->is_ending) {
		client_free(client);
		return false;
	}
	return true;
}

/* False when the client is no more. */
static bool answer(struct client *client, const struct zr_message_answer *message)
{
	struct zr_error error;
	assert(!is_answering(client));
	if (zr_message_encode_answer(message, &client->out, &error) < 0) {
		const struct zr_message_answer sorry = {.op = message->op,
			.code = ZR_E_LIMIT,
			.message = "the answer is too large"};
		if (zr_message_encode_answer(&sorry, &client->out, &error) < 0) {
			client_free(client);
			return false;
		}
	}
	return send_some(client);
}

static bool answer_error(struct client *client, enum zr_message_op op, const struct zr_error *error)
{
	struct zr_message_answer message = {.op = op, .code = error->code};
	(void)snprintf(message.message, sizeof message.message, "%s", error->message);
	return answer(client, &message);
}

/* ---- requests ---- */

static void go_on(struct client *client);

static void take_enrolment(void *user, const struct zr_error *result)
{
	assert(result != NULL);
	struct client *client = user;
	assert(client->is_waiting);
	client->is_waiting = false;
	if (answer_error(client, ZR_MESSAGE_ENROL, result)) {
		go_on(client);
	}
}

static bool handle_request(struct client *client, const struct zr_message_request *request)
{
	struct zr_state *state = client->server->state;
	if (request->op == ZR_MESSAGE_ENROL) {
		struct zr_error error;
		int code = zr_enroller_start(
			client->server->enroller, request->code, take_enrolment, client, &error);
		client->is_waiting = code == 0;
		return code == 0 || answer_error(client, request->op, &error);
	}
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer message = {0};
	zr_service_answer(state, request, &message);
	return answer(client, &message);
}

/* Takes the frame of bytes bytes at the front. False when the client is no more. */
static bool handle_frame(struct client *client, size_t bytes)
{
	assert(bytes >= ZR_FRAMING_LENGTH_BYTES && bytes <= client->in.bytes);
	struct zr_error error;
	ZR_CLEANUP(zr_message_request_finish) struct zr_message_request request = {0};
	int code = zr_message_decode_request(client->in.data + ZR_FRAMING_LENGTH_BYTES,
		bytes - ZR_FRAMING_LENGTH_BYTES, &request, &error);
	memmove(client->in.data, client->in.data + bytes, client->in.bytes - bytes);
	client->in.bytes -= bytes;
	if (client->in.bytes == 0) {
		zr_buffer_wipe(&client->in);
	}
	if (code != 0) {
		ZR_LOG(REQUEST_USELESS, .error = code);
		return answer_error(client, ZR_MESSAGE_STATUS, &error);
	}
	return handle_request(client, &request);
}

static void watch(struct client *client)
{
	bool is_reading = !is_answering(client) && !client->is_waiting && !client->is_ending;
	uint32_t events = (is_reading ? EPOLLIN : 0) | (is_answering(client) ? EPOLLOUT : 0);
	(void)sd_event_source_set_io_events(client->io, events);
	bool is_half = is_answering(client) || (client->in.bytes > 0 && !client->is_waiting);
	int enabled = SD_EVENT_OFF;
	(void)sd_event_source_get_enabled(client->deadline, &enabled);
	if (!is_half) {
		(void)sd_event_source_set_enabled(client->deadline, SD_EVENT_OFF);
	} else if (enabled == SD_EVENT_OFF) {
		uint64_t now_us = (uint64_t)zr_state_now_us(client->server->state);
		(void)sd_event_source_set_time(
			client->deadline, now_us + (uint64_t)ZR_LOCAL_TIMEOUT_MS * 1000);
		(void)sd_event_source_set_enabled(client->deadline, SD_EVENT_ONESHOT);
	}
}

/* Handles the whole frames that are there, as far as answers leave. */
static void go_on(struct client *client)
{
	while (!is_answering(client) && !client->is_waiting && !client->is_ending) {
		int64_t bytes = zr_framing_bytes(client->in.data, client->in.bytes);
		if (bytes == 0) {
			break;
		}
		/* A new frame, a new deadline. */
		(void)sd_event_source_set_enabled(client->deadline, SD_EVENT_OFF);
		if (bytes < 0) {
			struct zr_error error;
			(void)zr_error_set(&error, (int)bytes, "a message must have 1 to %zu bytes",
				ZR_LOCAL_MESSAGE_BYTES_MAX);
			client->is_ending = true;
			if (!answer_error(client, ZR_MESSAGE_STATUS, &error)) {
				return;
			}
		} else if (!handle_frame(client, (size_t)bytes)) {
			return;
		}
	}
	watch(client);
}

static int handle_client(sd_event_source *source, int fd, uint32_t events, void *user)
{
	struct client *client = user;
	struct zr_state *state = client->server->state;
	if (is_answering(client)) {
		if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
			client_free(client);
			return 0;
		}
		if (!send_some(client)) {
			return 0;
		}
	} else if (client->is_waiting || zr_buffer_reserve(&client->in, READ_BYTES) < 0) {
		client_free(client); /* hung up while waiting, or no memory for it */
		return 0;
	} else {
		ssize_t got = recv(fd, client->in.data + client->in.bytes, READ_BYTES, 0);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
			client_free(client);
			return 0;
		}
		client->in.bytes += got > 0 ? (size_t)got : 0;
	}
	go_on(client);
	zr_state_plan(state);
	return 0;
}

static int handle_deadline(sd_event_source *source, uint64_t time_us, void *user)
{
	ZR_LOG(CLIENT_DROPPED);
	client_free(user);
	return 0;
}

/* ---- connections ---- */

static void accept_client(struct zr_server *server, int fd)
{
	size_t slot = 0;
	while (slot < ZR_LOCAL_CLIENT_COUNT_MAX && server->clients[slot] != NULL) {
		slot++;
	}
	struct client *client = calloc(1, sizeof *client);
	if (slot == ZR_LOCAL_CLIENT_COUNT_MAX || client == NULL) {
		ZR_LOG(CLIENT_TURNED_AWAY);
		(void)close(fd);
		free(client);
		return;
	}
	client->server = server;
	client->fd = fd;
	server->clients[slot] = client;
	sd_event *event = server->state->event;
	if (sd_event_add_io(event, &client->io, fd, EPOLLIN, handle_client, client) < 0 ||
		sd_event_add_time(event, &client->deadline, CLOCK_MONOTONIC, 0, 0, handle_deadline,
			client) < 0) {
		client_free(client);
		return;
	}
	(void)sd_event_source_set_enabled(client->deadline, SD_EVENT_OFF);
}

static int handle_connection(sd_event_source *source, int fd, uint32_t events, void *user)
{
	int client_fd = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (client_fd >= 0) {
		accept_client(user, client_fd);
	}
	return 0;
}

static int listen_at(struct zr_server *server, const char *path, struct zr_error *error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	static_assert(sizeof address.sun_path == sizeof server->path, "one size of path");
	if (strlen(path) >= sizeof address.sun_path) {
		return zr_error_set(error, ZR_E_LIMIT, "the socket's path is too long");
	}
	memcpy(address.sun_path, path, strlen(path));
	server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* What is there is left from before: the store's lock says that no other agent runs. */
	(void)unlink(path);
	if (server->fd < 0 || bind(server->fd, (struct sockaddr *)&address, sizeof address) < 0) {
		return zr_error_set_errno(error, errno, "listen on the agent's socket");
	}
	memcpy(server->path, address.sun_path, sizeof server->path);
	char folder[sizeof server->path];
	struct stat facts;
	memcpy(folder, server->path, sizeof folder);
	if (stat(dirname(folder), &facts) == 0 && chown(path, (uid_t)-1, facts.st_gid) < 0) {
		ZR_LOG(SOCKET_GROUP_KEPT, .errno_value = errno);
	}
	if (chmod(path, 0660) < 0 || listen(server->fd, BACKLOG) < 0) {
		return zr_error_set_errno(error, errno, "listen on the agent's socket");
	}
	return 0;
}

int zr_server_new(struct zr_state *state, struct zr_enroller *enroller,
	struct zr_server **ret_server, struct zr_error *error)
{
	assert(state != NULL && enroller != NULL && ret_server != NULL);
	struct zr_server *server = calloc(1, sizeof *server);
	if (server == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for the socket");
	}
	server->state = state;
	server->enroller = enroller;
	server->fd = -1;
	int code = listen_at(server, state->options->socket, error);
	if (code == 0) {
		int added = sd_event_add_io(
			state->event, &server->io, server->fd, EPOLLIN, handle_connection, server);
		code = added < 0 ? zr_error_set_errno(error, -added, "watch the socket") : 0;
	}
	if (code != 0) {
		zr_server_free(server);
		return code;
	}
	*ret_server = server;
	return 0;
}

void zr_server_free(struct zr_server *server)
{
	if (server == NULL) {
		return;
	}
	for (size_t i = 0; i < ZR_LOCAL_CLIENT_COUNT_MAX; i++) {
		client_free(server->clients[i]);
	}
	(void)sd_event_source_disable_unref(server->io);
	if (server->fd >= 0) {
		(void)close(server->fd);
		(void)unlink(server->path);
	}
	free(server);
}

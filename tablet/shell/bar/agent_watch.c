/*
 * The agent's socket on the shell's loop. lib/local's client blocks, which a compositor must never
 * do: so its messages are written and read here, and any failure only ends the connection, which
 * the next round makes anew.
 */
#include "tablet/shell/bar/agent_watch.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/local/local.h"
#include "lib/local/message.h"

#define ASK_MS           2000
#define ANSWER_BYTES_MAX 65536 /* a status is some 400 bytes */

static void drop(struct zr_agent_watch *agent)
{
	if (agent->readable) {
		wl_event_source_remove(agent->readable);
		agent->readable = NULL;
	}
	if (agent->fd >= 0) {
		close(agent->fd);
		agent->fd = -1;
	}
	zr_buffer_clear(&agent->answer);
}

static void take(struct zr_agent_watch *agent, const struct zr_local_status *status)
{
	assert(status != NULL);
	struct zr_status_agent known = {
		.is_known = true,
		.is_enrolled = status->is_enrolled,
		.is_storage_full = status->is_storage_full,
		.unsent_count = status->unsent_count,
		.last_contact_us = status->last_contact_us,
		.next_attempt_us = status->next_attempt_us,
		.last_error = status->last_error,
	};
	(void)snprintf(known.zone, sizeof known.zone, "%s", status->zone);
	(void)snprintf(known.name, sizeof known.name, "%s", status->device_name);
	(void)snprintf(known.language, sizeof known.language, "%s", status->language);
	zr_bar_set_agent(agent->bar, &known);
	zr_keyboard_set_language(
		agent->keyboard, zr_words_language(known.language, agent->core->options->language));
}

/* One whole answer at the start of the buffer: its bytes, 0 when it is not whole yet, or an error
 * that ends the connection. */
static int64_t read_answer(struct zr_agent_watch *agent)
{
	struct zr_message_answer answer = {0};
	int64_t bytes = zr_framing_bytes(agent->answer.data, agent->answer.bytes);
	if (bytes == 0) {
		return agent->answer.bytes < ANSWER_BYTES_MAX ? 0 : ZR_E_LIMIT;
	}
	if (bytes < 0) {
		return bytes;
	}
	int code = zr_message_decode_answer(agent->answer.data + ZR_FRAMING_LENGTH_BYTES,
		(size_t)bytes - ZR_FRAMING_LENGTH_BYTES, &answer, NULL);
	if (code == 0 && answer.op == ZR_MESSAGE_STATUS && answer.code == 0) {
		take(agent, &answer.status);
	}
	zr_message_answer_finish(&answer);
	return code != 0 ? code : bytes;
}

static bool read_answers(struct zr_agent_watch *agent)
{
	int64_t bytes = 0;
	while (agent->answer.bytes > 0 && (bytes = read_answer(agent)) > 0) {
		agent->answer.bytes -= (size_t)bytes;
		memmove(agent->answer.data, agent->answer.data + bytes, agent->answer.bytes);
	}
	return bytes >= 0;
}

static int handle_readable(int fd, uint32_t mask, void *data)
{
	struct zr_agent_watch *agent = data;
	char chunk[4096];
	ssize_t bytes = recv(fd, chunk, sizeof chunk, MSG_DONTWAIT);
	if (bytes <= 0 || zr_buffer_add(&agent->answer, chunk, (size_t)bytes) != 0 ||
		!read_answers(agent)) {
		drop(agent);
	}
	return 0;
}

static bool join(struct zr_agent_watch *agent)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *path = agent->core->options->agent_socket;
	(void)snprintf(
		address.sun_path, sizeof address.sun_path, "%s", path ? path : ZR_LOCAL_SOCKET);
	agent->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (agent->fd < 0 ||
		connect(agent->fd, (const struct sockaddr *)&address, sizeof address) < 0) {
		drop(agent);
		return false;
	}
	agent->readable = wl_event_loop_add_fd(
		agent->core->loop, agent->fd, WL_EVENT_READABLE, handle_readable, agent);
	return agent->readable != NULL;
}

static void ask(struct zr_agent_watch *agent, enum zr_message_op op)
{
	const struct zr_message_request request = {.op = op};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	if (agent->fd < 0 && !join(agent)) {
		return;
	}
	if (zr_message_encode_request(&request, &frame, NULL) != 0 ||
		send(agent->fd, frame.data, frame.bytes, MSG_DONTWAIT | MSG_NOSIGNAL) !=
			(ssize_t)frame.bytes) {
		drop(agent);
	}
}

static int handle_timer(void *data)
{
	struct zr_agent_watch *agent = data;
	wl_event_source_timer_update(agent->timer, ASK_MS);
	ask(agent, ZR_MESSAGE_STATUS);
	return 0;
}

static void handle_asked(struct wl_listener *listener, void *data)
{
	struct zr_agent_watch *agent = wl_container_of(listener, agent, asked);
	ask(agent, ZR_MESSAGE_SYNC_NOW);
}

void zr_agent_watch_init(struct zr_agent_watch *agent, struct zr_core *core, struct zr_bar *bar,
	struct zr_keyboard *keyboard)
{
	assert(agent && core && core->loop && bar && keyboard);
	*agent = (struct zr_agent_watch){.core = core, .bar = bar, .keyboard = keyboard, .fd = -1};
	agent->asked.notify = handle_asked;
	wl_signal_add(&bar->events.asked, &agent->asked);
	agent->timer = wl_event_loop_add_timer(core->loop, handle_timer, agent);
	if (agent->timer) {
		wl_event_source_timer_update(agent->timer, 1);
	}
}

void zr_agent_watch_finish(struct zr_agent_watch *agent)
{
	assert(agent);
	if (!agent->core) {
		return;
	}
	wl_list_remove(&agent->asked.link);
	drop(agent);
	if (agent->timer) {
		wl_event_source_remove(agent->timer);
	}
	zr_buffer_finish(&agent->answer);
	agent->core = NULL;
}

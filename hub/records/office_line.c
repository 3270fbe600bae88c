/* Frames of lib/local over a Unix socket. Opened answers are in this buffer until they are wiped.
 */
#include "hub/records/office_line.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "hub/core/context.h"
#include "lib/base/cleanup.h"
#include "lib/local/framing.h"

enum {
	READ_BYTES = 64 * 1024
};

struct zr_office_line {
	int socket; /* -1: not connected */
	struct zr_buffer heard;
};

static void hang_up(struct zr_office_line *line)
{
	if (line->socket >= 0) {
		(void)close(line->socket);
	}
	line->socket = -1;
}

void zr_office_line_forget(struct zr_office_line *line)
{
	if (line != NULL) {
		zr_buffer_wipe(&line->heard);
	}
}

void zr_office_line_free(struct zr_office_line *line)
{
	if (line != NULL) {
		hang_up(line);
		zr_office_line_forget(line);
		free(line);
	}
}

static int say_locked(struct zr_error *error, const char *why)
{
	return zr_error_set(error, ZR_E_LOCKED,
		"the answers are locked: %s. Unlock them by starting zarya-office with its "
		"passphrase (docs/operations.md)",
		why);
}

static bool connect_to(struct zr_office_line *line, const char *path)
{
	const struct timeval patience = {.tv_sec = ZR_OFFICE_PATIENCE_S};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path) {
		return false;
	}
	memcpy(address.sun_path, path, strlen(path));
	line->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (line->socket < 0 ||
		connect(line->socket, (const struct sockaddr *)&address, sizeof address) < 0) {
		hang_up(line);
		return false;
	}
	(void)setsockopt(line->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	(void)setsockopt(line->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	return true;
}

static bool send_all(const struct zr_office_line *line, const struct zr_buffer *frame)
{
	for (size_t sent = 0; sent < frame->bytes;) {
		ssize_t count =
			send(line->socket, frame->data + sent, frame->bytes - sent, MSG_NOSIGNAL);
		if (count <= 0) {
			return false;
		}
		sent += (size_t)count;
	}
	return true;
}

static bool hear_all(struct zr_office_line *line)
{
	int64_t bytes = 0;
	while ((bytes = zr_framing_bytes(line->heard.data, line->heard.bytes)) == 0) {
		if (zr_buffer_reserve(&line->heard, READ_BYTES) != 0) {
			return false;
		}
		ssize_t count =
			recv(line->socket, line->heard.data + line->heard.bytes, READ_BYTES, 0);
		if (count <= 0) {
			return false;
		}
		line->heard.bytes += (size_t)count;
	}
	return bytes == (int64_t)line->heard.bytes;
}

static bool exchange(struct zr_office_line *line, const char *path, const struct zr_buffer *frame)
{
	zr_office_line_forget(line);
	assert(line->heard.bytes == 0 && frame->bytes > 0);
	bool is_new = line->socket < 0;
	if (is_new && !connect_to(line, path)) {
		return false;
	}
	if (send_all(line, frame) && hear_all(line)) {
		return true;
	}
	hang_up(line);
	return !is_new && exchange(line, path, frame); /* the office was started anew meanwhile */
}

int zr_office_line_ask(struct zr_context *context, const struct zr_office_question *question,
	struct zr_office_answer *ret_answer, struct zr_error *error)
{
	assert(context != NULL && question != NULL && ret_answer != NULL);
	const char *path = context->shared->options.office;
	if (path == NULL) {
		return say_locked(error, "this hub was started without --office");
	}
	if (context->office_line == NULL) {
		context->office_line = calloc(1, sizeof *context->office_line);
		if (context->office_line == NULL) {
			return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
		}
		context->office_line->socket = -1;
	}
	struct zr_office_line *line = context->office_line;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	int code = zr_office_message_ask(question, &frame, error);
	if (code != 0) {
		return code;
	}
	if (!exchange(line, path, &frame)) {
		return say_locked(error, "the office does not answer");
	}
	code = zr_office_message_read_answer(line->heard.data + ZR_FRAMING_LENGTH_BYTES,
		line->heard.bytes - ZR_FRAMING_LENGTH_BYTES, ret_answer, error);
	if (code == 0 && ret_answer->refusal.code != 0) {
		return say_locked(error, ret_answer->refusal.message);
	}
	if (code == 0 && ret_answer->item_count != question->item_count) {
		return say_locked(error, "the office answered something else than it was asked");
	}
	return code;
}

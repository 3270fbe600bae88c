/*
 * The blocking client: one frame out, one frame in, each read and write bounded by
 * ZR_LOCAL_TIMEOUT_MS of waiting. After a failure in the middle of a frame the connection is of no
 * use any more; the caller closes it and connects again.
 */
#include "lib/local/local.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/local/message.h"

enum {
	READ_BYTES = 64 * 1024
};

int zr_local_connect(const char *path, int *ret_fd, struct zr_error *error)
{
	assert(ret_fd != NULL);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const char *socket_path = path != NULL ? path : ZR_LOCAL_SOCKET;
	if (strlen(socket_path) >= sizeof address.sun_path) {
		return zr_error_set(error, ZR_E_LIMIT, "the socket's path is too long");
	}
	memcpy(address.sun_path, socket_path, strlen(socket_path));
	ZR_CLEANUP_CLOSE int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "make a socket");
	}
	if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		if (errno == EAGAIN) {
			return zr_error_set(
				error, ZR_E_BUSY, "the agent is busy; try again in a moment");
		}
		return zr_error_set_errno(error, errno, "reach the agent");
	}
	*ret_fd = ZR_TAKE_FD(fd);
	return 0;
}

static int wait_for(int fd, short events, struct zr_error *error)
{
	struct pollfd poll_fd = {.fd = fd, .events = events};
	int count = 0;
	do {
		count = poll(&poll_fd, 1, ZR_LOCAL_TIMEOUT_MS);
	} while (count < 0 && errno == EINTR);
	if (count < 0) {
		return zr_error_set_errno(error, errno, "wait for the agent");
	}
	if (count == 0) {
		return zr_error_set(error, ZR_E_BUSY, "the agent does not answer; try again");
	}
	return 0;
}

static int send_all(int fd, const char *data, size_t bytes, struct zr_error *error)
{
	while (bytes > 0) {
		ssize_t sent = send(fd, data, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent > 0) {
			data += sent;
			bytes -= (size_t)sent;
		} else if (sent < 0 && errno == EAGAIN) {
			int code = wait_for(fd, POLLOUT, error);
			if (code != 0) {
				return code;
			}
		} else if (sent < 0 && errno != EINTR) {
			return zr_error_set_errno(error, errno, "ask the agent");
		}
	}
	return 0;
}

/* Reads until answer holds one whole frame. */
static int receive_frame(int fd, struct zr_buffer *answer, struct zr_error *error)
{
	for (;;) {
		int64_t frame_bytes = zr_framing_bytes(answer->data, answer->bytes);
		if (frame_bytes < 0) {
			return zr_error_set(
				error, ZR_E_SYNTAX, "the agent's answer is not of this protocol");
		}
		if (frame_bytes > 0) {
			return 0;
		}
		int code = zr_buffer_reserve(answer, READ_BYTES);
		if (code != 0) {
			return zr_error_set(error, code, "no memory for the agent's answer");
		}
		code = wait_for(fd, POLLIN, error);
		if (code != 0) {
			return code;
		}
		ssize_t got = recv(fd, answer->data + answer->bytes, READ_BYTES, MSG_DONTWAIT);
		if (got == 0) {
			return zr_error_set(
				error, ZR_E_IO, "the agent closed the connection; connect again");
		}
		if (got < 0 && errno != EAGAIN && errno != EINTR) {
			return zr_error_set_errno(error, errno, "hear the agent");
		}
		answer->bytes += got > 0 ? (size_t)got : 0;
	}
}

/* One request, one answer. An error of the agent is returned as ours. */
static int ask(int fd, const struct zr_message_request *request,
	struct zr_message_answer *ret_answer, struct zr_error *error)
{
	assert(fd >= 0);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer frame = {0};
	int code = zr_message_encode_request(request, &frame, error);
	if (code == 0) {
		code = send_all(fd, frame.data, frame.bytes, error);
	}
	if (code != 0) {
		return code;
	}
	zr_buffer_clear(&frame);
	code = receive_frame(fd, &frame, error);
	if (code != 0) {
		return code;
	}
	size_t bytes = (size_t)zr_framing_bytes(frame.data, frame.bytes);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	code = zr_message_decode_answer(frame.data + ZR_FRAMING_LENGTH_BYTES,
		bytes - ZR_FRAMING_LENGTH_BYTES, &answer, error);
	if (code != 0) {
		return code;
	}
	if (answer.code < 0) {
		return zr_error_set(error, answer.code, "%s", answer.message);
	}
	if (answer.op != request->op || bytes != frame.bytes) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "the agent answered something else; connect again");
	}
	*ret_answer = answer;
	answer = (struct zr_message_answer){0};
	return 0;
}

int zr_local_get_status(int fd, struct zr_local_status *ret_status, struct zr_error *error)
{
	assert(ret_status != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	int code = ask(fd, &(struct zr_message_request){.op = ZR_MESSAGE_STATUS}, &answer, error);
	if (code == 0) {
		*ret_status = answer.status;
	}
	return code;
}

int zr_local_enrol(int fd, const char *code, struct zr_error *error)
{
	assert(code != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	/* The request only borrows the code; it is not finished. */
	struct zr_message_request request = {.op = ZR_MESSAGE_ENROL, .code = (char *)code};
	return ask(fd, &request, &answer, error);
}

int zr_local_submit(
	int fd, const struct zr_record *record, uint64_t *ret_sequence, struct zr_error *error)
{
	assert(record != NULL && ret_sequence != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	struct zr_message_request request = {.op = ZR_MESSAGE_SUBMIT, .record = *record};
	int code = ask(fd, &request, &answer, error);
	if (code == 0) {
		*ret_sequence = answer.sequence;
	}
	return code;
}

int zr_local_get_households(
	int fd, struct zr_local_households *ret_households, struct zr_error *error)
{
	assert(ret_households != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	int code =
		ask(fd, &(struct zr_message_request){.op = ZR_MESSAGE_HOUSEHOLDS}, &answer, error);
	if (code == 0) {
		*ret_households = answer.households;
		answer.households = (struct zr_local_households){0};
	}
	return code;
}

int zr_local_find_invitation(int fd, const char *lookup, struct zr_local_invitation *ret_invitation,
	struct zr_error *error)
{
	assert(lookup != NULL && ret_invitation != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	const struct zr_message_request request = {
		.op = ZR_MESSAGE_INVITATION, .code = (char *)(uintptr_t)lookup};
	int code = ask(fd, &request, &answer, error);
	if (code == 0) {
		*ret_invitation = answer.invitation;
		answer.invitation = (struct zr_local_invitation){0};
	}
	return code;
}

int zr_local_get_forms(int fd, struct zr_local_forms *ret_forms, struct zr_error *error)
{
	assert(ret_forms != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	int code = ask(fd, &(struct zr_message_request){.op = ZR_MESSAGE_FORMS}, &answer, error);
	if (code == 0) {
		*ret_forms = answer.forms;
		answer.forms = (struct zr_local_forms){0};
	}
	return code;
}

int zr_local_get_records(int fd, struct zr_local_records *ret_records, struct zr_error *error)
{
	assert(ret_records != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	int code = ask(fd, &(struct zr_message_request){.op = ZR_MESSAGE_RECORDS}, &answer, error);
	if (code == 0) {
		*ret_records = answer.records;
		answer.records = (struct zr_local_records){0};
	}
	return code;
}

int zr_local_get_returns(int fd, struct zr_local_returns *ret_returns, struct zr_error *error)
{
	assert(ret_returns != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	int code = ask(fd, &(struct zr_message_request){.op = ZR_MESSAGE_RETURNS}, &answer, error);
	if (code == 0) {
		*ret_returns = answer.returns;
		answer.returns = (struct zr_local_returns){0};
	}
	return code;
}

int zr_local_get_returned(
	int fd, const char *record_id, struct zr_record *ret_record, struct zr_error *error)
{
	assert(record_id != NULL && ret_record != NULL);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	const struct zr_message_request request = {
		.op = ZR_MESSAGE_RETURNED, .code = (char *)(uintptr_t)record_id};
	int code = ask(fd, &request, &answer, error);
	if (code == 0) {
		*ret_record = answer.record;
		answer.record = (struct zr_record){0};
	}
	return code;
}

int zr_local_tell_drafts(int fd, char *const *household_ids, size_t count, struct zr_error *error)
{
	assert(household_ids != NULL || count == 0);
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	const struct zr_message_request request = {
		.op = ZR_MESSAGE_DRAFTS, .draft_ids = (char **)household_ids, .draft_count = count};
	return ask(fd, &request, &answer, error);
}

int zr_local_sync_now(int fd, struct zr_error *error)
{
	ZR_CLEANUP(zr_message_answer_finish) struct zr_message_answer answer = {0};
	return ask(fd, &(struct zr_message_request){.op = ZR_MESSAGE_SYNC_NOW}, &answer, error);
}

int zr_local_set_language(int fd, const char *language, struct zr_error *error)
{
	assert(language != NULL);
	struct zr_message_answer answer;
	const struct zr_message_request request = {
		.op = ZR_MESSAGE_LANGUAGE, .code = (char *)language};
	return ask(fd, &request, &answer, error);
}

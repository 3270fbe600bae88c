/* One connection. What fails on the way may have been asked all the same: every question here may
 * be asked twice. */
#include "respond/core/agent_line.h"

#include <assert.h>
#include <stdbool.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

void zr_agent_line_init(struct zr_agent_line *line, const char *socket)
{
	assert(line != NULL && socket != NULL);
	*line = (struct zr_agent_line){.socket = socket, .fd = -1};
}

void zr_agent_line_finish(struct zr_agent_line *line)
{
	assert(line != NULL);
	if (line->fd >= 0) {
		(void)close(line->fd);
		line->fd = -1;
	}
}

/* One question: what is asked and where the answer goes are its own. */
typedef int question(int fd, void *asked, struct zr_error *error);

static int ask(struct zr_agent_line *line, question *put, void *asked, struct zr_error *error)
{
	assert(line != NULL && error != NULL);
	int code = ZR_E_IO;
	for (int tries = 0; tries < 2 && code == ZR_E_IO; tries++) {
		code = line->fd < 0 ? zr_local_connect(line->socket, &line->fd, error) : 0;
		if (code == 0) {
			code = put(line->fd, asked, error);
		}
		/* In the middle of a frame the connection is of no use any more. */
		if (code == ZR_E_IO || code == ZR_E_BUSY || code == ZR_E_SYNTAX) {
			zr_agent_line_finish(line);
		}
	}
	bool is_away = code == ZR_E_IO || code == ZR_E_NOT_FOUND;
	return is_away && line->fd < 0
		       ? zr_error_set(error, ZR_E_BUSY, "the agent is away; try again later")
		       : code;
}

static int put_status(int fd, void *asked, struct zr_error *error)
{
	return zr_local_get_status(fd, asked, error);
}

int zr_agent_line_get_salt(struct zr_agent_line *line,
	uint8_t ret_salt[ZR_HOUSEHOLD_CODE_SALT_BYTES], struct zr_error *error)
{
	assert(line != NULL && ret_salt != NULL);
	struct zr_local_status status;
	int code = ask(line, put_status, &status, error);
	if (code == 0 &&
		zr_hex_decode(status.hub_id, ret_salt, ZR_HOUSEHOLD_CODE_SALT_BYTES) != 0) {
		return zr_error_set(error, ZR_E_BUSY, "the agent belongs to no hub yet");
	}
	return code;
}

struct search {
	const char *lookup;
	struct zr_local_invitation *found;
};

static int put_search(int fd, void *asked, struct zr_error *error)
{
	const struct search *search = asked;
	return zr_local_find_invitation(fd, search->lookup, search->found, error);
}

int zr_agent_line_find(struct zr_agent_line *line,
	const uint8_t lookup[ZR_HOUSEHOLD_CODE_LOOKUP_BYTES],
	struct zr_local_invitation *ret_invitation, struct zr_error *error)
{
	assert(line != NULL && lookup != NULL && ret_invitation != NULL);
	char text[2 * ZR_HOUSEHOLD_CODE_LOOKUP_BYTES + 1];
	zr_hex_encode(lookup, ZR_HOUSEHOLD_CODE_LOOKUP_BYTES, text);
	struct search search = {text, ret_invitation};
	return ask(line, put_search, &search, error);
}

static int put_forms(int fd, void *asked, struct zr_error *error)
{
	return zr_local_get_forms(fd, asked, error);
}

int zr_agent_line_get_forms(
	struct zr_agent_line *line, struct zr_local_forms *ret_forms, struct zr_error *error)
{
	assert(line != NULL && ret_forms != NULL);
	return ask(line, put_forms, ret_forms, error);
}

static int put_record(int fd, void *asked, struct zr_error *error)
{
	uint64_t sequence = 0;
	return zr_local_submit(fd, asked, &sequence, error);
}

int zr_agent_line_submit(
	struct zr_agent_line *line, const struct zr_record *record, struct zr_error *error)
{
	assert(line != NULL && record != NULL && record->record_id != NULL);
	return ask(line, put_record, (void *)(uintptr_t)record, error);
}

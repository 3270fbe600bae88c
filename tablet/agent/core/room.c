/*
 * Making room. Failures are not told: each call only tries, and the write that needed room is tried
 * again by its caller, whose error counts.
 */
#include "tablet/agent/core/room.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/event/log.h"
#include "lib/store/outbox.h"
#include "tablet/agent/core/state.h"

enum {
	/* The log at its usual length (256 KiB), and as much for what moves from it into the
	 * database: enough for a receipt of 255 records with their rows. */
	BALLAST_BYTES = 512 * 1024,
	/* Received records are kept for a hub that is restored from a backup, the newest longest:
	 * half of them go at a time, unless that is too little to help. */
	ROOM_BYTES_LEAST = 1024 * 1024,
};

static int ballast_path(const struct zr_state *state, struct zr_buffer *ret_path)
{
	return zr_buffer_add_format(ret_path, "%s/ballast", state->options->data);
}

bool zr_room_keep(struct zr_state *state)
{
	assert(state != NULL && state->options != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (ballast_path(state, &path) < 0) {
		return false;
	}
	ZR_CLEANUP_CLOSE int fd = open(path.data, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	bool is_there = fd >= 0 && posix_fallocate(fd, 0, BALLAST_BYTES) == 0;
	if (fd >= 0 && !is_there) {
		(void)unlink(path.data);
	}
	return is_there;
}

static void give_up_ballast(struct zr_state *state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (ballast_path(state, &path) == 0 && unlink(path.data) == 0) {
		ZR_LOG(BALLAST_DROPPED);
	}
}

void zr_room_make(struct zr_state *state)
{
	assert(state != NULL && state->database != NULL);
	struct zr_outbox_counts counts = {0};
	int code = zr_outbox_count(state->database, &counts, NULL);
	if (code != 0 || counts.droppable_bytes == 0) {
		(void)zr_room_keep(state);
		return;
	}
	/* Dropping writes before it frees. */
	give_up_ballast(state);
	uint64_t bytes = counts.droppable_bytes / 2;
	bytes = bytes >= ROOM_BYTES_LEAST ? bytes : counts.droppable_bytes;
	code = zr_outbox_drop(state->database, counts.kept_bytes - bytes, NULL);
	if (code == 0) {
		code = zr_database_shrink(state->database, NULL);
	}
	(void)zr_room_keep(state);
	if (code == 0) {
		ZR_LOG(RECEIVED_DROPPED);
	} else {
		ZR_LOG(RECEIVED_KEPT, .error = code);
	}
}

void zr_room_make_for_exchange(struct zr_state *state)
{
	assert(state != NULL && state->identity.is_enrolled);
	zr_room_make(state);
	give_up_ballast(state);
}

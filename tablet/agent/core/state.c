/*
 * The state's own doings are small on purpose: what takes decisions is a part, and stands above.
 * Planning only arms the loop: a part in the middle of its work must not have an exchange begin
 * under it, and none has to know who begins one.
 */
#include "tablet/agent/core/state.h"

#include <assert.h>
#include <errno.h>
#include <sys/random.h>
#include <time.h>

#include "lib/base/limits.h"
#include "lib/event/log.h"
#include "lib/store/outbox.h"

int64_t zr_state_now_us(const struct zr_state *state)
{
	assert(state != NULL && state->event != NULL);
	uint64_t now_us = 0;
	int result = sd_event_now(state->event, CLOCK_MONOTONIC, &now_us);
	assert(result >= 0);
	return (int64_t)now_us;
}

int64_t zr_state_wall_us(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void zr_state_random(void *ret_data, size_t bytes)
{
	assert(ret_data != NULL && bytes > 0);
	uint8_t *data = ret_data;
	while (bytes > 0) {
		ssize_t got = getrandom(data, bytes, 0);
		assert(got > 0 || errno == EINTR);
		data += got > 0 ? got : 0;
		bytes -= got > 0 ? (size_t)got : 0;
	}
}

void zr_state_changed(struct zr_state *state)
{
	assert(state != NULL);
	state->generation++;
}

int zr_state_stored(struct zr_state *state, int code)
{
	assert(state != NULL && code <= 0);
	bool is_full = code == ZR_E_FULL;
	if ((code == 0 || is_full) && is_full != state->is_storage_full) {
		state->is_storage_full = is_full;
		zr_state_changed(state);
		if (is_full) {
			ZR_LOG(STORAGE_FULL);
		} else {
			ZR_LOG(STORAGE_FREE);
		}
	}
	return code;
}

void zr_state_know_readers(struct zr_state *state)
{
	assert(state != NULL && state->identity.is_enrolled);
	zr_party_public_init(&state->hub, state->identity.hub_sign, state->identity.hub_agree);
	zr_party_public_init(
		&state->office, state->identity.office_sign, state->identity.office_agree);
}

void zr_state_enrolled(struct zr_state *state)
{
	zr_state_know_readers(state);
	zr_sync_enrolled(&state->sync, zr_state_now_us(state));
	zr_state_changed(state);
}

void zr_state_plan(struct zr_state *state)
{
	assert(state != NULL && state->plan != NULL);
	(void)sd_event_source_set_enabled(state->plan, SD_EVENT_ONESHOT);
}

enum {
	NO_ROOM = 1 /* above all errors: the rest is loaded later */
};

static int add_waiting(void *user, const struct zr_outbox_record *record)
{
	struct zr_sync *sync = user;
	if (record->is_damaged) {
		ZR_LOG(RECORD_UNREADABLE, .record = (int64_t)record->sequence,
			.error = ZR_E_INVALID);
		return 0; /* it waits for whoever can save it; the others go */
	}
	if (record->bytes > ZR_ENVELOPE_BYTES_MAX) {
		return 0; /* of a later version of ours, which carries more: it waits for that */
	}
	int code = zr_sync_reserve(sync, NULL);
	if (code == 0) {
		zr_sync_add(sync, record->sequence, record->hash, record->bytes);
	}
	return code == ZR_E_FULL ? NO_ROOM : code;
}

int zr_state_load_waiting(struct zr_state *state, struct zr_error *error)
{
	assert(state != NULL && state->database != NULL);
	zr_sync_forget(&state->sync);
	int code = zr_outbox_list(state->database, true, add_waiting, &state->sync, error);
	state->is_more_waiting = code != 0; /* also when it could not be read */
	return code == NO_ROOM ? 0 : code;
}

void zr_state_load_more(struct zr_state *state)
{
	assert(state != NULL);
	bool is_needed = state->is_more_waiting && state->sync.record_count == 0;
	int code = is_needed ? zr_state_load_waiting(state, NULL) : 0;
	if (code != 0) {
		ZR_LOG(RECORDS_UNREAD, .error = code);
	}
}

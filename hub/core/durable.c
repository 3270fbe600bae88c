/* The mark is read once in a while, not at each exchange: what it says can only wait. Nothing of it
 * counts before somebody looked whether its backup stands; while that look is under way, what was
 * said last goes on.
 */
#include "hub/core/durable.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#include "hub/core/options.h"
#include "hub/store/backup_mark.h"
#include "hub/store/lookout.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/event/log.h"

static const char *const names[] = {
	[ZR_DURABLE_STORED] = "stored",
	[ZR_DURABLE_BACKUP] = "backup",
	[ZR_DURABLE_REPLICA] = "replica",
};

static int64_t wall_us(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int read_policy(const struct zr_options *options, enum zr_durable_policy *ret_policy,
	struct zr_error *error)
{
	bool is_database = options->store != NULL;
	*ret_policy = is_database ? ZR_DURABLE_REPLICA : ZR_DURABLE_BACKUP;
	if (options->durable == NULL) {
		return 0;
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		bool is_possible =
			i == ZR_DURABLE_STORED || is_database == (i == ZR_DURABLE_REPLICA);
		if (is_possible && strcmp(options->durable, names[i]) == 0) {
			*ret_policy = (enum zr_durable_policy)i;
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_INVALID,
		is_database ? "--durable is 'replica' or 'stored' with a database of PostgreSQL"
			    : "--durable is 'backup' or 'stored' with the hub's own file");
}

int zr_durable_init(struct zr_durable *durable, const struct zr_options *options,
	const uint8_t epoch[ZR_EPOCH_BYTES], struct zr_error *error)
{
	assert(durable != NULL && options->data != NULL && epoch != NULL);
	*durable = (struct zr_durable){.data = options->data, .started_us = wall_us()};
	memcpy(durable->epoch, epoch, sizeof durable->epoch);
	int code = read_policy(options, &durable->policy, error);
	if (code == 0) {
		zr_durable_look(durable);
	}
	return code;
}

int zr_durable_ask(struct zr_durable *durable, struct zr_store *store, struct zr_error *error)
{
	assert(durable != NULL && store != NULL);
	if (durable->policy != ZR_DURABLE_REPLICA) {
		return 0;
	}
	int code = zr_store_is_replicated(store, &durable->is_replicated, error);
	if (code == 0 && !durable->is_replicated) {
		ZR_LOG(NOTHING_DURABLE);
	}
	return code;
}

static void send_lookout(struct zr_durable *durable)
{
	struct zr_backup_mark mark;
	if (durable->policy == ZR_DURABLE_BACKUP &&
		zr_backup_mark_read(durable->data, &mark, NULL) == 0 &&
		memcmp(mark.epoch, durable->epoch, sizeof mark.epoch) == 0) {
		durable->lookout = zr_lookout_send(&mark);
	}
}

static void take_mark(struct zr_durable *durable, const struct zr_backup_mark *mark)
{
	atomic_store(&durable->record_rank, mark->record_rank);
	atomic_store(&durable->backup_us, mark->time_us);
	atomic_store(&durable->end_rank, mark->end_rank);
}

static void take_news(
	struct zr_durable *durable, const struct zr_backup_mark *mark, enum zr_lookout_news news)
{
	static const struct zr_backup_mark none;
	bool was_gone = durable->is_gone;
	durable->is_gone = news == ZR_LOOKOUT_GONE;
	if (durable->is_gone) {
		take_mark(durable, &none);
		if (!was_gone) {
			ZR_LOG(BACKUP_GONE);
		}
	} else if (mark->end_rank >= atomic_load(&durable->end_rank)) {
		take_mark(durable, mark);
	}
}

/* False: one is under way. */
static bool hear(struct zr_durable *durable)
{
	if (durable->lookout == NULL) {
		return true;
	}
	enum zr_lookout_news news = zr_lookout_news(durable->lookout);
	if (news == ZR_LOOKOUT_UNDER_WAY) {
		return false;
	}
	take_news(durable, zr_lookout_mark(durable->lookout), news);
	durable->is_silent = false;
	zr_lookout_leave(ZR_TAKE(durable->lookout));
	return true;
}

void zr_durable_look(struct zr_durable *durable)
{
	assert(durable != NULL && durable->data != NULL);
	if (!hear(durable)) {
		if (!durable->is_silent) {
			ZR_LOG(BACKUP_SILENT);
		}
		durable->is_silent = true;
		return;
	}
	send_lookout(durable);
	if (durable->lookout != NULL) {
		zr_lookout_await(durable->lookout);
		(void)hear(durable);
	}
}

void zr_durable_finish(struct zr_durable *durable)
{
	assert(durable != NULL);
	zr_lookout_leave(ZR_TAKE(durable->lookout));
}

int zr_durable_reach(const struct zr_durable *durable, struct zr_store *store,
	const struct zr_device *device, uint64_t *ret_sequence, struct zr_error *error)
{
	assert(durable != NULL && device != NULL && ret_sequence != NULL);
	int64_t end_rank = atomic_load(&durable->end_rank);
	bool is_at_commit = durable->policy == ZR_DURABLE_STORED || durable->is_replicated;
	*ret_sequence = is_at_commit ? device->high_water : device->durable_through;
	return is_at_commit || end_rank == 0 || device->durable_through >= device->high_water
		       ? 0
		       : zr_store_durable_through(store, device, end_rank, ret_sequence, error);
}

void zr_durable_lower(struct zr_device *device, uint64_t sequence)
{
	assert(device != NULL && sequence > 0);
	if (sequence <= device->durable_through) {
		device->durable_through = sequence - 1;
	}
}

void zr_durable_tell(const struct zr_durable *durable, int64_t last_record_rank, int64_t now_us,
	uint64_t *ret_count, int64_t *ret_age_us)
{
	assert(durable != NULL && ret_count != NULL && ret_age_us != NULL);
	int64_t count = last_record_rank - atomic_load(&durable->record_rank);
	int64_t backup_us = atomic_load(&durable->backup_us);
	int64_t age_us = now_us - (backup_us > 0 ? backup_us : durable->started_us);
	bool is_all = durable->policy == ZR_DURABLE_STORED || durable->is_replicated;
	*ret_count = is_all || count < 0 ? 0 : (uint64_t)count;
	*ret_age_us = is_all || age_us < 0 ? 0 : age_us;
}

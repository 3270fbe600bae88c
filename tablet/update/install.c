/*
 * The steps of an update in their order. Invariant: before zr_slot_record_prepare() nothing of
 * either slot has changed.
 */
#include "tablet/update/install.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "tablet/update/belief.h"
#include "tablet/update/hash_tree.h"
#include "tablet/update/part_gain.h"
#include "tablet/update/part_write.h"
#include "tablet/update/release_folder.h"
#include "tablet/update/stream_hash.h"

enum {
	OPEN_FOLDER_COUNT = 16,
};

struct work {
	const struct zr_install *install;
	struct zr_trust trust;
	struct zr_manifest manifest;
	struct zr_slots slots;
	int lock; /* the work folder's */
	struct zr_gained_part root;
	struct zr_gained_part uki;
};

static void finish_work(struct work *work)
{
	zr_cleanup_close(&work->lock);
	zr_cleanup_close(&work->root.source);
	zr_cleanup_close(&work->uki.source);
}

static void tell(const struct work *work, const char *step)
{
	if (work->install->tell != NULL) {
		work->install->tell(work->install->user, step, &work->manifest);
	}
}

static enum zr_slot_index other_slot(const struct work *work)
{
	return work->install->slots.running == ZR_SLOT_A ? ZR_SLOT_B : ZR_SLOT_A;
}

static int open_other(
	const struct work *work, const char *stem, int *ret_fd, struct zr_error *error)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof path, "%s/%s-%c", work->install->slots.folder, stem,
		other_slot(work) == ZR_SLOT_A ? 'a' : 'b');
	*ret_fd = open(path, O_RDWR | O_CLOEXEC);
	return *ret_fd >= 0
		       ? 0
		       : zr_error_set_errno(error, errno, "open a partition of the other slot");
}

/* One that was started here and never came up is not tried for ever. */
static int check_earlier(const struct work *work, struct zr_error *error)
{
	const struct zr_slot *other = &work->slots.slot[other_slot(work)];
	bool is_fallen = other->priority > 0 && other->tries == 0 && !other->is_good;
	return is_fallen && other->release == work->manifest.number
		       ? zr_error_set(error, ZR_E_REFUSED,
				 "Release %u was started here and did not come up: it takes a "
				 "newer one",
				 other->release)
		       : 0;
}

/* What to install: whose release is believed, and which of those at hand is next. */
static int choose(struct work *work, struct zr_error *error)
{
	const struct zr_install *install = work->install;
	int code = zr_belief_load(install->belief, install->chain, &work->trust, error);
	if (code != 0) {
		return code;
	}
	zr_trust_raise_floor(&work->trust, work->slots.floor);
	code = zr_release_folder_follow(install->folder, &work->trust, error);
	int kept = zr_belief_store(install->belief, &work->trust, code == 0 ? error : NULL);
	if (code != 0 || kept != 0) {
		return code != 0 ? code : kept;
	}
	struct zr_manifest_tablet tablet = {.board = install->board,
		.running = work->slots.slot[install->slots.running].release};
	code = zr_release_folder_choose(
		install->folder, &work->trust, &tablet, &work->manifest, error);
	return code != 0 ? code : check_earlier(work, error);
}

static struct zr_part_gain gain_of(const struct work *work)
{
	return (struct zr_part_gain){.install = work->install,
		.manifest = &work->manifest,
		.running_uki_bytes = work->slots.slot[work->install->slots.running].uki_bytes};
}

/* ---- looking ---- */

int zr_install_look(
	const struct zr_install *install, struct zr_install_view *ret_view, struct zr_error *error)
{
	assert(install != NULL && ret_view != NULL);
	static const enum zr_manifest_part_kind kinds[] = {ZR_PART_ROOT, ZR_PART_UKI};
	struct work work = {.install = install, .lock = -1, .root.source = -1, .uki.source = -1};
	*ret_view = (struct zr_install_view){0};
	int code = zr_slot_record_read(&install->slots, &work.slots, error);
	if (code != 0) {
		return code;
	}
	ret_view->running = work.slots.slot[install->slots.running].release;
	if (zr_slots_choose(&work.slots, 0) == other_slot(&work)) {
		ret_view->next = work.slots.slot[other_slot(&work)].release;
	}
	if (zr_slot_record_check_trial(&work.slots, install->slots.running, NULL) != 0) {
		return 0;
	}
	code = choose(&work, error);
	if (code != 0) {
		return code;
	}
	ret_view->number = work.manifest.number;
	const struct zr_part_gain gain = gain_of(&work);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct zr_manifest_file *file = zr_part_gain_find(&gain, kinds[i]);
		if (file == NULL) {
			return zr_error_set(
				error, ZR_E_SYNTAX, "The release has a part that nothing brings");
		}
		if (!zr_release_folder_has(install->folder, file)) {
			ret_view->missing[ret_view->missing_count++] = *file;
		}
	}
	return 0;
}

/* ---- installing ---- */

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	return place->level == 0 ? 0 : remove(path);
}

/* The folder's lock keeps a second update out, by a stick or by hand. */
static int take_folder(struct work *work, struct zr_error *error)
{
	const char *folder = work->install->work;
	if (mkdir(folder, 0711) != 0 && errno != EEXIST) {
		return zr_error_set_errno(error, errno, "make the folder to work in");
	}
	work->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (work->lock < 0) {
		return zr_error_set_errno(error, errno, "open the folder to work in");
	}
	if (flock(work->lock, LOCK_EX | LOCK_NB) != 0) {
		return zr_error_set(error, ZR_E_BUSY, "Another update runs already");
	}
	return nftw(folder, remove_one, OPEN_FOLDER_COUNT, FTW_DEPTH | FTW_PHYS) == 0
		       ? 0
		       : zr_error_set_errno(error, errno, "empty the folder to work in");
}

static int gain_parts(struct work *work, struct zr_error *error)
{
	const struct zr_part_gain gain = gain_of(work);
	int code = zr_part_gain_run(&gain, ZR_PART_ROOT, &work->root, error);
	return code != 0 ? code : zr_part_gain_run(&gain, ZR_PART_UKI, &work->uki, error);
}

/* Writes a part, flushes it and reads it back past the cache. */
static int write_part(
	const struct work *work, const struct zr_gained_part *part, int fd, struct zr_error *error)
{
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	uint64_t bytes = part->part->bytes;
	tell(work, "write");
	int code = part->packing == ZR_PACKING_ZSTD
			   ? zr_part_write_zstd(part->source, fd, bytes, error)
			   : zr_part_write_plain(part->source, fd, bytes, error);
	if (code == 0 && fsync(fd) != 0) {
		code = zr_error_set_errno(error, errno, "write the new release");
	}
	if (code != 0) {
		return code;
	}
	tell(work, "read");
	code = zr_stream_hash_of(fd, bytes, true, hash, error);
	if (code == 0 && memcmp(hash, part->part->sha256, sizeof hash) != 0) {
		code = zr_error_set(error, ZR_E_IO,
			"The new release does not read back as it was written: the disk fails, or "
			"the release is not whole");
	}
	return code;
}

/* The tree over the root that was just written; its salt is the root's hash, so nothing of it has
 * to travel. */
static int write_tree(const struct work *work, int root, struct zr_error *error)
{
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	ZR_CLEANUP_CLOSE int tree = -1;
	int code = open_other(work, "verity", &tree, error);
	if (code != 0) {
		return code;
	}
	const struct zr_hash_tree job = {
		root, work->root.part->bytes, tree, work->root.part->sha256};
	code = zr_hash_tree_write(&job, hash, error);
	if (code == 0 && fsync(tree) != 0) {
		code = zr_error_set_errno(error, errno, "write the new release");
	}
	if (code == 0 && memcmp(hash, work->manifest.root_hash, sizeof hash) != 0) {
		code = zr_error_set(error, ZR_E_FORGED,
			"The root of the release has another root hash than its manifest says");
	}
	return code != 0 ? code : zr_hash_tree_check(&job, work->manifest.root_hash, error);
}

static int write_slot(const struct work *work, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int root = -1;
	ZR_CLEANUP_CLOSE int uki = -1;
	int code = open_other(work, "root", &root, error);
	if (code == 0) {
		code = open_other(work, "uki", &uki, error);
	}
	if (code == 0) {
		code = write_part(work, &work->root, root, error);
	}
	if (code == 0) {
		code = write_tree(work, root, error);
	}
	return code != 0 ? code : write_part(work, &work->uki, uki, error);
}

static int run(struct work *work, struct zr_error *error)
{
	const struct zr_slot_place *slots = &work->install->slots;
	int code = take_folder(work, error);
	if (code == 0) {
		code = zr_slot_record_read(slots, &work->slots, error);
	}
	if (code == 0) {
		code = zr_slot_record_check_trial(&work->slots, slots->running, error);
	}
	if (code == 0) {
		code = choose(work, error);
	}
	if (code != 0) {
		return code;
	}
	tell(work, "make");
	code = gain_parts(work, error);
	if (code == 0) {
		code = zr_slot_record_prepare(slots, error);
	}
	if (code == 0) {
		code = write_slot(work, error);
	}
	return code != 0 ? code
			 : zr_slot_record_activate(slots, work->manifest.number,
				   (uint32_t)work->uki.part->bytes, error);
}

int zr_install_run(const struct zr_install *install, uint32_t *ret_number, struct zr_error *error)
{
	assert(install != NULL && ret_number != NULL);
	assert(install->slots.running == ZR_SLOT_A || install->slots.running == ZR_SLOT_B);
	ZR_CLEANUP(finish_work)
	struct work work = {.install = install, .lock = -1, .root.source = -1, .uki.source = -1};
	int code = run(&work, error);
	if (work.lock >= 0 && code != ZR_E_BUSY) {
		(void)nftw(install->work, remove_one, OPEN_FOLDER_COUNT, FTW_DEPTH | FTW_PHYS);
	}
	if (code == 0) {
		*ret_number = work.manifest.number;
		tell(&work, "done");
	}
	return code;
}

/*
 * The steps of an update in their order. A part is gained first: remade from the running one into
 * the work folder and checked there, or found whole in the release. Invariant: before
 * prepare_other() nothing of either slot has changed.
 */
#include "tablet/update/install.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/slots/ab_device.h"
#include "tablet/update/belief.h"
#include "tablet/update/errand_program.h"
#include "tablet/update/hash_tree.h"
#include "tablet/update/part_write.h"
#include "tablet/update/release_folder.h"
#include "tablet/update/stream_hash.h"
#include "tablet/update/whole_io.h"

enum {
	EROFS_BLOCKS_AT = 1024 + 36,
	EROFS_BLOCK_BYTES = 4096,
	OPEN_FOLDER_COUNT = 16,
};

/* A part of the new release, and where its bytes are now. */
struct part {
	const struct zr_manifest_part *part; /* NULL: the release has none */
	enum zr_manifest_packing packing;    /* of what source gives: PLAIN or ZSTD */
	int source;
};

struct work {
	const struct zr_install *install;
	struct zr_trust trust;
	struct zr_manifest manifest;
	struct zr_ab_device record;
	int record_fd;
	struct part root;
	struct part uki;
};

static enum zr_slot_index other_slot(const struct work *work)
{
	return work->install->running == ZR_SLOT_A ? ZR_SLOT_B : ZR_SLOT_A;
}

static void finish_work(struct work *work)
{
	zr_cleanup_close(&work->record_fd);
	zr_cleanup_close(&work->root.source);
	zr_cleanup_close(&work->uki.source);
}

static void tell(const struct work *work, const char *step)
{
	if (work->install->tell != NULL) {
		work->install->tell(work->install->user, step, &work->manifest);
	}
}

static void name_partition(
	const struct work *work, const char *stem, enum zr_slot_index slot, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/%s-%c", work->install->slots, stem,
		slot == ZR_SLOT_A ? 'a' : 'b');
}

static int open_partition(const struct work *work, const char *stem, enum zr_slot_index slot,
	int *ret_fd, struct zr_error *error)
{
	char path[PATH_MAX];
	name_partition(work, stem, slot, path);
	*ret_fd = open(path, (slot == work->install->running ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	return *ret_fd >= 0
		       ? 0
		       : zr_error_set_errno(error, errno, "open a partition of the other slot");
}

static int load_record(struct work *work, struct zr_error *error)
{
	char path[PATH_MAX];
	(void)snprintf(path, sizeof path, "%s/zarya-ab", work->install->slots);
	work->record_fd = open(path, O_RDWR | O_CLOEXEC);
	if (work->record_fd < 0) {
		return zr_error_set_errno(error, errno, "open the A/B record");
	}
	return zr_ab_device_load(&work->record, work->record_fd, 0, error);
}

/* What to install: whose release is believed, and which of those at hand is next. */
static int choose(struct work *work, struct zr_error *error)
{
	const struct zr_install *install = work->install;
	int code = zr_belief_load(install->belief, install->chain, &work->trust, error);
	if (code != 0) {
		return code;
	}
	zr_trust_raise_floor(&work->trust, work->record.slots.floor);
	code = zr_release_folder_follow(install->folder, &work->trust, error);
	int kept = zr_belief_store(install->belief, &work->trust, code == 0 ? error : NULL);
	if (code != 0 || kept != 0) {
		return code != 0 ? code : kept;
	}
	struct zr_manifest_tablet tablet = {.board = install->board,
		.running = work->record.slots.slot[install->running].release};
	return zr_release_folder_choose(
		install->folder, &work->trust, &tablet, &work->manifest, error);
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place)
{
	return place->level == 0 ? 0 : remove(path);
}

static int empty_folder(const char *folder, struct zr_error *error)
{
	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		return zr_error_set_errno(error, errno, "make the folder to work in");
	}
	int code = nftw(folder, remove_one, OPEN_FOLDER_COUNT, FTW_DEPTH | FTW_PHYS);
	return code == 0 ? 0 : zr_error_set_errno(error, errno, "empty the folder to work in");
}

/* How many bytes of a running part there are; a root says so itself. 0: not known. */
static uint64_t measure_running(const struct work *work, enum zr_manifest_part_kind kind, int fd)
{
	uint8_t count[4];
	if (kind == ZR_PART_UKI) {
		return work->record.slots.slot[work->install->running].uki_bytes;
	}
	if (zr_whole_io_read(fd, EROFS_BLOCKS_AT, count, sizeof count, NULL) != 0) {
		return 0;
	}
	uint32_t blocks = (uint32_t)count[0] | (uint32_t)count[1] << 8 | (uint32_t)count[2] << 16 |
			  (uint32_t)count[3] << 24;
	return (uint64_t)blocks * EROFS_BLOCK_BYTES;
}

static const char *stem_of(enum zr_manifest_part_kind kind)
{
	return kind == ZR_PART_UKI ? "uki" : "root";
}

/* The file that makes a part out of the running one; NULL when there is none. */
static const struct zr_manifest_file *find_delta(
	const struct work *work, enum zr_manifest_part_kind kind)
{
	uint8_t base[ZR_CRYPTO_HASH_BYTES];
	ZR_CLEANUP_CLOSE int fd = -1;
	if (open_partition(work, stem_of(kind), work->install->running, &fd, NULL) != 0) {
		return NULL;
	}
	uint64_t bytes = measure_running(work, kind, fd);
	if (bytes == 0 || zr_stream_hash_of(fd, bytes, false, base, NULL) != 0) {
		return NULL;
	}
	const struct zr_manifest_file *file = zr_manifest_find(&work->manifest, kind, base);
	bool is_ours = file != NULL &&
		       (file->packing == ZR_PACKING_DELTA || file->packing == ZR_PACKING_BSDIFF);
	return is_ours ? file : NULL;
}

/* Opens what was made when it is what the manifest says. */
static int take_made(const char *path, struct part *part, struct zr_error *error)
{
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return zr_error_set_errno(error, errno, "open the part that was made");
	}
	int code = zr_stream_hash_of(fd, part->part->bytes, false, hash, error);
	if (code == 0 && memcmp(hash, part->part->sha256, sizeof hash) != 0) {
		code = zr_error_set(error, ZR_E_FORGED,
			"What was made of the running release and the delta is not the new "
			"release");
	}
	if (code == 0) {
		part->source = ZR_TAKE_FD(fd);
		part->packing = ZR_PACKING_PLAIN;
	}
	return code;
}

static int remake(const struct work *work, const struct zr_manifest_file *file, struct part *part,
	struct zr_error *error)
{
	const char *stem = stem_of(part->part->kind);
	char base[PATH_MAX];
	char delta[PATH_MAX];
	char folder[PATH_MAX];
	char result[PATH_MAX];
	ZR_CLEANUP_CLOSE int fd = -1;
	int code = zr_release_folder_open(work->install->folder, file, &fd, error);
	if (code != 0) {
		return code;
	}
	name_partition(work, stem, work->install->running, base);
	(void)snprintf(delta, sizeof delta, "/proc/%d/fd/%d", getpid(), fd);
	int bytes = snprintf(folder, sizeof folder, "%s/%s", work->install->work, stem);
	if (bytes >= PATH_MAX || snprintf(result, sizeof result, "%s/result-%s",
					 work->install->work, stem) >= PATH_MAX) {
		return zr_error_set(
			error, ZR_E_LIMIT, "The name of the folder to work in is too long");
	}
	if (mkdir(folder, 0700) != 0) {
		return zr_error_set_errno(error, errno, "make the folder to work in");
	}
	const char *const arguments[] = {
		work->install->remake, stem, base, delta, folder, result, NULL};
	code = zr_errand_program_run(arguments, error);
	return code != 0 ? code : take_made(result, part, error);
}

static int open_whole(const struct work *work, struct part *part, struct zr_error *error)
{
	const struct zr_manifest_file *file =
		zr_manifest_find(&work->manifest, part->part->kind, NULL);
	int code = ZR_E_NOT_FOUND;
	if (file != NULL &&
		(file->packing == ZR_PACKING_PLAIN || file->packing == ZR_PACKING_ZSTD)) {
		part->packing = file->packing;
		code = zr_release_folder_open(work->install->folder, file, &part->source, error);
	}
	if (code == ZR_E_NOT_FOUND) {
		code = zr_error_set(error, code,
			"There is no delta for what runs here beside the release, and no whole "
			"image");
	}
	return code;
}

/* By the delta, and where that does not come out, by the whole image; what is said is of the last
 * that was tried, but that a whole image which is not there is no news. */
static int gain(const struct work *work, enum zr_manifest_part_kind kind, struct part *part,
	struct zr_error *error)
{
	for (size_t i = 0; i < work->manifest.part_count; i++) {
		if (work->manifest.parts[i].kind == kind) {
			part->part = &work->manifest.parts[i];
		}
	}
	if (part->part == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX, "The release has no %s", stem_of(kind));
	}
	struct zr_error of_delta = {0};
	const struct zr_manifest_file *delta = find_delta(work, kind);
	if (delta != NULL && remake(work, delta, part, &of_delta) == 0) {
		return 0;
	}
	int code = open_whole(work, part, error);
	if (code == ZR_E_NOT_FOUND && of_delta.code != 0 && error != NULL) {
		*error = of_delta;
		code = of_delta.code;
	}
	return code;
}

static int prepare_other(struct work *work, struct zr_error *error)
{
	if (!zr_slots_prepare_write(&work->record.slots, work->install->running)) {
		return zr_error_set(error, ZR_E_STATE,
			"The running release is still on trial: the other one is the only way "
			"back");
	}
	return zr_ab_device_store(&work->record, error);
}

/* Writes a part, flushes it and reads it back past the cache. */
static int write_part(
	const struct work *work, const struct part *part, int fd, struct zr_error *error)
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
	int code = open_partition(work, "verity", other_slot(work), &tree, error);
	if (code == 0) {
		const struct zr_hash_tree job = {
			root, work->root.part->bytes, tree, work->root.part->sha256};
		code = zr_hash_tree_write(&job, hash, error);
	}
	if (code == 0 && fsync(tree) != 0) {
		code = zr_error_set_errno(error, errno, "write the new release");
	}
	if (code == 0 && memcmp(hash, work->manifest.root_hash, sizeof hash) != 0) {
		code = zr_error_set(error, ZR_E_FORGED,
			"The root of the release has another root hash than its manifest says");
	}
	return code;
}

static int write_slot(const struct work *work, struct zr_error *error)
{
	enum zr_slot_index other = other_slot(work);
	ZR_CLEANUP_CLOSE int root = -1;
	ZR_CLEANUP_CLOSE int uki = -1;
	int code = open_partition(work, "root", other, &root, error);
	if (code == 0) {
		code = open_partition(work, "uki", other, &uki, error);
	}
	if (code == 0) {
		code = write_part(work, &work->root, root, error);
	}
	if (code == 0) {
		code = write_tree(work, root, error);
	}
	return code != 0 ? code : write_part(work, &work->uki, uki, error);
}

static int activate(struct work *work, struct zr_error *error)
{
	if (!zr_slots_activate(&work->record.slots, work->install->running, work->manifest.number,
		    (uint32_t)work->uki.part->bytes)) {
		return zr_error_set(error, ZR_E_STATE, "The record does not take the new release");
	}
	return zr_ab_device_store(&work->record, error);
}

static int run(struct work *work, struct zr_error *error)
{
	int code = load_record(work, error);
	if (code == 0) {
		code = choose(work, error);
	}
	if (code != 0) {
		return code;
	}
	tell(work, "make");
	code = empty_folder(work->install->work, error);
	if (code == 0) {
		code = gain(work, ZR_PART_ROOT, &work->root, error);
	}
	if (code == 0) {
		code = gain(work, ZR_PART_UKI, &work->uki, error);
	}
	if (code == 0) {
		code = prepare_other(work, error);
	}
	if (code == 0) {
		code = write_slot(work, error);
	}
	return code != 0 ? code : activate(work, error);
}

int zr_install_run(const struct zr_install *install, uint32_t *ret_number, struct zr_error *error)
{
	assert(install != NULL && ret_number != NULL);
	assert(install->running == ZR_SLOT_A || install->running == ZR_SLOT_B);
	ZR_CLEANUP(finish_work)
	struct work work = {
		.install = install, .record_fd = -1, .root.source = -1, .uki.source = -1};
	int code = run(&work, error);
	(void)empty_folder(install->work, NULL);
	if (code == 0) {
		*ret_number = work.manifest.number;
		tell(&work, "done");
	}
	return code;
}

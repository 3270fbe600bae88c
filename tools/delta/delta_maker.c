/*
 * Two trees are walked by their sorted paths. A changed file is compared with the base's file of
 * the same path, a new one with a namesake that differs in its version alone.
 */
#include "tools/delta/delta_maker.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "lib/delta/delta_pack.h"
#include "tools/delta/bsdiff.h"
#include "tools/delta/tree_walk.h"

enum {
	MODE_BITS = 07777,
	FILE_MODE = 0600, /* of the only file of a delta of files; nobody asks */
};

struct maker {
	const char *base_folder;
	const char *folder;
	struct zr_tree_walk base_walk;
	struct zr_tree_walk walk;
	struct zr_delta_pack pack;
	struct zr_buffer changes; /* CBOR, without the head that counts them */
	struct zr_cbor_writer writer;
	size_t change_count;
	struct zr_bsdiff_file base; /* of the file that is compared now */
	struct zr_bsdiff_file file;
	uint32_t piece_count;
};

static void finish_maker(struct maker *maker)
{
	zr_tree_walk_finish(&maker->base_walk);
	zr_tree_walk_finish(&maker->walk);
	zr_delta_pack_finish(&maker->pack);
	zr_buffer_finish(&maker->changes);
}

static void unmap(struct zr_bsdiff_file *file)
{
	if (file->bytes > 0) {
		(void)munmap((void *)file->data, file->bytes);
	}
}

static int map(const char *path, struct zr_bsdiff_file *ret_file, struct zr_error *error)
{
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat facts;
	if (fd < 0 || fstat(fd, &facts) != 0) {
		int code = zr_error_set_errno(error, errno, "open a file of a release");
		zr_error_place(error, 0, path);
		return code;
	}
	if ((uint64_t)facts.st_size > ZR_DELTA_FILE_BYTES_MAX) {
		return zr_error_set_at(
			error, ZR_E_LIMIT, 0, path, "The file is over the limit of a delta");
	}
	*ret_file = (struct zr_bsdiff_file){.bytes = (size_t)facts.st_size};
	if (facts.st_size == 0) {
		return 0;
	}
	void *data = mmap(NULL, ret_file->bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED) {
		ret_file->bytes = 0;
		return zr_error_set_errno(error, errno, "read a file of a release");
	}
	ret_file->data = data;
	return 0;
}

static int add_difference(struct maker *maker, const struct zr_bsdiff_piece *piece)
{
	uint8_t sums[ZR_DELTA_PIECE_BYTES];
	int code = 0;
	for (size_t done = 0; code == 0 && done < piece->added_bytes;) {
		size_t left = piece->added_bytes - done;
		size_t count = left < sizeof sums ? left : sizeof sums;
		const uint8_t *file = maker->file.data + piece->at + done;
		const uint8_t *base = maker->base.data + piece->base_at + done;
		for (size_t i = 0; i < count; i++) {
			sums[i] = (uint8_t)(file[i] - base[i]);
		}
		code = zr_delta_pack_add(&maker->pack, ZR_DELTA_PACK_DIFFERENCE, sums, count);
		done += count;
	}
	return code;
}

static int take_piece(void *user, const struct zr_bsdiff_piece *piece)
{
	struct maker *maker = user;
	uint64_t distance = (uint64_t)(piece->move < 0 ? -piece->move : piece->move);
	uint64_t zigzag = piece->move < 0 ? distance * 2 - 1 : distance * 2;
	const uint64_t numbers[] = {piece->added_bytes, piece->new_bytes, zigzag};
	int code = 0;
	for (size_t i = 0; code == 0 && i < sizeof numbers / sizeof *numbers; i++) {
		code = zr_delta_pack_add_number(&maker->pack, numbers[i]);
	}
	if (code == 0) {
		code = add_difference(maker, piece);
	}
	if (code == 0) {
		const uint8_t *extra = maker->file.data + piece->at + piece->added_bytes;
		code = zr_delta_pack_add(
			&maker->pack, ZR_DELTA_PACK_EXTRA, extra, piece->new_bytes);
	}
	maker->piece_count++;
	return code;
}

static void put(struct maker *maker, const struct zr_delta_change *change)
{
	zr_delta_list_put(&maker->writer, change);
	maker->change_count++;
}

/* A file with this content; base_path NULL: out of nothing. */
static int put_content(struct maker *maker, struct zr_delta_change *change, const char *path,
	const char *base_path, struct zr_error *error)
{
	ZR_CLEANUP(unmap) struct zr_bsdiff_file file = {0};
	ZR_CLEANUP(unmap) struct zr_bsdiff_file base = {0};
	int code = map(path, &file, error);
	if (code == 0 && base_path != NULL) {
		code = map(base_path, &base, error);
	}
	if (code != 0) {
		return code;
	}
	maker->file = file;
	maker->base = base;
	maker->piece_count = 0;
	code = zr_bsdiff_run(base, file, take_piece, maker);
	if (code != 0) {
		return zr_error_set(error, code, "There is no memory to compare two releases");
	}
	change->kind = ZR_DELTA_FILE;
	change->bytes = file.bytes;
	change->piece_count = maker->piece_count;
	put(maker, change);
	return 0;
}

static int join(char joined[PATH_MAX], const char *folder, const char *path, struct zr_error *error)
{
	int bytes = snprintf(joined, PATH_MAX, "%s/%s", folder, path);
	return bytes < PATH_MAX
		       ? 0
		       : zr_error_set_at(error, ZR_E_LIMIT, 0, path, "The path is too long");
}

static bool same_content(const char *first_path, const char *second_path)
{
	ZR_CLEANUP(unmap) struct zr_bsdiff_file first = {0};
	ZR_CLEANUP(unmap) struct zr_bsdiff_file second = {0};
	return map(first_path, &first, NULL) == 0 && map(second_path, &second, NULL) == 0 &&
	       first.bytes == second.bytes &&
	       (first.bytes == 0 || memcmp(first.data, second.data, first.bytes) == 0);
}

/* Whether two paths are one but for their digits: libexpat.so.1.8.10 and libexpat.so.1.9.3. */
static bool is_namesake(const char *first, const char *second)
{
	const char *skipped = "0123456789.";
	while (true) {
		first += strspn(first, skipped);
		second += strspn(second, skipped);
		if (*first != *second || *first == '\0') {
			return *first == *second;
		}
		first++;
		second++;
	}
}

/* The file that a new one is best compared with: of the same path, else a namesake; NULL when there
 * is none. */
static const char *choose_base(const struct maker *maker, const struct zr_tree_walk_entry *entry)
{
	const struct zr_tree_walk_entry *same = zr_tree_walk_find(&maker->base_walk, entry->path);
	if (same != NULL) {
		return S_ISREG(same->facts.st_mode) ? same->path : NULL;
	}
	for (size_t i = 0; i < maker->base_walk.count; i++) {
		const struct zr_tree_walk_entry *other = &maker->base_walk.entries[i];
		if (S_ISREG(other->facts.st_mode) && is_namesake(other->path, entry->path)) {
			return other->path;
		}
	}
	return NULL;
}

static int put_file(struct maker *maker, const struct zr_tree_walk_entry *entry,
	struct zr_delta_change *change, struct zr_error *error)
{
	char path[PATH_MAX];
	char base_path[PATH_MAX];
	const char *base = choose_base(maker, entry);
	int code = join(path, maker->folder, entry->path, error);
	if (code == 0 && base != NULL) {
		code = join(base_path, maker->base_folder, base, error);
		(void)snprintf(change->other, sizeof change->other, "%s", base);
	}
	return code != 0 ? code
			 : put_content(maker, change, path, base != NULL ? base_path : NULL, error);
}

static int put_link(struct maker *maker, const char *path, struct zr_delta_change *change,
	struct zr_error *error)
{
	char whole[PATH_MAX];
	int code = join(whole, maker->folder, path, error);
	if (code != 0) {
		return code;
	}
	ssize_t bytes = readlink(whole, change->other, sizeof change->other);
	if (bytes <= 0 || (size_t)bytes >= sizeof change->other) {
		return zr_error_set_at(
			error, ZR_E_LIMIT, 0, path, "What the link says is too long");
	}
	change->other[bytes] = '\0';
	change->kind = ZR_DELTA_LINK;
	put(maker, change);
	return 0;
}

/* Whether this entry of the new tree is in the base as it is, but perhaps for its mode. */
static bool is_kept(const struct maker *maker, const struct zr_tree_walk_entry *entry,
	const struct zr_tree_walk_entry *before)
{
	char path[PATH_MAX];
	char base_path[PATH_MAX];
	char says[2][ZR_DELTA_PATH_BYTES_MAX + 1];
	if (before == NULL || (before->facts.st_mode & S_IFMT) != (entry->facts.st_mode & S_IFMT)) {
		return false;
	}
	if (S_ISDIR(entry->facts.st_mode)) {
		return true;
	}
	if (join(path, maker->folder, entry->path, NULL) != 0 ||
		join(base_path, maker->base_folder, entry->path, NULL) != 0) {
		return false;
	}
	if (S_ISREG(entry->facts.st_mode)) {
		return same_content(path, base_path);
	}
	ssize_t bytes = readlink(path, says[0], sizeof says[0]);
	return bytes == readlink(base_path, says[1], sizeof says[1]) && bytes > 0 &&
	       memcmp(says[0], says[1], (size_t)bytes) == 0;
}

static int put_entry(
	struct maker *maker, const struct zr_tree_walk_entry *entry, struct zr_error *error)
{
	struct zr_delta_change change = {.mode = entry->facts.st_mode & MODE_BITS};
	const struct zr_tree_walk_entry *before = zr_tree_walk_find(&maker->base_walk, entry->path);
	if (!zr_delta_list_is_path(entry->path) || strlen(entry->path) > ZR_DELTA_PATH_BYTES_MAX) {
		return zr_error_set_at(
			error, ZR_E_LIMIT, 0, entry->path, "A delta cannot carry this path");
	}
	(void)snprintf(change.path, sizeof change.path, "%s", entry->path);
	if (is_kept(maker, entry, before)) {
		if (before->facts.st_mode != entry->facts.st_mode &&
			!S_ISLNK(entry->facts.st_mode)) {
			change.kind = ZR_DELTA_MODE;
			put(maker, &change);
		}
		return 0;
	}
	if (S_ISREG(entry->facts.st_mode)) {
		return put_file(maker, entry, &change, error);
	}
	if (S_ISLNK(entry->facts.st_mode)) {
		return put_link(maker, entry->path, &change, error);
	}
	change.kind = ZR_DELTA_FOLDER;
	put(maker, &change);
	return 0;
}

/* From the last path to the first: what is in a folder stands before it. */
static void put_removals(struct maker *maker)
{
	for (size_t i = maker->base_walk.count; i > 0; i--) {
		const struct zr_tree_walk_entry *before = &maker->base_walk.entries[i - 1];
		const struct zr_tree_walk_entry *after =
			zr_tree_walk_find(&maker->walk, before->path);
		if (after != NULL &&
			(after->facts.st_mode & S_IFMT) == (before->facts.st_mode & S_IFMT)) {
			continue;
		}
		struct zr_delta_change change = {.kind = ZR_DELTA_REMOVE};
		(void)snprintf(change.path, sizeof change.path, "%s", before->path);
		put(maker, &change);
	}
}

static int end(struct maker *maker, const struct zr_delta_recipe *recipe, struct zr_buffer *delta,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer head = {0};
	struct zr_cbor_writer writer = {.buffer = &head};
	zr_delta_list_put_head(&writer, recipe, maker->change_count);
	int code = writer.code != 0 ? writer.code : maker->writer.code;
	if (code == 0) {
		code = zr_delta_pack_add(&maker->pack, ZR_DELTA_PACK_LIST, head.data, head.bytes);
	}
	if (code == 0) {
		code = zr_delta_pack_add(&maker->pack, ZR_DELTA_PACK_LIST, maker->changes.data,
			maker->changes.bytes);
	}
	if (code == 0) {
		code = zr_delta_pack_end(&maker->pack, delta);
	}
	return code == 0 ? 0 : zr_error_set(error, code, "The delta does not fit into memory");
}

int zr_delta_maker_trees(const char *base, const char *tree, const struct zr_delta_recipe *recipe,
	struct zr_buffer *delta, struct zr_error *error)
{
	assert(base != NULL && tree != NULL);
	assert(recipe != NULL && delta != NULL);
	ZR_CLEANUP(finish_maker) struct maker maker = {.base_folder = base, .folder = tree};
	maker.writer.buffer = &maker.changes;
	int code = zr_tree_walk_read(&maker.base_walk, base, error);
	if (code == 0) {
		code = zr_tree_walk_read(&maker.walk, tree, error);
	}
	if (code == 0 && zr_delta_pack_init(&maker.pack) != 0) {
		code = zr_error_set(error, ZR_E_NOMEM, "There is no memory to pack a delta");
	}
	if (code != 0) {
		return code;
	}
	put_removals(&maker);
	for (size_t i = 0; i < maker.walk.count; i++) {
		code = put_entry(&maker, &maker.walk.entries[i], error);
		if (code != 0) {
			return code;
		}
	}
	return end(&maker, recipe, delta, error);
}

int zr_delta_maker_files(const char *base, const char *file, const char *name,
	struct zr_buffer *delta, struct zr_error *error)
{
	assert(base != NULL && file != NULL && delta != NULL);
	assert(zr_delta_list_is_path(name));
	ZR_CLEANUP(finish_maker) struct maker maker = {.base_folder = base, .folder = file};
	maker.writer.buffer = &maker.changes;
	if (zr_delta_pack_init(&maker.pack) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "There is no memory to pack a delta");
	}
	struct zr_delta_change change = {.mode = FILE_MODE};
	(void)snprintf(change.path, sizeof change.path, "%s", name);
	(void)snprintf(change.other, sizeof change.other, "%s", name);
	int code = put_content(&maker, &change, file, base, error);
	static const struct zr_delta_recipe no_recipe = {.cluster_bytes = 4096};
	return code != 0 ? code : end(&maker, &no_recipe, delta, error);
}

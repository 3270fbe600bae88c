/* Files, then the chain, then the manifest that needs both. */
#include "owner/release_maker.h"

#include <assert.h>
#include <dirent.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "owner/carried_file.h"
#include "owner/ceremony.h"

#define NAME_BYTES 300

/* ---- reading ---- */

typedef int on_release(void *user, const struct zr_manifest *manifest, struct zr_error *error);

static int read_release(const struct zr_owner_folder *folder, const char *file,
	const struct zr_trust *trust, struct zr_manifest *ret_manifest, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = {0};
	char name[NAME_BYTES];
	(void)snprintf(name, sizeof name, "releases/%.255s", file);
	int code = zr_owner_folder_read(folder, name, &document, error);
	if (code == 0) {
		const struct zr_crypto_bytes bytes = {document.data, document.bytes};
		code = zr_manifest_verify(trust, bytes, ret_manifest, error);
		zr_error_place(error, 0, code != 0 ? name : NULL);
	}
	return code;
}

/* Each manifest of the folder, by the chain of the folder; none when there is no such folder yet.
 */
static int read_releases(const char *path, on_release *tell, void *user, struct zr_error *error)
{
	const struct zr_owner_folder folder = {.path = path};
	char releases[ZR_OWNER_PATH_BYTES];
	struct zr_trust trust;
	struct zr_manifest manifest;
	(void)snprintf(releases, sizeof releases, "%s/releases", path);
	DIR *directory = opendir(releases);
	if (directory == NULL) {
		return 0;
	}
	int code = zr_owner_folder_read_chain(&folder, NULL, &trust, error);
	for (const struct dirent *entry = readdir(directory); code == 0 && entry != NULL;
		entry = readdir(directory)) {
		const char *end = strrchr(entry->d_name, '.');
		if (end != NULL && strcmp(end, ".cose") == 0) {
			code = read_release(&folder, entry->d_name, &trust, &manifest, error);
			code = code == 0 ? tell(user, &manifest, error) : code;
		}
	}
	(void)closedir(directory);
	return code;
}

/* ---- a new one ---- */

/* What it must know of those before it. */
struct making {
	const struct zr_release_wish *wish;
	struct zr_manifest manifest;
	uint32_t last_barrier;
};

/* A delta's base is what the earlier release has in its slot. */
static void take_bases(struct making *making, const struct zr_manifest *earlier)
{
	for (size_t i = 0; i < making->wish->delta_count; i++) {
		const struct zr_release_delta *delta = &making->wish->deltas[i];
		struct zr_manifest_file *file = &making->manifest.files[i];
		for (size_t j = 0; delta->from == earlier->number && j < earlier->part_count; j++) {
			if (earlier->parts[j].kind == delta->part) {
				memcpy(file->base, earlier->parts[j].sha256, sizeof file->base);
				file->from = delta->from;
			}
		}
	}
}

static int on_earlier(void *user, const struct zr_manifest *earlier, struct zr_error *error)
{
	struct making *making = user;
	const struct zr_manifest *manifest = &making->manifest;
	if (strcmp(earlier->board, manifest->board) != 0) {
		return 0;
	}
	if (earlier->number >= manifest->number) {
		return zr_error_set(error, ZR_E_EXISTS,
			"release %u is there already: the next one has a higher number than %u",
			earlier->number, manifest->number);
	}
	if (earlier->is_barrier && earlier->number > making->last_barrier) {
		making->last_barrier = earlier->number;
	}
	take_bases(making, earlier);
	return 0;
}

static int add_deltas(struct making *making, struct zr_error *error)
{
	assert(making->manifest.file_count == 0);
	const struct zr_release_wish *wish = making->wish;
	struct zr_manifest *manifest = &making->manifest;
	struct zr_carried_file carried;
	int code = 0;
	for (size_t i = 0; code == 0 && i < wish->delta_count; i++) {
		const struct zr_release_delta *delta = &wish->deltas[i];
		struct zr_manifest_file *file = &manifest->files[i];
		if (file->from != delta->from) {
			return zr_error_set(error, ZR_E_NOT_FOUND,
				"%s has no release %u for this board, from which a delta leads "
				"here",
				wish->folder, delta->from);
		}
		code = zr_carried_file_add(wish->folder, delta->path, false, &carried, error);
		file->part = delta->part;
		file->packing = delta->packing;
		file->bytes = carried.carried.bytes;
		memcpy(file->sha256, carried.carried.sha256, sizeof file->sha256);
	}
	manifest->file_count = wish->delta_count;
	return code;
}

/* The kernel image is packed in itself. */
static int add_part(struct making *making, enum zr_manifest_part_kind kind, struct zr_error *error)
{
	const struct zr_release_wish *wish = making->wish;
	struct zr_manifest *manifest = &making->manifest;
	struct zr_carried_file carried;
	const char *path = wish->parts[kind - ZR_PART_ROOT];
	const bool is_packed = kind != ZR_PART_UKI;
	if (path == NULL) {
		return 0;
	}
	assert(manifest->file_count < ZR_MANIFEST_FILE_COUNT_MAX);
	int code = zr_carried_file_add(wish->folder, path, is_packed, &carried, error);
	if (code != 0) {
		return code;
	}
	struct zr_manifest_part *part = &manifest->parts[manifest->part_count++];
	struct zr_manifest_file *file = &manifest->files[manifest->file_count++];
	part->kind = kind;
	part->bytes = carried.plain.bytes;
	memcpy(part->sha256, carried.plain.sha256, sizeof part->sha256);
	*file = (struct zr_manifest_file){.part = kind,
		.packing = is_packed ? ZR_PACKING_ZSTD : ZR_PACKING_PLAIN,
		.bytes = carried.carried.bytes};
	memcpy(file->sha256, carried.carried.sha256, sizeof file->sha256);
	return 0;
}

static int write_chain(const struct zr_release_wish *wish, struct zr_error *error)
{
	const struct zr_owner_folder folder = {.path = wish->folder, .is_public = true};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer chain = {0};
	int code = zr_owner_folder_read(&wish->keys, "chain.cbor", &chain, error);
	return code == 0 ? zr_owner_folder_write(&folder, "chain.cbor",
				   (struct zr_crypto_bytes){chain.data, chain.bytes}, error)
			 : code;
}

static int write_manifest(const struct making *making, struct zr_error *error)
{
	const struct zr_owner_folder folder = {.path = making->wish->folder, .is_public = true};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer document = {0};
	char name[NAME_BYTES];
	int code = zr_manifest_encode(&making->manifest, &content, error);
	if (code == 0) {
		code = zr_ceremony_sign(&making->wish->keys,
			(struct zr_crypto_bytes){content.data, content.bytes}, &document, error);
	}
	code = code == 0 ? write_chain(making->wish, error) : code;
	(void)snprintf(name, sizeof name, "releases/%s-%u.cose", making->manifest.board,
		making->manifest.number);
	return code == 0 ? zr_owner_folder_write(&folder, name,
				   (struct zr_crypto_bytes){document.data, document.bytes}, error)
			 : code;
}

int zr_release_maker_add(const struct zr_release_wish *wish, struct zr_error *error)
{
	assert(wish != NULL && wish->manifest.number > 0);
	assert(wish->delta_count + ZR_PART_KIND_COUNT <= ZR_MANIFEST_FILE_COUNT_MAX);
	struct making making = {.wish = wish, .manifest = wish->manifest};
	making.manifest.generation = 1; /* until it is signed */
	int code = read_releases(wish->folder, on_earlier, &making, error);
	code = code == 0 ? add_deltas(&making, error) : code;
	for (unsigned kind = ZR_PART_ROOT; code == 0 && kind <= ZR_PART_UKI; kind++) {
		code = add_part(&making, kind, error);
	}
	if (!wish->has_entry) {
		making.manifest.enters_from = making.last_barrier;
	}
	return code == 0 ? write_manifest(&making, error) : code;
}

/* ---- checking ---- */

struct checking {
	const char *folder;
	FILE *out;
};

static int on_checked(void *user, const struct zr_manifest *manifest, struct zr_error *error)
{
	const struct checking *checking = user;
	uint64_t whole_bytes = 0;
	int code = 0;
	for (size_t i = 0; code == 0 && i < manifest->file_count; i++) {
		const struct zr_manifest_file *file = &manifest->files[i];
		struct zr_carried_sum sum = {.bytes = file->bytes};
		memcpy(sum.sha256, file->sha256, sizeof sum.sha256);
		code = zr_carried_file_check(checking->folder, &sum, error);
		whole_bytes += file->from == 0 ? file->bytes : 0;
	}
	if (code == 0) {
		(void)fprintf(checking->out,
			"release %u (%s) for %s: floor %u, from %u on%s, whole %llu bytes\n",
			manifest->number, manifest->name, manifest->board, manifest->floor,
			manifest->enters_from, manifest->is_barrier ? ", a barrier" : "",
			(unsigned long long)whole_bytes);
	}
	for (size_t i = 0; code == 0 && i < manifest->file_count; i++) {
		if (manifest->files[i].from != 0) {
			(void)fprintf(checking->out, "  from %u: %llu bytes\n",
				manifest->files[i].from,
				(unsigned long long)manifest->files[i].bytes);
		}
	}
	return code;
}

int zr_release_maker_check(const char *folder, FILE *out, struct zr_error *error)
{
	assert(folder != NULL && out != NULL);
	struct zr_trust trust;
	struct checking checking = {.folder = folder, .out = out};
	const struct zr_owner_folder chain = {.path = folder};
	int code = zr_owner_folder_read_chain(&chain, NULL, &trust, error);
	return code == 0 ? read_releases(folder, on_checked, &checking, error) : code;
}

/*
 * A delta from outside, applied to a tree in memory: what it reads of the base lies inside of it,
 * what it writes is what its list says, and no change is made before all contents are there.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/delta/delta.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

enum {
	BASE_BYTES = 4096,
	WORK_BYTES_MAX = 1024 * 1024, /* written; a longer run shows nothing more */
};

struct memory {
	const uint8_t *delta;
	size_t delta_bytes;
	size_t written_bytes;
	uint32_t content_count;
	bool is_changing;
};

static int read_delta(void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	const struct memory *memory = user;
	assert(offset <= memory->delta_bytes && bytes <= memory->delta_bytes - offset);
	memcpy(data, memory->delta + offset, bytes);
	return 0;
}

static int open_base(void *user, const char *path, uint64_t *ret_bytes, struct zr_error *error)
{
	assert(zr_delta_list_is_path(path));
	*ret_bytes = BASE_BYTES;
	return 0;
}

static int read_base(void *user, uint64_t offset, void *data, size_t bytes, struct zr_error *error)
{
	assert(offset <= BASE_BYTES && bytes <= BASE_BYTES - offset);
	memset(data, (int)(offset & 0xff), bytes);
	return 0;
}

static int begin_content(void *user, uint32_t number, struct zr_error *error)
{
	struct memory *memory = user;
	assert(number == memory->content_count && !memory->is_changing);
	memory->content_count++;
	return 0;
}

static int write_content(void *user, const void *data, size_t bytes, struct zr_error *error)
{
	struct memory *memory = user;
	memory->written_bytes += bytes;
	return memory->written_bytes <= WORK_BYTES_MAX ? 0 : ZR_E_FULL;
}

static int end_content(void *user, struct zr_error *error)
{
	return 0;
}

static int take_change(
	void *user, const struct zr_delta_change *change, uint32_t number, struct zr_error *error)
{
	struct memory *memory = user;
	memory->is_changing = true;
	assert(zr_delta_list_is_path(change->path));
	assert(change->kind != ZR_DELTA_FILE || number < memory->content_count);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct memory memory = {.delta = data, .delta_bytes = bytes};
	struct zr_delta_source source = {read_delta, &memory, bytes};
	struct zr_delta_tree tree = {&memory, open_base, read_base, begin_content, write_content,
		end_content, take_change};
	struct zr_delta_recipe recipe;
	struct zr_error error = {0};
	int code = zr_delta_apply(&source, &tree, &recipe, &error);
	assert(code <= 0 && (code == 0 || code == ZR_E_FULL || error.message[0] != '\0'));
	return 0;
}

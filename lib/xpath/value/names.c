/*
 * Interned names: one entry per (namespace, local name), found through an open hash table.
 *
 * The prefix is what the first writer used; it does not take part in identity. Entries never move
 * and die with the table.
 */
#include "lib/xpath/tree.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/arena.h"

enum {
	SLOTS_FIRST = 256
};

struct zr_names {
	struct zr_name **slots; /* a power of two of them, at most half are taken */
	size_t slot_count;
	size_t count;
	struct zr_arena arena; /* the entries and their texts */
};

static uint32_t hash_text(uint32_t hash, const char *text)
{
	for (; *text != '\0'; text++) {
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	}
	return (hash ^ 0xff) * 16777619u;
}

static size_t find_slot(
	struct zr_name **slots, size_t slot_count, const char *uri, const char *local)
{
	size_t slot = hash_text(hash_text(2166136261u, local), uri) & (slot_count - 1);
	while (slots[slot] != NULL && (strcmp(slots[slot]->local, local) != 0 ||
					      strcmp(slots[slot]->namespace_uri, uri) != 0)) {
		slot = (slot + 1) & (slot_count - 1);
	}
	return slot;
}

static bool grow(struct zr_names *names)
{
	assert((names->slot_count & (names->slot_count - 1)) == 0);
	size_t slot_count = names->slot_count * 2;
	struct zr_name **slots = calloc(slot_count, sizeof *slots);
	if (slots == NULL) {
		return false;
	}
	for (size_t i = 0; i < names->slot_count; i++) {
		struct zr_name *name = names->slots[i];
		if (name != NULL) {
			slots[find_slot(slots, slot_count, name->namespace_uri, name->local)] =
				name;
		}
	}
	free(names->slots);
	names->slots = slots;
	names->slot_count = slot_count;
	return true;
}

struct zr_names *zr_names_new(void)
{
	struct zr_names *names = calloc(1, sizeof *names);
	if (names == NULL) {
		return NULL;
	}
	names->slots = calloc(SLOTS_FIRST, sizeof *names->slots);
	if (names->slots == NULL) {
		free(names);
		return NULL;
	}
	names->slot_count = SLOTS_FIRST;
	return names;
}

void zr_names_free(struct zr_names *names)
{
	if (names != NULL) {
		free(names->slots);
		zr_arena_finish(&names->arena);
		free(names);
	}
}

const struct zr_name *zr_names_intern(
	struct zr_names *names, const char *namespace_uri, const char *prefix, const char *local)
{
	assert(names != NULL && local != NULL);
	const char *uri = namespace_uri != NULL ? namespace_uri : "";
	prefix = prefix != NULL ? prefix : "";
	size_t slot = find_slot(names->slots, names->slot_count, uri, local);
	if (names->slots[slot] != NULL) {
		return names->slots[slot];
	}
	if (names->count >= names->slot_count / 2) {
		if (!grow(names)) {
			return NULL;
		}
		slot = find_slot(names->slots, names->slot_count, uri, local);
	}
	struct zr_name *name = zr_arena_new(&names->arena, sizeof *name);
	if (name == NULL) {
		return NULL;
	}
	name->local = zr_arena_copy(&names->arena, local, strlen(local));
	name->prefix = zr_arena_copy(&names->arena, prefix, strlen(prefix));
	name->namespace_uri = zr_arena_copy(&names->arena, uri, strlen(uri));
	if (name->local == NULL || name->prefix == NULL || name->namespace_uri == NULL) {
		return NULL;
	}
	name->index = (uint32_t)names->count;
	names->slots[slot] = name;
	names->count++;
	return name;
}

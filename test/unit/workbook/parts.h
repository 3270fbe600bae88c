/*
 * An .xlsx file from the text of its parts, for tests and fuzzing: a line "=== NAME" begins a part.
 * The checksums of the archive are right, so that what is wrong is inside.
 */
#ifndef ZR_TEST_PARTS_H
#define ZR_TEST_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zip.h>

static inline bool parts_add(
	zip_t *zip, const char *name, size_t name_bytes, const char *text, size_t bytes)
{
	char path[256];
	(void)snprintf(path, sizeof path, "%.*s", (int)(name_bytes < 200 ? name_bytes : 200), name);
	zip_source_t *source = zip_source_buffer(zip, text, bytes, 0);
	zip_int64_t index = source == NULL ? -1 : zip_file_add(zip, path, source, ZIP_FL_OVERWRITE);
	if (index < 0) {
		zip_source_free(source);
		return false;
	}
	return zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0;
}

/* The archive in memory that free() takes, or NULL. text lives until then. */
static inline void *parts_pack(const char *text, size_t bytes, size_t *ret_bytes)
{
	static const char MARK[] = "=== ";
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
	const char *end = text + bytes;
	const char *at = text;
	zip_source_keep(target);
	while (at < end) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		if ((size_t)(end - at) < sizeof MARK || memcmp(at, MARK, sizeof MARK - 1) != 0 ||
			line_end == NULL) {
			break;
		}
		const char *name = at + sizeof MARK - 1;
		const char *next = memmem(line_end, (size_t)(end - line_end), "\n=== ", 5);
		const char *content = line_end + 1;
		const char *content_end = next == NULL ? end : next + (next == line_end);
		if (!parts_add(zip, name, (size_t)(line_end - name), content,
			    (size_t)(content_end - content))) {
			break;
		}
		at = next == NULL ? end : next + 1;
	}
	void *packed = NULL;
	zip_stat_t stat;
	if (zip_close(zip) != 0) {
		zip_discard(zip);
	} else if (zip_source_stat(target, &stat) == 0 && zip_source_open(target) == 0) {
		packed = malloc(stat.size + 1);
		*ret_bytes = (size_t)zip_source_read(target, packed, stat.size);
		(void)zip_source_close(target);
	}
	zip_source_free(target);
	return packed;
}

#endif

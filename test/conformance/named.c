/* See named.h. */
#include "test/conformance/named.h"

#include <string.h>

#include "lib/base/cleanup.h"

/* Whether a pattern is a name: a star at its beginning or its end stands for anything. */
static bool matches(const char *pattern, size_t bytes, const char *name)
{
	bool is_open = bytes > 0 && pattern[bytes - 1] == '*';
	bool is_end = bytes > 0 && *pattern == '*';
	size_t length = strlen(name);
	size_t left = bytes - is_open - (is_end && bytes > 1);
	const char *text = pattern + (is_end && bytes > 1);
	if (is_open && is_end) {
		ZR_CLEANUP_FREE char *part = strndup(text, left);
		return strstr(name, part) != NULL;
	}
	if (length < left || (!is_open && !is_end && length != left)) {
		return false;
	}
	return memcmp(is_end ? name + length - left : name, text, left) == 0;
}

/* The line "FILE|TEST|kind|reason" of a test, from kind on; NULL. The first that matches counts. */
char *named_find(const struct zr_buffer *differences, const char *file, const char *test)
{
	for (const char *line = zr_buffer_text(differences); *line != '\0';) {
		size_t length = strcspn(line, "\n");
		size_t file_bytes = strcspn(line, "|\n");
		const char *pattern = line + file_bytes + 1;
		const char *end = pattern;
		while (end < line + length && strncmp(end, "|split|", 7) != 0 &&
			strncmp(end, "|web only|", 10) != 0 &&
			strncmp(end, "|deliberate|", 12) != 0) {
			end++;
		}
		if (end < line + length && strlen(file) == file_bytes &&
			strncmp(file, line, file_bytes) == 0 &&
			matches(pattern, (size_t)(end - pattern), test)) {
			return strndup(end + 1, length - (size_t)(end + 1 - line));
		}
		line += length + (line[length] == '\n');
	}
	return NULL;
}

bool named_is(const char *line, const char *kind)
{
	return line != NULL && strncmp(line, kind, strlen(kind)) == 0;
}

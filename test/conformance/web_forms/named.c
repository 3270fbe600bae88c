/* See named.h. */
#include "test/conformance/web_forms/named.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"

/* The kind and reason of the line when it names the test; NULL. */
static const char *match(const char *line, size_t length, const char *file, const char *test)
{
	static const char *const KINDS[] = {"split|", "web only|", "deliberate|"};
	size_t file_bytes = strlen(file), test_bytes = strlen(test);
	size_t named_bytes = file_bytes + test_bytes + 2;
	if (length < named_bytes || strncmp(line, file, file_bytes) != 0 ||
		line[file_bytes] != '|' || strncmp(line + file_bytes + 1, test, test_bytes) != 0 ||
		line[named_bytes - 1] != '|') {
		return NULL;
	}
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		if (strncmp(line + named_bytes, KINDS[i], strlen(KINDS[i])) == 0) {
			return line + named_bytes;
		}
	}
	return NULL;
}

char *named_find(struct named *named, const char *file, const char *test)
{
	size_t number = 0;
	for (const char *line = named->text; *line != '\0'; number++) {
		assert(number < NAMED_LINE_COUNT_MAX);
		size_t length = strcspn(line, "\n");
		const char *found = match(line, length, file, test);
		if (found != NULL) {
			named->is_used[number] = true;
			return strndup(found, length - (size_t)(found - line));
		}
		line += length + (line[length] == '\n');
	}
	return NULL;
}

unsigned named_print_unused(const struct named *named)
{
	unsigned count = 0;
	size_t number = 0;
	for (const char *line = named->text; *line != '\0'; number++) {
		size_t length = strcspn(line, "\n");
		if (!named->is_used[number]) {
			printf("NO LONGER NEEDED %.*s\n", (int)length, line);
			count++;
		}
		line += length + (line[length] == '\n');
	}
	return count;
}

bool named_is(const char *line, const char *kind)
{
	return line != NULL && strncmp(line, kind, strlen(kind)) == 0;
}

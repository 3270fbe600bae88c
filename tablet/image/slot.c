/*
 * The slot on the command line, the label of a partition. The last zarya.slot= wins, as with the
 * kernel's own parameters. An unknown slot falls back to 'a': a typing error must not brick a
 * tablet.
 */
#include "tablet/image/slot.h"

#include <assert.h>
#include <string.h>

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\0';
}

char zr_slot_parse(const char *command_line)
{
	static const char key[] = "zarya.slot=";
	const size_t key_length = sizeof key - 1;
	char slot = 'a';

	assert(command_line);
	for (const char *at = command_line; (at = strstr(at, key)); at += key_length) {
		bool is_word = at == command_line || is_space(at[-1]);
		char value = at[key_length];
		if (is_word && (value == 'a' || value == 'b') && is_space(at[key_length + 1])) {
			slot = value;
		}
	}
	assert(slot == 'a' || slot == 'b');
	return slot;
}

bool zr_slot_is_partition(const char *uevent, const char *label)
{
	static const char key[] = "PARTNAME=";
	size_t label_length = 0;

	assert(uevent && label);
	label_length = strlen(label);
	for (const char *line = uevent; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, sizeof key - 1) != 0) {
			continue;
		}
		const char *value = line + sizeof key - 1;
		return strncmp(value, label, label_length) == 0 && is_space(value[label_length]);
	}
	return false;
}

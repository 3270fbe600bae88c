/*
 * Reads a folder as the kernel has it at /sys/class/power_supply (Documentation/ABI/testing/
 * sysfs-class-power): one folder a supply, each fact a file of one line.
 */
#include "tablet/agent/io/battery.h"

#include <assert.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_BYTES = 32
};

static bool read_line(
	const char *directory, const char *supply, const char *name, char ret_line[LINE_BYTES])
{
	char path[512];
	int length = snprintf(path, sizeof path, "%s/%s/%s", directory, supply, name);
	FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "re") : NULL;
	if (file == NULL) {
		return false;
	}
	bool is_read = fgets(ret_line, LINE_BYTES, file) != NULL;
	(void)fclose(file);
	return is_read;
}

/* -1 when this supply is no battery, or does not say. A charger has a type of its own. */
static int32_t percent_of(const char *directory, const char *supply)
{
	char line[LINE_BYTES];
	if (supply[0] == '.' || !read_line(directory, supply, "type", line) ||
		strcmp(line, "Battery\n") != 0 || !read_line(directory, supply, "capacity", line)) {
		return -1;
	}
	long value = strtol(line, NULL, 10);
	return value >= 0 && value <= 100 ? (int32_t)value : -1;
}

int32_t zr_battery_percent(const char *directory)
{
	assert(directory != NULL);
	DIR *folder = opendir(directory);
	if (folder == NULL) {
		return -1;
	}
	int32_t percent = -1;
	for (const struct dirent *entry = readdir(folder); entry != NULL && percent < 0;
		entry = readdir(folder)) {
		percent = percent_of(directory, entry->d_name);
	}
	(void)closedir(folder);
	assert(percent >= -1 && percent <= 100);
	return percent;
}

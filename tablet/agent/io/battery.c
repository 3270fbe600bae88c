/* Reads /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power). */
#include "tablet/agent/io/battery.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POWER_SUPPLY "/sys/class/power_supply"

static int read_line(const char *supply, const char *name, char *ret_line, int size)
{
	char path[320];
	(void)snprintf(path, sizeof path, POWER_SUPPLY "/%s/%s", supply, name);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return -1;
	}
	int code = fgets(ret_line, size, file) != NULL ? 0 : -1;
	(void)fclose(file);
	return code;
}

int32_t zr_battery_percent(void)
{
	DIR *folder = opendir(POWER_SUPPLY);
	if (folder == NULL) {
		return -1;
	}
	int32_t percent = -1;
	for (const struct dirent *entry = readdir(folder); entry != NULL && percent < 0;
		entry = readdir(folder)) {
		char line[32];
		if (entry->d_name[0] == '.' ||
			read_line(entry->d_name, "type", line, sizeof line) < 0 ||
			strcmp(line, "Battery\n") != 0 ||
			read_line(entry->d_name, "capacity", line, sizeof line) < 0) {
			continue;
		}
		long value = strtol(line, NULL, 10);
		percent = value >= 0 && value <= 100 ? (int32_t)value : -1;
	}
	(void)closedir(folder);
	return percent;
}

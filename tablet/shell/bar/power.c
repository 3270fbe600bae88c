/* The first battery counts: tablets have one, and a second would be a keyboard's. */
#include "tablet/shell/bar/power.h"

#include <assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "tablet/shell/bar/sysfs.h"

bool zr_power_read(const char *directory, int *ret_percent, bool *ret_is_charging)
{
	assert(ret_percent && ret_is_charging);
	const char *root = directory ? directory : "/sys/class/power_supply";
	DIR *folder = opendir(root);
	bool is_found = false;
	const struct dirent *entry;
	while (folder && !is_found && (entry = readdir(folder))) {
		char type[32];
		char percent[32];
		char state[32];
		is_found = zr_sysfs_read(root, entry->d_name, "type", type, sizeof type) &&
			   strcmp(type, "Battery") == 0 &&
			   zr_sysfs_read(root, entry->d_name, "capacity", percent, sizeof percent);
		if (is_found) {
			const long value = strtol(percent, NULL, 10);
			*ret_percent = value < 0 ? 0 : value > 100 ? 100 : (int)value;
			assert(*ret_percent >= 0 && *ret_percent <= 100);
			*ret_is_charging =
				zr_sysfs_read(root, entry->d_name, "status", state, sizeof state) &&
				strcmp(state, "Charging") == 0;
		}
	}
	if (folder) {
		closedir(folder);
	}
	return is_found;
}

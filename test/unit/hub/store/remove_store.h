/* Removing a store over SQLite, with all that stands beside it. */
#ifndef ZR_TEST_REMOVE_STORE_H
#define ZR_TEST_REMOVE_STORE_H

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "hub/store/stored.h"

static inline void remove_segments(const char *path)
{
	char folder[200];
	(void)snprintf(folder, sizeof folder, "%s" ZR_STORE_SEGMENTS_ENDING, path);
	DIR *directory = opendir(folder);
	const struct dirent *entry = NULL;
	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		char file[500];
		(void)snprintf(file, sizeof file, "%s/%s", folder, entry->d_name);
		(void)unlink(file);
	}
	if (directory != NULL) {
		(void)closedir(directory);
		(void)rmdir(folder);
	}
}

static inline void remove_store(const char *path)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		char file[200];
		(void)snprintf(file, sizeof file, "%s%s", path, ends[i]);
		(void)unlink(file);
	}
	remove_segments(path);
}

#endif

/* A store of its own for a test, in memory where there is such a place. */
#ifndef ZR_TEST_STORE_FOLDER_H
#define ZR_TEST_STORE_FOLDER_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct store_folder {
	char name[64];
	char path[80];
};

static inline void store_folder_make(struct store_folder *folder)
{
	(void)snprintf(folder->name, sizeof folder->name, "%s/zarya-store-XXXXXX",
		access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	char *made = mkdtemp(folder->name);
	assert(made != NULL);
	(void)snprintf(folder->path, sizeof folder->path, "%.60s/hub.db", folder->name);
}

static inline void store_folder_remove(const struct store_folder *folder)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		char file[100] = "";
		(void)snprintf(file, sizeof file, "%.80s%s", folder->path, ends[i]);
		(void)unlink(file);
	}
	(void)rmdir(folder->name);
}

#endif

/*
 * Replays a fuzz target's corpus: every file of the folder named on the command line goes through
 * LLVMFuzzerTestOneInput once. An empty or missing folder is a failure, so that a corpus cannot get
 * lost.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static int replay_file(const char *path)
{
	FILE *file = fopen(path, "rbe");
	if (file == NULL) {
		perror(path);
		return -1;
	}
	struct stat facts;
	size_t bytes = fstat(fileno(file), &facts) == 0 ? (size_t)facts.st_size : 0;
	ZR_CLEANUP_FREE uint8_t *data = malloc(bytes + 1);
	size_t read_bytes = data != NULL ? fread(data, 1, bytes, file) : 0;
	(void)fclose(file);
	if (data == NULL || read_bytes != bytes) {
		(void)fprintf(stderr, "%s: cannot read\n", path);
		return -1;
	}
	(void)LLVMFuzzerTestOneInput(data, bytes);
	return 0;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	if (folder == NULL) {
		(void)fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return 2;
	}
	unsigned passed = 0;
	unsigned failed = 0;
	for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
		char path[4096];
		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
		if (replay_file(path) == 0) {
			passed++;
		} else {
			failed++;
		}
	}
	(void)closedir(folder);
	(void)printf("%u passed, %u failed\n", passed, failed);
	return passed > 0 && failed == 0 ? 0 : 1;
}

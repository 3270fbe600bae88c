/* schedstat counts in nanoseconds, where stat counts in ticks. */
#include "bench/hub/usage.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/hub/fleet_file.h"

static void add(struct bench_usage *usage, const char *name, uint64_t ns)
{
	size_t i = 0;
	while (i < usage->count && strcmp(usage->threads[i].name, name) != 0) {
		i++;
	}
	if (i == usage->count) {
		bench_need(i < BENCH_USAGE_NAME_COUNT, "too many kinds of threads");
		(void)snprintf(usage->threads[i].name, BENCH_USAGE_NAME_BYTES, "%.15s", name);
		usage->threads[i].ns = 0;
		usage->count++;
	}
	usage->threads[i].ns += ns;
}

/* The file's first line; "" when it is gone. */
static void read_line(const char *path, char *line, int bytes)
{
	line[0] = '\0';
	FILE *file = fopen(path, "re");
	if (file != NULL) {
		if (fgets(line, bytes, file) == NULL) {
			line[0] = '\0';
		}
		(void)fclose(file);
	}
	line[strcspn(line, "\n")] = '\0';
}

void bench_usage_read(pid_t pid, struct bench_usage *ret_usage)
{
	char folder[64];
	*ret_usage = (struct bench_usage){0};
	(void)snprintf(folder, sizeof folder, "/proc/%d/task", (int)pid);
	DIR *tasks = opendir(folder);
	bench_need(tasks != NULL, "the process to be measured is gone");
	const struct dirent *entry = NULL;
	while ((entry = readdir(tasks)) != NULL) {
		char path[400];
		char name[64];
		char times[128];
		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(path, sizeof path, "%s/%s/comm", folder, entry->d_name);
		read_line(path, name, sizeof name);
		(void)snprintf(path, sizeof path, "%s/%s/schedstat", folder, entry->d_name);
		read_line(path, times, sizeof times);
		if (name[0] != '\0') {
			add(ret_usage, name, strtoull(times, NULL, 10));
		}
	}
	(void)closedir(tasks);
}

void bench_usage_subtract(struct bench_usage *usage, const struct bench_usage *before)
{
	for (size_t i = 0; i < usage->count; i++) {
		for (size_t j = 0; j < before->count; j++) {
			if (strcmp(usage->threads[i].name, before->threads[j].name) == 0) {
				usage->threads[i].ns -= before->threads[j].ns;
			}
		}
	}
}

void bench_usage_print(const struct bench_usage *usage)
{
	for (size_t i = 0; i < usage->count; i++) {
		(void)printf("%s\"%s\": %.1f", i > 0 ? ", " : "", usage->threads[i].name,
			(double)usage->threads[i].ns / 1000);
	}
}

/* The value of one line of such a file; bytes. */
static uint64_t find_kib(const char *path, const char *name)
{
	char line[200];
	uint64_t kib = 0;
	FILE *file = fopen(path, "re");
	bench_need(file != NULL, "no figures of memory");
	while (fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, name, strlen(name)) == 0) {
			kib = strtoull(line + strlen(name), NULL, 10);
		}
	}
	(void)fclose(file);
	return kib * 1024;
}

uint64_t bench_usage_memory(pid_t pid)
{
	char path[64];
	(void)snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
	return find_kib(path, "Pss:");
}

uint64_t bench_usage_kernel(void)
{
	return find_kib("/proc/meminfo", "Slab:");
}

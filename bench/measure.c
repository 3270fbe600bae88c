/* Measurements in processes of their own. */
#include "bench/measure.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double measure_cpu_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

double measure_peak_mib(void)
{
	char line[256];
	double kib = 0;
	FILE *status = fopen("/proc/self/status", "re");
	while (status != NULL && fgets(line, sizeof line, status) != NULL) {
		if (strncmp(line, "VmHWM:", 6) == 0) {
			kib = strtod(line + 6, NULL);
		}
	}
	if (status != NULL) {
		(void)fclose(status);
	}
	return kib / 1024;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

void measure_sort(double *values, size_t count)
{
	qsort(values, count, sizeof *values, by_size);
}

static bool measure_once(int (*work)(void *user), void *user, double ret_figures[MEASURE_FIGURES])
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0) {
		return false;
	}
	(void)fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		int status = work(user);
		(void)fflush(stdout);
		_exit(status);
	}
	(void)close(ends[1]);
	FILE *answer = fdopen(ends[0], "re");
	size_t read = 0;
	while (answer != NULL && read < MEASURE_FIGURES &&
		fscanf(answer, "%lf", &ret_figures[read]) == 1) {
		read++;
	}
	if (answer != NULL) {
		(void)fclose(answer);
	}
	int status = 0;
	return waitpid(child, &status, 0) == child && status == 0 && read == MEASURE_FIGURES;
}

bool measure_medians(int (*work)(void *user), void *user, struct figures *ret_medians)
{
	static_assert(sizeof *ret_medians == MEASURE_FIGURES * sizeof(double), "only doubles");
	double runs[MEASURE_RUNS][MEASURE_FIGURES];
	double medians[MEASURE_FIGURES];
	for (size_t run = 0; run < MEASURE_RUNS; run++) {
		if (!measure_once(work, user, runs[run])) {
			return false;
		}
	}
	for (size_t i = 0; i < MEASURE_FIGURES; i++) {
		double figure[MEASURE_RUNS];
		for (size_t run = 0; run < MEASURE_RUNS; run++) {
			figure[run] = runs[run][i];
		}
		measure_sort(figure, MEASURE_RUNS);
		medians[i] = figure[MEASURE_RUNS / 2];
	}
	memcpy(ret_medians, medians, sizeof medians);
	return true;
}

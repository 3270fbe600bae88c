/*
 * What the questionnaire engine costs on real forms, beside its peers.
 *
 *	form SHARED             for each form five processes; prints the medians
 *	form SHARED FORM NAME   one process: prints load, first instance, answers' median and p95,
 *memory
 *
 * CPU time of the process, the recorded interview of each form (policy "yes"). The peers' rows are
 *read from SHARED/peers.md, so the two stand in one table but not in one run.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "test/conformance/replay.h"

enum {
	RUNS = 5,
	FIGURES = 6,
	ANSWERS_MAX = 4096
};

static const struct {
	const char *title; /* as in peers.md */
	const char *recording;
} forms[] = {
	{"whova_form",
		"getodk__javarosa__src__test__resources__smoketests__whova_form.xml.yes.json"},
	{"bohemia smallcensusb",
		"databrew__bohemia__forms__smallcensusb__smallcensusb.xml.yes.json"},
	{"bohemia census", "databrew__bohemia__forms__census__census.xml.yes.json"},
	{"bohemia va153b", "databrew__bohemia__forms__va153b__va153b.xml.yes.json"},
	{"nigeria_wards_internal",
		"getodk__javarosa__src__jmh__resources__nigeria_wards_internal_2ndry_instance.xml."
		"yes.json"},
};

static double cpu_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double peak_mib(void)
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

/* Plays the recording's steps; fills each answer's CPU time. Returns their number. */
static size_t time_answers(
	struct zr_session *session, struct json_object *recording, double *ret_answers)
{
	struct json_object *steps = json_object_object_get(recording, "steps");
	size_t count = 0;
	for (size_t i = 0; i < json_object_array_length(steps) && count < ANSWERS_MAX; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fault = {0};
		struct json_object *step = json_object_array_get_idx(steps, i);
		double start = cpu_us();
		(void)replay_step(session, step, &fault);
		if (strcmp(replay_text(step, "op"), "answer") == 0) {
			ret_answers[count++] = cpu_us() - start;
		}
	}
	return count;
}

/* One process, one form: prints the figures in the order of the table. */
static int measure(const char *shared, const char *recording_name)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/interviews/%s", shared, recording_name);
	struct json_object *recording = json_object_from_file(path);
	if (recording == NULL) {
		return 77;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	struct zr_error error = {0};
	(void)snprintf(path, sizeof path, "%s/%s", shared, replay_text(recording, "form"));
	double start = cpu_us();
	if (replay_read_file(path, &xml) < 0 || replay_load_form(path, &xml, &form, &error) < 0) {
		(void)fprintf(stderr, "%s: %s: %s\n", path, error.where, error.message);
		return 1;
	}
	double loaded = cpu_us();
	if (replay_begin(form, recording, &session, &error) < 0) {
		(void)fprintf(stderr, "%s: %s\n", path, error.message);
		return 1;
	}
	double begun = cpu_us();
	static double answers[ANSWERS_MAX];
	size_t count = time_answers(session, recording, answers);
	double finished = cpu_us();
	qsort(answers, count, sizeof answers[0], by_size);
	printf("%.2f %.2f %.2f %.1f %.1f %.1f %zu\n", (loaded - start) / 1e3,
		(begun - loaded) / 1e3, (finished - begun) / 1e3,
		count > 0 ? answers[count / 2] : 0, count > 0 ? answers[count * 95 / 100] : 0,
		peak_mib(), count);
	json_object_put(recording);
	return 0;
}

/* The figures of one process of its own. */
static int measure_in_child(const char *shared, const char *recording, double ret_figures[FIGURES])
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0) {
		return -1;
	}
	(void)fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		int status = measure(shared, recording);
		(void)fflush(stdout);
		_exit(status);
	}
	(void)close(ends[1]);
	FILE *answer = fdopen(ends[0], "re");
	size_t read = 0;
	while (answer != NULL && read < FIGURES && fscanf(answer, "%lf", &ret_figures[read]) == 1) {
		read++;
	}
	if (answer != NULL) {
		(void)fclose(answer);
	}
	int status = 0;
	return waitpid(child, &status, 0) == child && status == 0 && read == FIGURES ? 0 : -1;
}

/* The median of each figure over five processes. */
static int measure_medians(const char *shared, const char *recording, double ret_medians[FIGURES])
{
	double runs[RUNS][FIGURES];
	for (size_t run = 0; run < RUNS; run++) {
		if (measure_in_child(shared, recording, runs[run]) < 0) {
			return -1;
		}
	}
	for (size_t i = 0; i < FIGURES; i++) {
		double figure[RUNS];
		for (size_t run = 0; run < RUNS; run++) {
			figure[run] = runs[run][i];
		}
		qsort(figure, RUNS, sizeof figure[0], by_size);
		ret_medians[i] = figure[RUNS / 2];
	}
	return 0;
}

/* The rows of peers.md that belong to one form. */
static void print_peers(const char *shared, const char *title)
{
	char path[4096];
	char line[1024];
	bool is_ours = false;
	(void)snprintf(path, sizeof path, "%s/peers.md", shared);
	FILE *peers = fopen(path, "re");
	while (peers != NULL && fgets(line, sizeof line, peers) != NULL) {
		bool continues = strncmp(line, "| |", 3) == 0;
		is_ours = line[0] == '|' && (continues ? is_ours : strstr(line, title) == line + 2);
		if (is_ours) {
			const char *cells = strchr(line + 1, '|');
			printf("  %s", cells != NULL ? cells + 2 : line);
		}
	}
	if (peers != NULL) {
		(void)fclose(peers);
	}
}

int main(int argc, char **argv)
{
	const char *shared = argc > 1 ? argv[1] : "../shared/conformance";
	printf("engine | parse ms | first instance ms | interview ms | answer median / p95 us | "
	       "MiB\n");
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		double figures[FIGURES];
		printf("%s\n", forms[i].title);
		if (measure_medians(shared, forms[i].recording, figures) < 0) {
			printf("  not measured: no recording, or it failed\n");
			continue;
		}
		printf("  Zarya | %.1f | %.2f | %.1f | %.0f / %.0f | %.0f\n", figures[0],
			figures[1], figures[2], figures[3], figures[4], figures[5]);
		print_peers(shared, forms[i].title);
	}
	return 0;
}

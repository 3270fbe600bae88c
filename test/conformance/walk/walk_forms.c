/*
 * A random walk through every form: answers of every kind, good and bad, instances added and
 * removed, languages switched. It must never crash, never leave a state stale (every state is
 * compared with a full evaluation) and come back from what was saved byte by byte.
 *
 *	walk [options] FOLDER...
 *	--answers N   answers in each form (1000)
 *	--verify N    compare with a full evaluation after every N-th answer (10)
 *	--seed N      of the walk (1)
 *	--invent N    walk over N invented forms, too (0): "invented form 1" and so on
 *	--only PART   only forms whose path contains PART; every step is printed
 *
 * A folder that does not exist is said and skipped. Each form is walked in a process of its own.
 * A file that is no XForm is passed over; a form that is refused is listed with the reason and
 * counts as skipped.
 */
#include <ftw.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/cleanup.h"
#include "test/conformance/recording.h"
#include "test/conformance/walk/walk_invent.h"
#include "test/conformance/walk/walker.h"

enum {
	FORMS_MAX = 4096,
	SECONDS_MAX = 300,
	REFUSED = 77
};

static const char INVENTED[] = "invented form ";

static char *paths[FORMS_MAX];
static size_t path_count;

struct tally {
	unsigned passed;
	unsigned failed;
	unsigned skipped;
};

struct options {
	struct walk_plan plan;
	size_t invented;
	const char *only;
};

/* ---- finding the forms ---- */

static bool is_xform(const char *path)
{
	char head[4096] = "";
	FILE *file = fopen(path, "rbe");
	if (file == NULL) {
		return false;
	}
	size_t bytes = fread(head, 1, sizeof head - 1, file);
	(void)fclose(file);
	head[bytes] = '\0';
	return strstr(head, "<h:html") != NULL || strstr(head, "<html") != NULL;
}

static int visit(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)place;
	size_t bytes = strlen(path);
	if (kind == FTW_F && bytes > 4 && strcmp(path + bytes - 4, ".xml") == 0 &&
		path_count < FORMS_MAX && is_xform(path)) {
		paths[path_count++] = strdup(path);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* ---- one form ---- */

static uint64_t seed_of(const char *path, uint64_t seed)
{
	const char *name = strrchr(path, '/');
	uint64_t hash = 14695981039346656037u ^ seed;
	for (name = name != NULL ? name : path; *name != '\0'; name++) {
		hash = (hash ^ (unsigned char)*name) * 1099511628211u;
	}
	return hash;
}

/* In the child: prints what went wrong. */
static int walk_form(const char *path, const struct options *options)
{
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	if (strncmp(path, INVENTED, sizeof INVENTED - 1) == 0) {
		struct walk inventor = {.random_state = seed_of(path, options->plan.seed)};
		walk_invent_form(&inventor, &xml);
		if (options->only != NULL) {
			printf("%s", zr_buffer_text(&xml));
		}
	} else if (recording_read_file(path, &xml) < 0) {
		printf("    cannot be read\n");
		return 1;
	}
	if (recording_load_form(path, &xml, &form, &error) < 0) {
		printf("    refused: line %u: %s: %s\n", error.line, error.where, error.message);
		return REFUSED;
	}
	struct walk_plan plan = options->plan;
	plan.seed = seed_of(path, plan.seed);
	plan.is_loud = options->only != NULL;
	struct walk walk = {.form = form};
	if (!walker_run(&walk, &plan, &error)) {
		printf("    refused at the first evaluation: line %u: %s: %s\n", error.line,
			error.where, error.message);
		walk_finish(&walk);
		return REFUSED;
	}
	printf("%s", zr_buffer_text(&walk.faults));
	printf("    %zu nodes, %zu answers (%zu accepted, %zu too much for the form), %zu "
	       "instances added, %zu removed; "
	       "evaluated afresh %zu times, saved and restored %zu times; %zu faults\n",
		form->bind_count, walk.answers, walk.accepted, walk.refused, walk.added,
		walk.removed, walk.verified, walk.restored, walk.fault_count);
	int result = walk.fault_count > 0;
	walk_finish(&walk);
	return result;
}

/* Walks in a child; what it printed goes to ret_report. Its exit status, or -signal. */
static int walk_in_child(
	const char *path, const struct options *options, struct zr_buffer *ret_report)
{
	int ends[2];
	if (pipe(ends) < 0) {
		return -1;
	}
	(void)fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		(void)close(ends[0]);
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)alarm(SECONDS_MAX);
		exit(walk_form(path, options));
	}
	(void)close(ends[1]);
	char chunk[4096];
	ssize_t bytes = 0;
	while ((bytes = read(ends[0], chunk, sizeof chunk)) > 0) {
		if (zr_buffer_add(ret_report, chunk, (size_t)bytes) != 0) {
			break;
		}
	}
	(void)close(ends[0]);
	int status = 0;
	(void)waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void run(const char *path, const struct options *options, struct tally *tally)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer report = {0};
	int status = walk_in_child(path, options, &report);
	if (status == 0) {
		tally->passed++;
	} else if (status == REFUSED) {
		tally->skipped++;
		printf("SKIP %s\n%s", path, zr_buffer_text(&report));
	} else {
		tally->failed++;
		printf("FAIL %s (%s %d)\n%s", path, status < 0 ? "signal" : "status", abs(status),
			zr_buffer_text(&report));
	}
	if (status == 0 && options->only != NULL) {
		printf("PASS %s\n%s", path, zr_buffer_text(&report));
	}
}

static void read_options(int argc, char **argv, struct options *ret_options)
{
	static const struct option names[] = {{"answers", required_argument, NULL, 'a'},
		{"verify", required_argument, NULL, 'v'}, {"seed", required_argument, NULL, 's'},
		{"invent", required_argument, NULL, 'i'}, {"only", required_argument, NULL, 'o'},
		{0}};
	int option = 0;
	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (option) {
		case 'a':
			ret_options->plan.answers = strtoul(optarg, NULL, 10);
			break;
		case 'v':
			ret_options->plan.verify_every = strtoul(optarg, NULL, 10);
			break;
		case 's':
			ret_options->plan.seed = strtoull(optarg, NULL, 10);
			break;
		case 'i':
			ret_options->invented = strtoul(optarg, NULL, 10);
			break;
		case 'o':
			ret_options->only = optarg;
			break;
		default:
			exit(2);
		}
	}
	if (ret_options->plan.verify_every == 0 || ret_options->plan.answers == 0) {
		(void)fprintf(stderr, "walk: answers and verify are at least 1\n");
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct options options = {
		.plan = {.answers = 1000, .verify_every = 10, .restore_every = 50, .seed = 1}};
	struct tally tally = {0};
	read_options(argc, argv, &options);
	for (int i = optind; i < argc; i++) {
		if (nftw(argv[i], visit, 16, FTW_PHYS) != 0) {
			printf("skipped: there is no %s\n", argv[i]);
		}
	}
	for (size_t i = 0; i < options.invented && path_count < FORMS_MAX; i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "%s%zu", INVENTED, i + 1);
		paths[path_count++] = strdup(name);
	}
	qsort(paths, path_count, sizeof paths[0], by_name);
	for (size_t i = 0; i < path_count; i++) {
		if (options.only == NULL || strstr(paths[i], options.only) != NULL) {
			run(paths[i], &options, &tally);
		}
		free(paths[i]);
	}
	printf("walk: seed %llu, %zu answers a form, evaluated afresh after every %zu, "
	       "saved and restored after every %zu\n",
		(unsigned long long)options.plan.seed, options.plan.answers,
		options.plan.verify_every, options.plan.restore_every);
	printf("walk: %u passed, %u failed, %u skipped\n", tally.passed, tally.failed,
		tally.skipped);
	return tally.failed > 0;
}

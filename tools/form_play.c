/*
 * The outside of an interview at a desk: terminal, clock, locale, file of steps. Steps run at a
 * fixed moment and with a fixed seed, so that the same steps print the same.
 */
#include "tools/form_play.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/form_source.h"
#include "tools/terminal.h"
#include "tools/play/play_run.h"
#include "tools/play/play_step.h"
#include "tools/play/play_talk.h"

enum {
	MICROSECONDS = 1000000,
	STEPS_COLUMNS = 160
};

/* 2026-01-15 12:00 UTC */
#define STEPS_NOW_US INT64_C(1768478400000000)
#define STEPS_SEED   7

static int64_t now_us(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

static void close_stream(FILE **stream)
{
	if (*stream != NULL && *stream != stdin) {
		(void)fclose(*stream);
	}
}

static int run_steps(
	struct zr_play *play, const char *path, size_t *ret_failed_count, struct zr_error *error)
{
	assert(path != NULL && ret_failed_count != NULL);
	ZR_CLEANUP(close_stream) FILE *steps = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (steps == NULL) {
		return zr_form_source_cannot(error, errno, "read", path);
	}
	struct zr_play_tally tally;
	int code = zr_play_run(play, steps, &tally, error);
	*ret_failed_count = tally.failed_count;
	if (code == 0 && tally.failed_count > 0) {
		(void)fflush(stdout);
		(void)fprintf(stderr, "%s: ", path);
		(void)fprintf(stderr, zr_play_word(play->tongue, ZR_PLAY_STEPS_FAILED),
			tally.failed_count, tally.step_count, tally.first_failed_line);
		(void)fputc('\n', stderr);
	}
	return code;
}

int zr_form_play(const struct zr_form *form, const struct zr_form_play_options *options,
	size_t *ret_failed_count, struct zr_error *error)
{
	assert(form != NULL && options != NULL && ret_failed_count != NULL);
	char code_of_locale[3] = "";
	(void)snprintf(code_of_locale, sizeof code_of_locale, "%.2s", zr_terminal_locale());
	const char *language = options->language != NULL ? options->language : code_of_locale;
	bool is_person = options->steps == NULL;
	ZR_CLEANUP(zr_play_finish)
	struct zr_play play = {.form = form,
		.env = {.now_us = is_person ? now_us() : STEPS_NOW_US,
			.seed = is_person ? (uint64_t)now_us() : STEPS_SEED,
			.device_id = options->is_online ? "online" : NULL},
		.out = stdout,
		.tongue = zr_play_word_tongue(language),
		.width = is_person ? zr_terminal_columns(STDOUT_FILENO) : STEPS_COLUMNS,
		.is_bright = is_person && isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL};
	if (is_person) {
		time_t now = time(NULL);
		struct tm local = {0};
		play.env.utc_offset_s =
			localtime_r(&now, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
	}
	*ret_failed_count = 0;
	int code = zr_play_begin(&play, *language != '\0' ? language : NULL, error);
	if (code == 0) {
		code = is_person ? zr_play_talk(&play, stdin, now_us, error)
				 : run_steps(&play, options->steps, ret_failed_count, error);
	}
	return code;
}

int zr_form_play_help(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer steps = {0};
	int code = zr_play_step_help(&steps);
	assert(code != 0 || steps.bytes > 0);
	(void)printf(
		"zarya form play FILE [STEPS] [--language CODE] [--online]\n"
		"Without STEPS an interview at the terminal. STEPS is a file (- for what is "
		"piped in) with a step a line:\n\n%s\n"
		"PATH is /data/person[2]/age, or its end: age. VALUE is what is stored, to the "
		"end of the line.\n"
		"--online: as a household that answers for itself has it.\n"
		"# begins a comment. The clock stands at 2026-01-15 12:00 UTC. Exit status 1 "
		"when a step fails.\n",
		zr_buffer_text(&steps));
	return code;
}

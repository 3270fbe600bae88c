/* A step that fails does not end the run: the steps behind it tell what follows from that. */
#include "tools/play/play_run.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tools/play/play_step.h"

static void run_line(struct zr_play *play, char *line, unsigned number, struct zr_play_tally *tally)
{
	assert(number > 0);
	struct zr_error error = {0};
	struct zr_play_step step;
	ZR_CLEANUP_FREE char *shown = strdup(line);
	zr_play_step_parse(line, &step);
	if (*step.verb == '\0') {
		return;
	}
	tally->step_count++;
	if (shown != NULL) {
		(void)fprintf(play->out, "> %.*s\n", (int)strcspn(shown, "\r\n"), shown);
	}
	if (zr_play_step_do(play, &step, &error) == 0) {
		return;
	}
	tally->failed_count++;
	tally->first_failed_line =
		tally->first_failed_line == 0 ? number : tally->first_failed_line;
	(void)fprintf(play->out, "  %s (", zr_play_word(play->tongue, ZR_PLAY_FAILED));
	(void)fprintf(play->out, zr_play_word(play->tongue, ZR_PLAY_LINE), number);
	(void)fprintf(play->out, "): %s\n", error.message);
}

int zr_play_run(
	struct zr_play *play, FILE *steps, struct zr_play_tally *ret_tally, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && steps != NULL && ret_tally != NULL);
	*ret_tally = (struct zr_play_tally){0};
	ZR_CLEANUP_FREE char *line = NULL;
	size_t capacity = 0;
	for (unsigned number = 1; getline(&line, &capacity, steps) >= 0; number++) {
		const char *mark = "\xef\xbb\xbf";
		size_t skip = number == 1 && strncmp(line, mark, 3) == 0 ? 3 : 0;
		run_line(play, line + skip, number, ret_tally);
	}
	return ferror(steps) == 0 ? 0 : zr_error_set(error, ZR_E_IO, "the steps cannot be read");
}

/* A person goes forward as on the tablet: not past an answer that does not stand. */
#include "tools/play/play_talk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tools/play/play_answer.h"
#include "tools/play/play_step.h"
#include "tools/play/play_view.h"

static void say(struct zr_play *play, const char *text)
{
	(void)fprintf(play->out, "  %s\n", text);
}

static int show(struct zr_play *play, struct zr_error *error)
{
	(void)fputc('\n', play->out);
	return zr_play_view_item(play, &play->at, error);
}

/* Whether the answer that stands here lets a person go on; says why not. */
static int may_leave(struct zr_play *play, bool *ret_may, struct zr_error *error)
{
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer why = {0};
	int code = play->at.kind == ZR_ITEM_QUESTION
			   ? zr_session_check(play->session, &play->at, &verdict, error)
			   : 0;
	*ret_may = verdict == ZR_VERDICT_ACCEPTED;
	if (code == 0 && !*ret_may) {
		code = zr_play_verdict(play, &play->at, verdict, &why, error);
		say(play, zr_buffer_text(&why));
	}
	return code;
}

/* The end is reached only with answers that stand; the first that does not is shown instead. */
static int arrive(struct zr_play *play, struct zr_error *error)
{
	if (play->at.kind == ZR_ITEM_END) {
		struct zr_item item = {0};
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		int code = zr_session_validate(play->session, &item, &verdict, error);
		if (code != 0 || verdict == ZR_VERDICT_ACCEPTED) {
			return code == 0 ? show(play, error) : code;
		}
		play->at = item;
		bool may = false;
		code = show(play, error);
		return code == 0 ? may_leave(play, &may, error) : code;
	}
	return show(play, error);
}

static int go_on(struct zr_play *play, struct zr_error *error)
{
	bool may = true;
	int code = may_leave(play, &may, error);
	if (code != 0 || !may) {
		return code;
	}
	play->at = zr_session_next(play->session, &play->at);
	return arrive(play, error);
}

/* An empty group of the form has nothing to say but its name: it is passed like a heading. */
static int pass_headings(struct zr_play *play, struct zr_error *error)
{
	int code = 0;
	while (code == 0 && (play->at.kind == ZR_ITEM_GROUP || play->at.kind == ZR_ITEM_REPEAT ||
				    play->at.kind == ZR_ITEM_START)) {
		code = go_on(play, error);
	}
	return code;
}

static int take_answer(struct zr_play *play, const char *typed, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer value = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer why = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	if (play->at.kind != ZR_ITEM_QUESTION) {
		say(play, zr_play_word(play->tongue,
				  play->at.kind == ZR_ITEM_END ? ZR_PLAY_END : ZR_PLAY_ADD_OR_ON));
		return 0;
	}
	int code = zr_play_answer_read(play, &play->at, typed, &value, error);
	if (code == ZR_E_NOT_FOUND) {
		say(play, error->message);
		return zr_play_view_choices(
			play, &play->at, typed, ZR_PLAY_CHOICE_COUNT_MAX, error);
	}
	code = code == 0 ? zr_session_answer(play->session, &play->at, zr_buffer_text(&value),
				   &verdict, error)
			 : code;
	if (code != 0) {
		say(play, error->message);
		return 0; /* the old value stands, and the author goes on */
	}
	if (verdict != ZR_VERDICT_ACCEPTED) {
		code = zr_play_verdict(play, &play->at, verdict, &why, error);
		say(play, zr_buffer_text(&why));
		return code;
	}
	return go_on(play, error);
}

static int take_step(struct zr_play *play, char *text, struct zr_error *error)
{
	struct zr_play_step step;
	struct zr_error fault = {0};
	zr_play_step_parse(text, &step);
	if (strcmp(step.verb, "help") == 0 || *step.verb == '\0') {
		(void)fputs(zr_play_word(play->tongue, ZR_PLAY_HELP), play->out);
		return 0;
	}
	if (strcmp(step.verb, "clear") == 0) {
		step = (struct zr_play_step){.verb = "answer", .path = ".", .value = ""};
	}
	bool is_forward = strcmp(step.verb, "next") == 0;
	if (is_forward) {
		return go_on(play, error);
	}
	if (zr_play_step_do(play, &step, &fault) != 0) {
		say(play, fault.message);
	}
	return 0;
}

/* A place that was left behind may be gone: an answer hid it. */
static void stay_inside(struct zr_play *play)
{
	if (!zr_item_is_relevant(&play->at)) {
		play->at = zr_session_next(play->session, &play->at);
	}
}

static int take_line(struct zr_play *play, char *line, struct zr_error *error)
{
	line[strcspn(line, "\r\n")] = '\0';
	size_t blanks = strspn(line, " \t");
	int code = 0;
	if (line[blanks] == ':') {
		code = take_step(play, line + blanks + 1, error);
	} else if (line[blanks] == '\0') {
		code = go_on(play, error);
	} else {
		code = take_answer(play, line + blanks, error);
	}
	stay_inside(play);
	return code == 0 ? pass_headings(play, error) : code;
}

int zr_play_talk(struct zr_play *play, FILE *in, int64_t (*tick)(void), struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && in != NULL);
	ZR_CLEANUP_FREE char *line = NULL;
	size_t capacity = 0;
	int code = show(play, error);
	say(play, zr_play_word(play->tongue, ZR_PLAY_WELCOME));
	code = code == 0 ? pass_headings(play, error) : code;
	while (code == 0) {
		(void)fputs("> ", play->out);
		(void)fflush(play->out);
		if (getline(&line, &capacity, in) < 0) {
			(void)fputc('\n', play->out);
			return 0;
		}
		bool is_end = play->at.kind == ZR_ITEM_END && line[strspn(line, " \t\r\n")] == '\0';
		if (is_end || strncmp(line, ":quit", 5) == 0) {
			return 0;
		}
		if (tick != NULL) {
			play->env.now_us = tick();
			zr_session_set_now(play->session, play->env.now_us);
		}
		code = take_line(play, line, error);
	}
	return code;
}

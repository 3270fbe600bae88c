/* See play_step.h. Each verb is one function, found by its name. */
#include "tools/play/play_step.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/timezone.h"
#include "tools/play/play_view.h"

enum {
	MICROSECONDS = 1000000
};

typedef int step_function(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error);

static const char *word(const struct zr_play *play, enum zr_play_word which)
{
	return zr_play_word(play->tongue, which);
}

static void print_line(struct zr_play *play, const char *text)
{
	(void)fprintf(play->out, "  %s\n", text);
}

/* ---- answers ---- */

/* A place that is shown: a calculation has a value and no more. */
static int find_shown(
	struct zr_play *play, const char *path, struct zr_item *ret_item, struct zr_error *error)
{
	int code = zr_play_find(play, path, ret_item, error);
	return code != 0 || ret_item->control != NULL
		       ? code
		       : zr_error_set(error, ZR_E_NOT_FOUND, word(play, ZR_PLAY_NO_PLACE), path);
}

static int find_question(
	struct zr_play *play, const char *path, struct zr_item *ret_item, struct zr_error *error)
{
	int code = zr_play_find(play, path, ret_item, error);
	bool is_question = ret_item->kind == ZR_ITEM_QUESTION && ret_item->control != NULL;
	return code != 0 || is_question
		       ? code
		       : zr_error_set(error, ZR_E_NOT_FOUND, word(play, ZR_PLAY_NO_PLACE), path);
}

/* With those that wait, all of which are stored or none; the first that is refused is told. */
static int give_together(struct zr_play *play, const struct zr_play_step *step,
	struct zr_item *ret_item, enum zr_verdict *ret_verdict, struct zr_error *error)
{
	struct zr_session_entry entries[ZR_PLAY_HELD_COUNT_MAX + 1];
	size_t count = play->held_count;
	int code = find_question(play, step->path, &entries[count].item, error);
	entries[count].value = step->value;
	for (size_t i = 0; code == 0 && i < count; i++) {
		entries[i].value = play->held[i].value;
		code = find_question(play, play->held[i].path, &entries[i].item, error);
	}
	bool is_stored = false;
	code = code == 0
		       ? zr_session_answer_all(play->session, entries, count + 1, &is_stored, error)
		       : code;
	size_t told = count;
	for (size_t i = 0; code == 0 && !is_stored && i <= count; i++) {
		if (entries[i].verdict != ZR_VERDICT_ACCEPTED) {
			told = i;
			break;
		}
	}
	*ret_item = entries[told].item;
	*ret_verdict = entries[told].verdict;
	zr_play_drop_held(play);
	return code;
}

/* As on a tablet, where nothing can be tapped that is not offered. A session takes any choice: what
 * it was given may be in the list with the next answer. */
static int give_one(struct zr_play *play, const struct zr_item *item, const char *value,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	ZR_CLEANUP_FREE char *before = strdup(zr_item_value(item));
	if (before == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "%s", word(play, ZR_PLAY_NO_MEMORY));
	}
	enum zr_verdict stands = ZR_VERDICT_ACCEPTED, undone = ZR_VERDICT_ACCEPTED;
	int code = zr_session_answer(play->session, item, value, ret_verdict, error);
	if (code == 0 && *ret_verdict == ZR_VERDICT_ACCEPTED) {
		code = zr_session_check(play->session, item, &stands, error);
	}
	if (code == 0 && stands == ZR_VERDICT_NOT_A_CHOICE) {
		*ret_verdict = stands;
		code = zr_session_answer(play->session, item, before, &undone, error);
	}
	return code;
}

static int give(struct zr_play *play, const struct zr_play_step *step, struct zr_item *ret_item,
	enum zr_verdict *ret_verdict, struct zr_error *error)
{
	if (play->held_count > 0) {
		return give_together(play, step, ret_item, ret_verdict, error);
	}
	int code = find_question(play, step->path, ret_item, error);
	return code == 0 ? give_one(play, ret_item, step->value, ret_verdict, error) : code;
}

static int step_hold(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = find_question(play, step->path, &item, error);
	if (code == 0 && play->held_count == ZR_PLAY_HELD_COUNT_MAX) {
		code = zr_error_set(error, ZR_E_LIMIT, "%s", word(play, ZR_PLAY_TOO_MANY_HELD));
	}
	if (code != 0) {
		return code;
	}
	struct zr_play_held *held = &play->held[play->held_count++];
	*held = (struct zr_play_held){strdup(step->path), strdup(step->value)};
	if (held->path == NULL || held->value == NULL) {
		zr_play_drop_held(play);
		return zr_error_set(error, ZR_E_NOMEM, "%s", word(play, ZR_PLAY_NO_MEMORY));
	}
	return 0;
}

static int print_answer(struct zr_play *play, const struct zr_item *item, struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_play_view_answer(play, item, &text, error);
	if (code == 0 && !zr_item_is_relevant(item)) {
		code = zr_buffer_add_format(&text, "  (%s)", word(play, ZR_PLAY_NOT_ASKED));
	}
	if (code == 0) {
		(void)fprintf(play->out, "  = %s\n", zr_buffer_text(&text));
	}
	return code;
}

/* An error that says why the answer does not stand. */
static int refusal(struct zr_play *play, const struct zr_item *item, enum zr_verdict verdict,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_play_verdict(play, item, verdict, &text, error);
	code = code == 0 ? zr_play_path(item, &path) : code;
	return code != 0 ? code
			 : zr_error_set(error, ZR_E_REFUSED, "%s: %s: %s",
				   word(play, ZR_PLAY_REFUSED), zr_buffer_text(&path),
				   zr_buffer_text(&text));
}

static int step_answer(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	int code = give(play, step, &item, &verdict, error);
	if (code != 0) {
		return code;
	}
	return verdict == ZR_VERDICT_ACCEPTED ? print_answer(play, &item, error)
					      : refusal(play, &item, verdict, error);
}

static int step_refuse(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_error said = {0};
	int code = give(play, step, &item, &verdict, error);
	if (code == 0 && verdict == ZR_VERDICT_ACCEPTED) {
		return zr_error_set(
			error, ZR_E_STATE, word(play, ZR_PLAY_WAS_ACCEPTED), zr_item_value(&item));
	}
	code = code == 0 ? refusal(play, &item, verdict, &said) : code;
	if (code == ZR_E_REFUSED) {
		print_line(play, said.message);
		return 0;
	}
	return code;
}

static int step_expect(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = zr_play_find(play, step->path, &item, error);
	const char *value = code == 0 && item.node != NULL ? zr_item_value(&item) : "";
	if (code == 0 && strcmp(value, step->value) != 0) {
		return zr_error_set(
			error, ZR_E_STATE, word(play, ZR_PLAY_EXPECTED), value, step->value);
	}
	return code == 0 ? print_answer(play, &item, error) : code;
}

static int step_get(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = zr_play_find(play, step->path, &item, error);
	return code == 0 ? print_answer(play, &item, error) : code;
}

static int step_check(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	int code = find_question(play, step->path, &item, error);
	code = code == 0 ? zr_session_check(play->session, &item, &verdict, error) : code;
	if (code == 0 && verdict != ZR_VERDICT_ACCEPTED) {
		return refusal(play, &item, verdict, error);
	}
	return code == 0 ? print_answer(play, &item, error) : code;
}

/* ---- looking ---- */

static int step_choices(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = find_question(play, step->path, &item, error);
	return code == 0 ? zr_play_view_choices(play, &item, step->value, SIZE_MAX, error) : code;
}

static int step_text(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	static const char *const WHICH[] = {
		"label", "hint", "guidance", "constraint", "required", "image", "audio", "video"};
	size_t which = 0, count = sizeof WHICH / sizeof *WHICH;
	while (*step->value != '\0' && which < count && strcmp(WHICH[which], step->value) != 0 &&
		!(step->value[0] == (char)('0' + which) && step->value[1] == '\0')) {
		which++;
	}
	if (which == count) {
		return zr_error_set(error, ZR_E_INVALID, "%s", word(play, ZR_PLAY_NO_TEXT));
	}
	struct zr_item item = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = find_shown(play, step->path, &item, error);
	code = code == 0 ? zr_session_text(play->session, &item, (enum zr_text)which, &text, error)
			 : code;
	if (code == 0) {
		print_line(play, zr_buffer_text(&text));
	}
	return code;
}

static int step_show(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = zr_play_find(play, step->path, &item, error);
	return code == 0 ? zr_play_view_item(play, &item, error) : code;
}

static int step_items(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	(void)step;
	return zr_play_view_list(play, error);
}

static int step_list(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	return step_items(play, step, error);
}

/* ---- repeats ---- */

static int step_add(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0}, added = {0};
	int code = zr_play_find_repeat(play, step->path, &item, error);
	if (code == 0 && !zr_session_can_add(play->session, &item)) {
		code = zr_error_set(error, ZR_E_STATE, "%s", word(play, ZR_PLAY_CANNOT_ADD));
	}
	code = code == 0 ? zr_session_repeat_add(play->session, &item, &added, error) : code;
	if (code != 0) {
		return code;
	}
	play->at = added;
	return zr_play_view_item(play, &added, error);
}

static int step_remove(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = zr_play_find_repeat(play, step->path, &item, error);
	if (code == 0 &&
		(item.kind != ZR_ITEM_REPEAT || !zr_session_can_remove(play->session, &item))) {
		code = zr_error_set(error, ZR_E_STATE, "%s", word(play, ZR_PLAY_CANNOT_REMOVE));
	}
	struct zr_item before = code == 0 ? zr_session_previous(play->session, &item) : item;
	code = code == 0 ? zr_session_repeat_remove(play->session, &item, error) : code;
	if (code == 0) {
		play->at = before;
		(void)fprintf(play->out, "  ");
		(void)fprintf(play->out, word(play, ZR_PLAY_ENTRIES),
			zr_session_repeat_count(play->session, &item));
		(void)fputc('\n', play->out);
	}
	return code;
}

/* ---- moving ---- */

static int go(struct zr_play *play, struct zr_item item, struct zr_error *error)
{
	play->at = item;
	return zr_play_view_item(play, &item, error);
}

static int step_next(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	(void)step;
	return go(play, zr_session_next(play->session, &play->at), error);
}

static int step_back(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	(void)step;
	return go(play, zr_session_previous(play->session, &play->at), error);
}

static int step_jump(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct zr_item item = {0};
	int code = find_shown(play, step->path, &item, error);
	return code == 0 ? go(play, item, error) : code;
}

static int step_lang(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	int code = zr_play_set_language(play, step->value, error);
	if (code == 0) {
		print_line(play, zr_form_language(play->form, zr_session_language(play->session)));
	}
	return code;
}

/* ---- the record ---- */

static int validate(struct zr_play *play, struct zr_error *error)
{
	struct zr_item item = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	int code = zr_session_validate(play->session, &item, &verdict, error);
	if (code == 0 && verdict != ZR_VERDICT_ACCEPTED) {
		play->at = item;
		return refusal(play, &item, verdict, error);
	}
	return code;
}

static int step_validate(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	(void)step;
	int code = validate(play, error);
	if (code == 0) {
		print_line(play, word(play, ZR_PLAY_STANDS));
	}
	return code;
}

static int step_finish(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	(void)step;
	int code = validate(play, error);
	code = code == 0 ? zr_session_finalize(play->session, error) : code;
	if (code == 0) {
		print_line(play, word(play, ZR_PLAY_IS_FINISHED));
	}
	return code;
}

static int step_write(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	bool is_draft = *step->value == '\0' || strcmp(step->value, "draft") == 0;
	if (!is_draft && strncmp(step->value, "sub", 3) != 0) {
		return zr_error_set(error, ZR_E_INVALID, "%s", word(play, ZR_PLAY_NO_PURPOSE));
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	int code = zr_session_write(
		play->session, is_draft ? ZR_SESSION_DRAFT : ZR_SESSION_SUBMISSION, &xml, error);
	if (code == 0) {
		(void)fprintf(play->out, "%s\n", zr_buffer_text(&xml));
	}
	return code;
}

static int step_restore(
	struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	(void)step;
	return zr_play_restore(play, error);
}

/* ---- the clock ---- */

/* "+03:00" or "Z" or nothing, in seconds. */
static bool read_offset(const char *text, long *ret_seconds)
{
	int hours = 0, minutes = 0, used = 0;
	*ret_seconds = 0;
	if (*text == '\0' || strcmp(text, "Z") == 0) {
		return true;
	}
	bool is_offset = (*text == '+' || *text == '-') &&
			 sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &used) == 2 &&
			 text[1 + used] == '\0' && hours <= 14 && minutes < 60;
	*ret_seconds = (*text == '-' ? -1L : 1L) * (hours * 3600L + minutes * 60L);
	return is_offset;
}

static int step_now(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	struct tm moment = {0};
	long offset = 0;
	const char *rest = strptime(step->value, "%Y-%m-%dT%H:%M", &moment);
	if (rest != NULL && *rest == ':') {
		rest = strptime(rest, ":%S", &moment);
	}
	if (rest == NULL || !read_offset(rest, &offset)) {
		return zr_error_set(
			error, ZR_E_INVALID, word(play, ZR_PLAY_NO_MOMENT), step->value);
	}
	play->env.now_us = ((int64_t)timegm(&moment) - offset) * MICROSECONDS;
	zr_session_set_now(play->session, play->env.now_us);
	return 0;
}

/* Forms know the zones of Russia by name; of all others they take the offset of the day, which the
 * tablet gives them, too. */
static int32_t offset_of_zone(int64_t now_us)
{
	const time_t now = (time_t)(now_us / MICROSECONDS);
	struct tm there;
	return localtime_r(&now, &there) != NULL ? (int32_t)there.tm_gmtoff : 0;
}

static int step_zone(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	if (zr_timezone_set(step->value, NULL) != 0) {
		return zr_error_set(
			error, ZR_E_NOT_FOUND, word(play, ZR_PLAY_NO_ZONE), step->value);
	}
	play->env.utc_offset_s = offset_of_zone(play->env.now_us);
	size_t language = zr_session_language(play->session);
	(void)snprintf(play->zone, sizeof play->zone, "%s", step->value);
	zr_play_finish(play);
	int code = zr_play_begin(play, NULL, error);
	if (code == 0) {
		zr_session_set_language(play->session, language);
	}
	return code;
}

/* ---- the table ---- */

static const struct verb {
	const char *name;
	int path; /* 0 takes none, 1 may, 2 must have one */
	const char *rest;
	const char *meaning;
	step_function *run;
} VERBS[] = {
#define ZR_PLAY_STEP(verb, path, rest, meaning) {#verb, path, rest, meaning, step_##verb},
#include "tools/play/play_step.def"
#undef ZR_PLAY_STEP
};

static const struct verb *find_verb(const char *name)
{
	assert(name != NULL);
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
		if (strcmp(VERBS[i].name, name) == 0) {
			return &VERBS[i];
		}
	}
	return NULL;
}

/* Ends the word at text and gives what stands behind the one blank after it. */
static char *cut_word(char *text)
{
	assert(text != NULL);
	char *end = text + strcspn(text, " \t");
	bool has_more = *end != '\0';
	*end = '\0';
	return has_more ? end + 1 : end;
}

void zr_play_step_parse(char *line, struct zr_play_step *ret_step)
{
	assert(line != NULL && ret_step != NULL);
	line[strcspn(line, "\r\n")] = '\0';
	line += strspn(line, " \t");
	*ret_step = (struct zr_play_step){.verb = "", .path = "", .value = ""};
	if (*line == '\0' || *line == '#') {
		return;
	}
	char *rest = cut_word(line);
	const struct verb *verb = find_verb(line);
	ret_step->verb = line;
	if (verb != NULL && verb->path > 0) {
		rest += strspn(rest, " \t");
		ret_step->path = rest;
		rest = cut_word(rest);
	}
	ret_step->value = rest;
}

int zr_play_step_do(struct zr_play *play, const struct zr_play_step *step, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && step != NULL);
	const struct verb *verb = find_verb(step->verb);
	if (verb == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX, word(play, ZR_PLAY_NO_STEP), step->verb);
	}
	if (verb->path == 2 && *step->path == '\0') {
		return zr_error_set(error, ZR_E_SYNTAX, word(play, ZR_PLAY_NO_PATH), step->verb);
	}
	return verb->run(play, step, error);
}

int zr_play_step_help(struct zr_buffer *ret_text)
{
	assert(ret_text != NULL);
	int code = 0;
	for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS && code == 0; i++) {
		code = zr_buffer_add_format(ret_text, "  %-8s %-13s %s\n", VERBS[i].name,
			VERBS[i].rest, VERBS[i].meaning);
	}
	return code;
}

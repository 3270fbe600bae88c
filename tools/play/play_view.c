/* A text of several lines is one line in a list, so that a list can be searched by line. */
#include "tools/play/play_view.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "tools/terminal.h"

enum {
	PATH_COLUMNS = 28,
	VALUE_COLUMNS = 10,
	MARGIN = 2
};

static const char BOLD[] = "\033[1m", DIM[] = "\033[2m", PLAIN[] = "\033[0m";

static void shine(struct zr_play *play, const char *how)
{
	if (play->is_bright) {
		(void)fputs(how, play->out);
	}
}

/* A paragraph in a margin; nothing for an empty one. */
static void print_paragraph(struct zr_play *play, const char *how, const char *text)
{
	if (text[strspn(text, " \t\r\n")] == '\0') {
		return;
	}
	(void)fprintf(play->out, "%*s", MARGIN, "");
	shine(play, how);
	zr_terminal_wrap(play->out, text, MARGIN, MARGIN, play->width);
	shine(play, PLAIN);
}

int zr_play_view_answer(struct zr_play *play, const struct zr_item *item,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && item != NULL && ret_text != NULL);
	const char *value = item->node != NULL ? zr_item_value(item) : "";
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer shown = {0};
	int code = zr_session_display(play->session, item, &shown, error);
	if (code != 0) {
		return code;
	}
	bool is_same = strcmp(zr_buffer_text(&shown), value) == 0 || shown.bytes == 0;
	return is_same ? zr_buffer_add_text(ret_text, value)
		       : zr_buffer_add_format(ret_text, "%s (%s)", value, shown.data);
}

/* ---- choices ---- */

static bool holds(const struct zr_choice *choice, const char *word)
{
	return strcasestr(choice->value, word) != NULL || strcasestr(choice->label, word) != NULL;
}

static void print_choice(struct zr_play *play, size_t number, const struct zr_choice *choice)
{
	(void)fprintf(play->out, "%*s%3zu %s ", MARGIN, "", number,
		choice->is_selected ? "\xe2\x97\x8f" : "\xe2\x97\x8b");
	size_t at = MARGIN + 6 + zr_terminal_print(play->out, choice->value, VALUE_COLUMNS) + 2;
	(void)fputs("  ", play->out);
	zr_terminal_wrap(play->out, choice->label, at, at, play->width);
}

int zr_play_view_choices(struct zr_play *play, const struct zr_item *item, const char *word,
	size_t count_max, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && item != NULL && word != NULL);
	const struct zr_choice *choices = NULL;
	size_t count = 0, shown = 0, fitting = 0;
	int code = zr_session_choices(play->session, item, &choices, &count, error);
	for (size_t i = 0; code == 0 && i < count; i++) {
		bool fits = *word == '\0' || holds(&choices[i], word);
		fitting += fits;
		if (fits && shown < count_max) {
			print_choice(play, i + 1, &choices[i]);
			shown++;
		}
	}
	if (code == 0 && fitting == 0) {
		(void)fprintf(play->out, "%*s(%s)\n", MARGIN, "",
			zr_play_word(play->tongue, ZR_PLAY_NO_CHOICES));
	} else if (fitting > shown) {
		(void)fprintf(play->out, "%*s", MARGIN + 4, "");
		(void)fprintf(play->out, zr_play_word(play->tongue, ZR_PLAY_MORE_CHOICES),
			fitting - shown);
		(void)fputc('\n', play->out);
	}
	return code;
}

/* ---- one place ---- */

static bool is_choice(const struct zr_control *control)
{
	return control->kind == ZR_CONTROL_SELECT_ONE || control->kind == ZR_CONTROL_SELECT_MANY ||
	       control->kind == ZR_CONTROL_RANK;
}

static enum zr_play_word word_of_type(enum zr_type type)
{
	switch (type) {
	case ZR_TYPE_INT:
		return ZR_PLAY_KIND_INTEGER;
	case ZR_TYPE_DECIMAL:
		return ZR_PLAY_KIND_DECIMAL;
	case ZR_TYPE_DATE:
		return ZR_PLAY_KIND_DATE;
	case ZR_TYPE_TIME:
		return ZR_PLAY_KIND_TIME;
	case ZR_TYPE_DATETIME:
		return ZR_PLAY_KIND_MOMENT;
	case ZR_TYPE_GEOPOINT:
		return ZR_PLAY_KIND_PLACE;
	default:
		return ZR_PLAY_KIND_TEXT;
	}
}

static enum zr_play_word word_of(const struct zr_item *item)
{
	assert(item->control != NULL);
	if (zr_item_is_readonly(item)) {
		return ZR_PLAY_KIND_NOTE;
	}
	switch (item->control->kind) {
	case ZR_CONTROL_SELECT_ONE:
		return ZR_PLAY_KIND_ONE;
	case ZR_CONTROL_SELECT_MANY:
		return ZR_PLAY_KIND_MANY;
	case ZR_CONTROL_RANK:
		return ZR_PLAY_KIND_RANK;
	case ZR_CONTROL_TRIGGER:
		return ZR_PLAY_KIND_TICK;
	case ZR_CONTROL_UPLOAD:
		return ZR_PLAY_KIND_FILE;
	default:
		return word_of_type(item->control->type);
	}
}

/* "(whole number)": what kind of answer is wanted. */
static void print_kind(struct zr_play *play, const struct zr_item *item)
{
	assert(item->kind == ZR_ITEM_QUESTION);
	const struct zr_control *control = item->control;
	(void)fprintf(play->out, "%*s", MARGIN, "");
	shine(play, DIM);
	(void)fputc('(', play->out);
	if (control->kind == ZR_CONTROL_RANGE) {
		(void)fprintf(play->out, zr_play_word(play->tongue, ZR_PLAY_KIND_RANGE),
			control->range_start, control->range_end, control->range_step);
	} else {
		(void)fputs(zr_play_word(play->tongue, word_of(item)), play->out);
	}
	(void)fputs(")", play->out);
	shine(play, PLAIN);
	(void)fputc('\n', play->out);
}

/* The path; "2 of 3" of an entry, the number of entries behind them. */
static int print_place(struct zr_play *play, const struct zr_item *item)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	int code = zr_play_path(item, &path);
	if (code != 0) {
		return code;
	}
	shine(play, DIM);
	(void)fputs(zr_buffer_text(&path), play->out);
	if (item->kind == ZR_ITEM_REPEAT) {
		(void)fputs("  ", play->out);
		(void)fprintf(play->out, zr_play_word(play->tongue, ZR_PLAY_ENTRY), item->index + 1,
			zr_session_repeat_count(play->session, item));
	} else if (item->kind == ZR_ITEM_PROMPT) {
		(void)fputs("  ", play->out);
		(void)fprintf(play->out, zr_play_word(play->tongue, ZR_PLAY_ENTRIES), item->index);
	}
	if (!zr_item_is_relevant(item)) {
		(void)fprintf(play->out, "  (%s)", zr_play_word(play->tongue, ZR_PLAY_NOT_ASKED));
	}
	shine(play, PLAIN);
	(void)fputc('\n', play->out);
	return 0;
}

/* A text of a place and how it is printed. */
struct shown {
	enum zr_text which;
	const char *how;  /* BOLD, DIM or "" */
	const char *mark; /* behind it */
};

static int print_text(struct zr_play *play, const struct zr_item *item, const struct shown *shown,
	struct zr_error *error)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	int code = zr_session_text(play->session, item, shown->which, &text, error);
	code = code == 0 ? zr_buffer_add_text(&text, shown->mark) : code;
	if (code == 0) {
		print_paragraph(play, shown->how, zr_buffer_text(&text));
	}
	return code;
}

static int print_question(struct zr_play *play, const struct zr_item *item, struct zr_error *error)
{
	int code = 0;
	print_kind(play, item);
	if (is_choice(item->control)) {
		code = zr_play_view_choices(play, item, "", ZR_PLAY_CHOICE_COUNT_MAX, error);
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answer = {0};
	code = code == 0 ? zr_play_view_answer(play, item, &answer, error) : code;
	if (code == 0 && answer.bytes > 0) {
		(void)fprintf(play->out, "%*s%s: %s\n", MARGIN, "",
			zr_play_word(play->tongue, ZR_PLAY_NOW), answer.data);
	}
	return code;
}

int zr_play_view_item(struct zr_play *play, const struct zr_item *item, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && item != NULL);
	if (item->kind == ZR_ITEM_START || item->kind == ZR_ITEM_END) {
		print_paragraph(play, BOLD,
			item->kind == ZR_ITEM_START ? zr_form_title(play->form)
						    : zr_play_word(play->tongue, ZR_PLAY_END));
		return 0;
	}
	int code = print_place(play, item);
	if (code != 0) {
		return zr_error_set(
			error, code, "%s", zr_play_word(play->tongue, ZR_PLAY_NO_MEMORY));
	}
	if (item->control == NULL) {
		print_paragraph(play, "", zr_item_value(item));
		return 0;
	}
	bool is_required = item->kind == ZR_ITEM_QUESTION && zr_item_is_required(item);
	const struct shown texts[] = {{ZR_TEXT_LABEL, BOLD, is_required ? " *" : ""},
		{ZR_TEXT_HINT, DIM, ""}, {ZR_TEXT_GUIDANCE, DIM, ""}};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0] && code == 0; i++) {
		code = print_text(play, item, &texts[i], error);
	}
	if (code == 0 && item->kind == ZR_ITEM_PROMPT) {
		print_paragraph(play, "", zr_play_word(play->tongue, ZR_PLAY_ADD_OR_ON));
	}
	return code == 0 && item->kind == ZR_ITEM_QUESTION ? print_question(play, item, error)
							   : code;
}

/* ---- every place ---- */

/* On one line: blanks for what breaks it. */
static void print_flat(FILE *out, const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		(void)fputc(*at == '\n' || *at == '\r' || *at == '\t' ? ' ' : *at, out);
	}
}

static int list_item(struct zr_play *play, const struct zr_item *item, struct zr_error *error)
{
	assert(item->kind != ZR_ITEM_END);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answer = {0};
	int code = zr_play_path(item, &path);
	bool is_question = item->kind == ZR_ITEM_QUESTION;
	code = code == 0 ? zr_session_text(play->session, item, ZR_TEXT_LABEL, &label, error)
			 : code;
	code = code == 0 && is_question ? zr_play_view_answer(play, item, &answer, error) : code;
	if (code != 0) {
		return code;
	}
	(void)fprintf(play->out, "%*s", MARGIN, "");
	(void)zr_terminal_print(play->out, zr_buffer_text(&path), PATH_COLUMNS);
	(void)fputs(is_question ? "  " : item->kind == ZR_ITEM_PROMPT ? "  + " : "  # ", play->out);
	print_flat(play->out, zr_buffer_text(&label));
	(void)fputs(is_question && zr_item_is_required(item) ? " *" : "", play->out);
	if (is_question) {
		(void)fputs(answer.bytes > 0 ? " = " : " =", play->out);
		print_flat(play->out, zr_buffer_text(&answer));
	}
	(void)fputc('\n', play->out);
	return 0;
}

int zr_play_view_list(struct zr_play *play, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL);
	struct zr_item at = zr_session_start(play->session);
	for (;;) {
		at = zr_session_next(play->session, &at);
		if (at.kind == ZR_ITEM_END) {
			return 0;
		}
		int code = list_item(play, &at, error);
		if (code != 0) {
			return code;
		}
	}
}

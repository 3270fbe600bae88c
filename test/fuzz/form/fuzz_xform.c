/* An XForm from anywhere: loaded, interviewed, written and restored to the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/form/session.h"

enum {
	PLACES_MAX = 300
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const struct zr_session_env ENV = {
	.now_us = INT64_C(1768478400000000), .time_zone = "UTC", .seed = 1};

static int read_list(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)error;
	return zr_buffer_add_text(ret_bytes, strstr(uri, ".csv") != NULL
						     ? "list_name,name,label\nl,a,A\nl,b,B\n"
						     : "<root><item><name>a</name></item></root>");
}

static void visit(struct zr_session *session, const struct zr_item *item, size_t index)
{
	static const char *const ANSWERS[] = {"1", "a", "2020-01-01", "", "a b", "1 2"};
	struct zr_buffer text = {0};
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_item added = {0};
	int code = zr_session_text(session, item, ZR_TEXT_LABEL, &text, NULL);
	if (item->kind == ZR_ITEM_QUESTION && item->node != NULL) {
		code = zr_session_choices(session, item, &choices, &count, NULL);
		code = zr_session_answer(session, item,
			ANSWERS[index % (sizeof ANSWERS / sizeof *ANSWERS)], &verdict, NULL);
	} else if (item->kind == ZR_ITEM_PROMPT && index < 40) {
		code = zr_session_repeat_add(session, item, &added, NULL);
	}
	(void)code;
	zr_buffer_finish(&text);
}

/* Out of the place, over it and back: behind what a step back leads to stands the same place again,
 * or the instance by which a count of chance has grown. */
static void look_around(struct zr_session *session, const struct zr_item *item)
{
	const struct zr_item up = zr_session_up(session, item);
	const struct zr_item behind = zr_session_skip(session, item);
	const struct zr_item before = zr_session_previous(session, &behind);
	const struct zr_item again = zr_session_next(session, &before);
	if (up.kind == ZR_ITEM_END || behind.kind == ZR_ITEM_START ||
		(!zr_item_equal(&again, &behind) && again.kind != ZR_ITEM_REPEAT)) {
		__builtin_trap();
	}
}

static void interview(struct zr_session *session)
{
	struct zr_item item = zr_session_start(session);
	for (size_t i = 0; i < PLACES_MAX && item.kind != ZR_ITEM_END; i++) {
		item = zr_session_next(session, &item);
		if (item.kind != ZR_ITEM_END && item.kind != ZR_ITEM_START) {
			look_around(session, &item);
			visit(session, &item, i);
		}
	}
}

static void end(struct zr_session *session)
{
	struct zr_item item = {0};
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	int code = zr_session_validate(session, &item, &verdict, NULL);
	code = code == 0 ? zr_session_finalize(session, NULL) : code;
	(void)code;
}

static void check_restore(const struct zr_form *form, struct zr_session *session)
{
	struct zr_session *restored = NULL;
	struct zr_buffer first = {0};
	struct zr_buffer second = {0};
	if (zr_session_write(session, ZR_SESSION_DRAFT, &first, NULL) == 0 &&
		zr_session_restore(form, &ENV, first.data, first.bytes, &restored, NULL) == 0 &&
		zr_session_write(restored, ZR_SESSION_DRAFT, &second, NULL) == 0 &&
		second.bytes == 0) {
		__builtin_trap();
	}
	zr_session_free(restored);
	zr_buffer_finish(&first);
	zr_buffer_finish(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	const struct zr_form_loader loader = {.read = read_list};
	struct zr_form *form = NULL;
	struct zr_session *session = NULL;
	struct zr_error error = {0};
	if (bytes > 100000 || zr_form_load(data, bytes, &loader, &form, &error) != 0) {
		return 0;
	}
	if (zr_session_new(form, &ENV, &session, &error) == 0) {
		interview(session);
		end(session);
		check_restore(form, session);
	}
	zr_session_free(session);
	zr_form_free(form);
	return 0;
}

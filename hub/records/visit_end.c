/* One walk over the relevant questions; a choice's own word for its result is asked first. */
#include "hub/records/visit_end.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/limits.h"
#include "lib/base/utf8.h"
#include "lib/envelope/result.h"

static bool is_in_repeat(struct zr_session *session, const struct zr_item *item)
{
	struct zr_item around = zr_session_up(session, item);
	for (size_t depth = 0; depth < ZR_FORM_DEPTH_MAX; depth++) {
		if (around.kind == ZR_ITEM_REPEAT || around.kind == ZR_ITEM_START) {
			break;
		}
		around = zr_session_up(session, &around);
	}
	return around.kind == ZR_ITEM_REPEAT;
}

/* The first answered question of that name; kind END when there is none. */
static struct zr_item find(struct zr_session *session, const char *name)
{
	struct zr_item start = zr_session_start(session);
	struct zr_item at = zr_session_next(session, &start);
	for (; at.kind != ZR_ITEM_END; at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION && at.node != NULL && at.node->name != NULL &&
			strcmp(at.node->name->local, name) == 0 && zr_item_value(&at)[0] != '\0' &&
			!is_in_repeat(session, &at)) {
			break;
		}
	}
	return at;
}

/* What the author says that the choice comes to, in the column "result" of his list. */
static enum zr_visit_result result_in(const struct zr_node *row)
{
	const struct zr_node *column = row != NULL ? row->first_child : NULL;
	while (column != NULL &&
		(column->name == NULL || strcmp(column->name->local, "result") != 0)) {
		column = column->next;
	}
	for (int result = ZR_RESULT_DONE; column != NULL && result <= ZR_RESULT_LAST; result++) {
		if (strcmp(zr_result_name((enum zr_visit_result)result), zr_node_value(column)) ==
			0) {
			return (enum zr_visit_result)result;
		}
	}
	return ZR_RESULT_UNKNOWN;
}

static enum zr_visit_result result_of(struct zr_session *session, const struct zr_item *item)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	enum zr_visit_result result = ZR_RESULT_UNKNOWN;
	if (item->control == NULL ||
		zr_session_choices(session, item, &choices, &count, NULL) != 0) {
		count = 0;
	}
	for (size_t i = 0; i < count && result == ZR_RESULT_UNKNOWN; i++) {
		if (strcmp(choices[i].value, zr_item_value(item)) == 0) {
			result = result_in(choices[i].row);
		}
	}
	return result != ZR_RESULT_UNKNOWN ? result : zr_result_of_code(zr_item_value(item));
}

/* A date, with the hour and minute that the person named; seconds and the zone are no part of it:
 * an appointment is in the time of the place. */
static void copy_appointment(const char *value, struct zr_visit_end *end)
{
	static const char pattern[] = "dddd-dd-ddTdd:dd";
	const size_t date_length = strlen("dddd-dd-dd");
	size_t length = 0;
	assert(end->appointment[0] == '\0');
	while (pattern[length] != '\0' &&
		(pattern[length] == 'd' ? isdigit((unsigned char)value[length]) != 0
					: pattern[length] == value[length])) {
		length++;
	}
	if (length >= date_length) {
		(void)snprintf(end->appointment, sizeof end->appointment, "%.*s",
			(int)(length == strlen(pattern) ? length : date_length), value);
	}
}

void zr_visit_end_read(struct zr_session *session, struct zr_visit_end *ret_end)
{
	assert(session != NULL && ret_end != NULL);
	struct zr_item item = find(session, "outcome");
	*ret_end = (struct zr_visit_end){.outcome = "completed", .result = ZR_RESULT_DONE};
	if (item.kind == ZR_ITEM_END) {
		return;
	}
	(void)zr_utf8_copy(ret_end->outcome, sizeof ret_end->outcome, zr_item_value(&item));
	ret_end->result = result_of(session, &item);
	struct zr_item appointment = find(session, "appointment");
	if (ret_end->result == ZR_RESULT_REVISIT && appointment.kind != ZR_ITEM_END) {
		copy_appointment(zr_item_value(&appointment), ret_end);
	}
}

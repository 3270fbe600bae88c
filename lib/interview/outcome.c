/* One walk over the relevant questions; a choice's own word for its result is asked first. */
#include "lib/interview/outcome.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/result.h"
#include "lib/interview/flow.h"

/* The first answered question of that name; kind END when there is none. */
static struct zr_item find(struct zr_session *session, const char *name)
{
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION && at.node != NULL && at.node->name != NULL &&
			strcmp(at.node->name->local, name) == 0 && zr_item_value(&at)[0] != '\0' &&
			zr_flow_instance_around(session, &at).kind != ZR_ITEM_REPEAT) {
			return at;
		}
	}
	return at;
}

static char *words_of(struct zr_session *session, const struct zr_item *item)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	if (zr_session_display(session, item, &text, NULL) != 0) {
		return strdup("");
	}
	return strdup(zr_buffer_text(&text));
}

/* What the author says that the choice comes to, in the column "result" of his list. */
static enum zr_visit_result named_result(const char *name)
{
	for (int result = ZR_RESULT_DONE; result <= ZR_RESULT_LAST; result++) {
		if (strcmp(zr_result_name((enum zr_visit_result)result), name) == 0) {
			return (enum zr_visit_result)result;
		}
	}
	return ZR_RESULT_UNKNOWN;
}

static enum zr_visit_result result_in(const struct zr_node *row)
{
	const struct zr_node *column = row != NULL ? row->first_child : NULL;
	while (column != NULL &&
		(column->name == NULL || strcmp(column->name->local, "result") != 0)) {
		column = column->next;
	}
	return column != NULL ? named_result(zr_node_value(column)) : ZR_RESULT_UNKNOWN;
}

static enum zr_visit_result result_of(struct zr_session *session, const struct zr_item *item)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	enum zr_visit_result result = ZR_RESULT_UNKNOWN;
	if (zr_session_choices(session, item, &choices, &count, NULL) != 0) {
		count = 0;
	}
	for (size_t i = 0; i < count && result == ZR_RESULT_UNKNOWN; i++) {
		if (strcmp(choices[i].value, zr_item_value(item)) == 0) {
			result = result_in(choices[i].row);
		}
	}
	return result != ZR_RESULT_UNKNOWN ? result : zr_result_of_code(zr_item_value(item));
}

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* A date, with the hour and minute that the person named; seconds and the zone are no part of it:
 * an appointment is in the time of the place. */
static char *appointment_in(const char *value)
{
	static const char pattern[] = "dddd-dd-ddTdd:dd";
	size_t length = 0;
	while (pattern[length] != '\0' &&
		(pattern[length] == 'd' ? is_digit(value[length])
					: pattern[length] == value[length])) {
		length++;
	}
	if (length < strlen("dddd-dd-dd")) {
		return strdup("");
	}
	return strndup(value, length == strlen(pattern) ? length : strlen("dddd-dd-dd"));
}

int zr_outcome_read(struct zr_session *session, struct zr_outcome *ret_outcome)
{
	assert(session != NULL && ret_outcome != NULL);
	struct zr_item item = find(session, "outcome");
	struct zr_outcome outcome = {.result = ZR_RESULT_DONE};
	if (item.kind == ZR_ITEM_END) {
		outcome.code = strdup("completed");
		outcome.words = strdup("");
	} else {
		outcome.code = strdup(zr_item_value(&item));
		outcome.words = words_of(session, &item);
		outcome.result = result_of(session, &item);
	}
	struct zr_item appointment = find(session, "appointment");
	bool has = outcome.result == ZR_RESULT_REVISIT && appointment.kind != ZR_ITEM_END;
	outcome.appointment = has ? appointment_in(zr_item_value(&appointment)) : strdup("");
	if (outcome.code == NULL || outcome.words == NULL || outcome.appointment == NULL) {
		zr_outcome_finish(&outcome);
		return ZR_E_NOMEM;
	}
	*ret_outcome = outcome;
	return 0;
}

void zr_outcome_finish(struct zr_outcome *outcome)
{
	assert(outcome != NULL);
	free(outcome->code);
	free(outcome->words);
	free(outcome->appointment);
	*outcome = (struct zr_outcome){0};
}

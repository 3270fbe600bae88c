/* Choices are the same when their values are, in the same order: a choice filter may tell them
 * apart, and then a mark under the wrong heading would be a wrong answer. */
#include "tablet/apps/census/question/table_heads.h"

#include <assert.h>
#include <stdbool.h>

#include "lib/interview/place.h"

enum {
	CHOICES_MAX = 7,    /* more are hard to follow from the heading down */
	CELL_MIN = 64,      /* a finger, and a short word */
	CELL_MAX = 150,     /* marks far apart are hard to follow, too */
	QUESTION_MIN = 200, /* what the question itself needs at the least */
};

static bool is_select(const struct zr_control *control)
{
	return control->kind == ZR_CONTROL_SELECT_ONE || control->kind == ZR_CONTROL_SELECT_MANY;
}

/* The values in one text; NULL when there are none. */
static char *values_of(struct zr_session *session, const struct zr_item *question)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	if (zr_session_choices(session, question, &choices, &count, NULL) != 0 || count == 0) {
		return NULL;
	}
	GString *values = g_string_new(NULL);
	for (size_t i = 0; i < count; i++) {
		g_string_append_printf(values, "%s ", choices[i].value);
	}
	return g_string_free(values, FALSE);
}

GArray *zr_table_heads_find(struct zr_session *session, const GArray *questions)
{
	assert(session != NULL && questions != NULL);
	GArray *heads = g_array_sized_new(FALSE, FALSE, sizeof(int), questions->len);
	g_autofree char *above = NULL;
	int head = -1;
	for (guint i = 0; i < questions->len; i++) {
		const struct zr_item *question = &g_array_index(questions, struct zr_item, i);
		int mine = -1;
		if (is_select(question->control) &&
			zr_place_has_appearance(question->control, "label")) {
			g_free(above);
			above = values_of(session, question);
			head = (int)i;
		} else if (above != NULL && is_select(question->control) &&
			   zr_place_has_appearance(question->control, "list-nolabel")) {
			g_autofree char *values = values_of(session, question);
			mine = g_strcmp0(values, above) == 0 ? head : -1;
		}
		g_array_append_val(heads, mine);
	}
	return heads;
}

int zr_table_heads_cell_width(int width, size_t choices)
{
	assert(width >= 0);
	if (choices == 0 || choices > CHOICES_MAX) {
		return 0;
	}
	int question = MAX(QUESTION_MIN, width * 28 / 100);
	int cell = MIN(CELL_MAX, (width - question) / (int)choices);
	return cell >= CELL_MIN ? cell : 0;
}

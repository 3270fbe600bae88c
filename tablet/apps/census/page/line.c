/* What is typed and does not stand counts as a fault of its question. */
#include "tablet/apps/census/page/line.h"

#include <assert.h>
#include <string.h>

#include "tablet/apps/census/model/doubts.h"
#include "lib/interview/place.h"
#include "tablet/apps/census/wording.h"

static bool is_typed(struct zr_app *app, const struct zr_overview_line *line)
{
	assert(app->interview != NULL);
	return line->item.kind == ZR_ITEM_QUESTION &&
	       zr_typed_at(app->interview->typed, &line->item) != NULL;
}

bool zr_line_is_faulty(struct zr_app *app, const struct zr_overview_line *line)
{
	assert(app->interview != NULL && line != NULL);
	return (line->is_input && line->verdict != ZR_VERDICT_ACCEPTED &&
		       line->verdict != ZR_VERDICT_READONLY) ||
	       is_typed(app, line);
}

bool zr_line_is_doubt(const struct zr_overview_line *line)
{
	assert(line != NULL);
	return zr_doubts_is(&line->item);
}

static char *person_of(struct zr_app *app, const struct zr_item *item)
{
	assert(app->interview != NULL);
	struct zr_item around = zr_flow_instance_around(app->interview->session, item);
	return around.kind == ZR_ITEM_REPEAT
		       ? zr_overview_instance_name(app->interview->session, &around)
		       : NULL;
}

static void describe_line(
	struct zr_app *app, const struct zr_overview_line *line, struct zr_row *row)
{
	if (is_typed(app, line)) {
		row->detail = g_strdup(T(JUMP_TYPED));
	} else if (zr_line_is_faulty(app, line)) {
		row->detail = g_strdup(
			line->verdict == ZR_VERDICT_REQUIRED ? T(JUMP_MISSING) : T(JUMP_WRONG));
	} else if (zr_line_is_doubt(line)) {
		row->detail = person_of(app, &line->item);
		row->icon = ZR_ICON_DOUBT;
		row->colour = 0x8a5200;
		return;
	} else {
		row->detail = g_strdup(line->is_answered ? line->answer
				       : line->is_input  ? T(JUMP_NONE)
							 : NULL);
		return;
	}
	row->icon = ZR_ICON_WARNING;
	row->colour = 0xb3261e;
}

struct zr_row zr_line_row(struct zr_app *app, const struct zr_overview_line *line)
{
	assert(app->interview != NULL && line != NULL);
	struct zr_row row = {
		.title = g_markup_escape_text(line->title, -1),
		.value = zr_place_path(&line->item),
		.is_heading = line->is_heading,
	};
	if (line->is_heading) {
		g_autofree char *plain = g_steal_pointer(&row.title);
		row.title = g_strdup_printf("<b>%s</b>", plain);
	} else {
		describe_line(app, line, &row);
	}
	return row;
}

void zr_line_go(struct zr_app *app, const struct zr_overview_line *line)
{
	assert(app->interview != NULL && line != NULL);
	struct zr_item item = line->item; /* the line goes with its page */
	if (zr_line_is_faulty(app, line)) {
		zr_stage_show_fault(app, &item);
	} else {
		zr_stage_show_question(app, &item);
	}
}

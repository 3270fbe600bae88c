/* What lies below a line are the lines behind it that are deeper. */
#include "tablet/apps/census/model/folding.h"

#include <assert.h>

static const struct zr_overview_line *line_at(const GArray *lines, guint index)
{
	assert(index < lines->len);
	return &g_array_index(lines, struct zr_overview_line, index);
}

static guint end_of(const GArray *lines, guint index)
{
	assert(index < lines->len);
	guint end = index + 1;
	while (end < lines->len && line_at(lines, end)->depth > line_at(lines, index)->depth) {
		end++;
	}
	return end;
}

static void count_below(
	const GArray *lines, zr_folding_faulty is_faulty, void *user, struct zr_folding_row *row)
{
	guint end = end_of(lines, row->line);
	for (guint i = row->line + 1; i < end; i++) {
		const struct zr_overview_line *line = line_at(lines, i);
		row->questions += line->is_input;
		row->answered += line->is_input && line->is_answered;
		row->faulty += is_faulty(user, line);
	}
}

static bool is_instance(const struct zr_overview_line *line)
{
	return line->item.kind == ZR_ITEM_REPEAT;
}

static bool is_shown(const struct zr_overview_line *line, const struct zr_folding_row *row,
	bool only_faulty, bool is_bad)
{
	return only_faulty ? is_bad || (line->is_heading && row->faulty > 0)
			   : line->is_heading || line->is_input || is_bad;
}

GArray *zr_folding_new(const GArray *lines, GHashTable *opened, bool only_faulty,
	zr_folding_faulty is_faulty, void *user)
{
	assert(lines != NULL && opened != NULL && is_faulty != NULL);
	GArray *rows = g_array_new(FALSE, TRUE, sizeof(struct zr_folding_row));
	guint next = 0;
	for (guint i = 0; i < lines->len; i = next) {
		const struct zr_overview_line *line = line_at(lines, i);
		struct zr_folding_row row = {.line = i, .is_open = true};
		next = i + 1;
		if (line->is_heading) {
			count_below(lines, is_faulty, user, &row);
		}
		if (is_instance(line) && !only_faulty) {
			row.is_fold = true;
			row.is_open = g_hash_table_contains(opened, line->item.node);
			next = row.is_open ? next : end_of(lines, i);
		}
		if (is_shown(line, &row, only_faulty, is_faulty(user, line))) {
			g_array_append_val(rows, row);
		}
	}
	return rows;
}

unsigned zr_folding_count(const GArray *lines, zr_folding_faulty is_faulty, void *user)
{
	assert(lines != NULL && is_faulty != NULL);
	unsigned count = 0;
	for (guint i = 0; i < lines->len; i++) {
		count += is_faulty(user, line_at(lines, i));
	}
	return count;
}

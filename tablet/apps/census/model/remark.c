/* Paths come from the hub, which reads the same record by the same code (zr_node_path()). */
#include "tablet/apps/census/model/remark.h"

#include <assert.h>
#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/store/draft_remark.h"
#include "lib/xpath/tree.h"

static void clear(void *data)
{
	struct zr_remark *remark = data;
	g_free(remark->place);
	g_free(remark->text);
	g_free(remark->reply);
}

static int add(void *user, size_t index, const struct zr_record_remark *stored)
{
	assert(stored->place != NULL && stored->text != NULL && stored->reply != NULL);
	const struct zr_remark remark = {.index = index,
		.place = g_strdup(stored->place),
		.text = g_strdup(stored->text),
		.reply = g_strdup(stored->reply)};
	g_array_append_val((GArray *)user, remark);
	return 0;
}

static GArray *new_list(void)
{
	GArray *remarks = g_array_new(FALSE, FALSE, sizeof(struct zr_remark));
	g_array_set_clear_func(remarks, clear);
	return remarks;
}

GArray *zr_remark_load(struct zr_drafts *drafts, const char *record_id)
{
	assert(record_id != NULL);
	GArray *remarks = new_list();
	if (drafts != NULL && record_id[0] != '\0' &&
		zr_draft_remark_list(drafts, record_id, add, remarks, NULL) != 0) {
		g_array_set_size(remarks, 0);
	}
	return remarks;
}

static bool are_same(const GArray *left, const GArray *right)
{
	bool are_same = left->len == right->len;
	for (guint i = 0; i < left->len && are_same; i++) {
		const struct zr_remark *a = &g_array_index(left, struct zr_remark, i);
		const struct zr_remark *b = &g_array_index(right, struct zr_remark, i);
		are_same = a->index == b->index && strcmp(a->place, b->place) == 0 &&
			   strcmp(a->text, b->text) == 0;
	}
	return are_same;
}

GArray *zr_remark_load_others(struct zr_drafts *drafts, const char *record_id, const GArray *known)
{
	assert(drafts != NULL && record_id != NULL && known != NULL);
	g_autoptr(GArray) remarks = new_list();
	bool is_read = record_id[0] != '\0' &&
		       zr_draft_remark_list(drafts, record_id, add, remarks, NULL) == 0;
	return is_read && !are_same(remarks, known) ? g_steal_pointer(&remarks) : NULL;
}

/* "/f/person[1]/age" and "/f/person/age" are one place while there is one person. */
static char *without_first(const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "[1]", -1);
	return g_strjoinv("", parts);
}

bool zr_remark_is_at(const struct zr_remark *remark, const struct zr_item *question)
{
	assert(remark != NULL && question != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (remark->place[0] == '\0' || question->kind != ZR_ITEM_QUESTION ||
		question->node == NULL || zr_node_path(question->node, &path) != 0) {
		return false;
	}
	g_autofree char *here = without_first(zr_buffer_text(&path));
	g_autofree char *there = without_first(remark->place);
	return strcmp(here, there) == 0;
}

bool zr_remark_find(
	const struct zr_remark *remark, struct zr_session *session, struct zr_item *ret_question)
{
	assert(remark != NULL && session != NULL && ret_question != NULL);
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (zr_remark_is_at(remark, &at)) {
			*ret_question = at;
			return true;
		}
	}
	return false;
}

int zr_remark_reply(struct zr_drafts *drafts, const char *record_id, struct zr_remark *remark,
	const char *reply, struct zr_error *error)
{
	assert(drafts != NULL && record_id != NULL && remark != NULL && reply != NULL);
	int code = zr_draft_remark_reply(drafts, record_id, remark->index, reply, error);
	if (code == 0) {
		g_free(remark->reply);
		remark->reply = g_strdup(reply);
	}
	return code;
}

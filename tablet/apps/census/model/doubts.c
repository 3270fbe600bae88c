/* A session never uses a node again, so a node names a doubt for good (typed.h). */
#include "tablet/apps/census/model/doubts.h"

#include <assert.h>

#include "tablet/apps/census/model/overview.h"
#include "lib/interview/place.h"

bool zr_doubts_is(const struct zr_item *question)
{
	assert(question != NULL);
	return question->kind == ZR_ITEM_QUESTION && zr_place_is_note(question) &&
	       zr_place_has_appearance(question->control, "doubt");
}

size_t zr_doubts_count(struct zr_session *session)
{
	assert(session != NULL);
	size_t count = 0;
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		count += zr_doubts_is(&at);
	}
	return count;
}

GHashTable *zr_doubts_new_told(void)
{
	return g_hash_table_new(g_direct_hash, g_direct_equal);
}

static gboolean is_gone(gpointer node, gpointer value, gpointer user)
{
	return (((const struct zr_node *)node)->flags & ZR_NODE_IRRELEVANT) != 0;
}

bool zr_doubts_tell_next(GHashTable *told, const GArray *questions, struct zr_item *ret_doubt)
{
	assert(told != NULL && questions != NULL);
	g_hash_table_foreach_remove(told, is_gone, NULL);
	for (guint i = 0; i < questions->len; i++) {
		const struct zr_item *question = &g_array_index(questions, struct zr_item, i);
		if (zr_doubts_is(question) && g_hash_table_add(told, question->node)) {
			*ret_doubt = *question;
			return true;
		}
	}
	return false;
}

/* A table from node to text. Places are compared only while something stands: seldom. */
#include "tablet/apps/census/model/typed.h"

#include <assert.h>

struct zr_typed {
	GHashTable *texts; /* struct zr_node * -> char * */
};

struct zr_typed *zr_typed_new(void)
{
	struct zr_typed *typed = g_new0(struct zr_typed, 1);
	typed->texts = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	return typed;
}

void zr_typed_free(struct zr_typed *typed)
{
	if (typed != NULL) {
		g_hash_table_unref(typed->texts);
		g_free(typed);
	}
}

void zr_typed_put(struct zr_typed *typed, const struct zr_item *question, const char *text)
{
	assert(question->kind == ZR_ITEM_QUESTION && question->node != NULL && text != NULL);
	g_hash_table_insert(typed->texts, question->node, g_strdup(text));
}

void zr_typed_drop(struct zr_typed *typed, const struct zr_item *question)
{
	assert(typed != NULL && question != NULL);
	g_hash_table_remove(typed->texts, question->node);
}

const char *zr_typed_at(const struct zr_typed *typed, const struct zr_item *question)
{
	assert(typed != NULL && question != NULL);
	return g_hash_table_lookup(typed->texts, question->node);
}

bool zr_typed_find(
	const struct zr_typed *typed, struct zr_session *session, struct zr_item *ret_question)
{
	assert(session != NULL);
	if (g_hash_table_size(typed->texts) == 0) {
		return false;
	}
	struct zr_item at = zr_session_start(session);
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION && zr_typed_at(typed, &at) != NULL) {
			*ret_question = at;
			return true;
		}
	}
	return false;
}

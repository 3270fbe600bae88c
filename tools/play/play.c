/* The interview itself: beginning, language, places by what a person calls them. */
#include "tools/play/play.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int zr_play_begin(struct zr_play *play, const char *language, struct zr_error *error)
{
	assert(play->form != NULL && play->out != NULL && play->session == NULL);
	play->env.time_zone = *play->zone != '\0' ? play->zone : NULL;
	int code = zr_session_new(play->form, &play->env, &play->session, error);
	if (code == 0) {
		size_t index = language != NULL ? zr_form_find_language(play->form, language)
						: zr_form_default_language(play->form);
		zr_session_set_language(play->session, index);
		play->at = zr_session_start(play->session);
	}
	return code;
}

void zr_play_drop_held(struct zr_play *play)
{
	assert(play != NULL);
	while (play->held_count > 0) {
		play->held_count--;
		free(play->held[play->held_count].path);
		free(play->held[play->held_count].value);
	}
}

void zr_play_finish(struct zr_play *play)
{
	assert(play != NULL);
	zr_play_drop_held(play);
	zr_session_free(play->session);
	play->session = NULL;
}

/* "ru" of "Русский (ru)". */
static bool has_code(const char *name, const char *code)
{
	assert(name != NULL && code != NULL);
	const char *open = strrchr(name, '(');
	size_t bytes = strlen(code);
	return open != NULL && strncmp(open + 1, code, bytes) == 0 && open[1 + bytes] == ')';
}

int zr_play_set_language(struct zr_play *play, const char *name, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && name != NULL);
	size_t count = zr_form_language_count(play->form);
	for (size_t i = 0; i < count; i++) {
		const char *own = zr_form_language(play->form, i);
		if (strcmp(own, name) == 0 || has_code(own, name)) {
			zr_session_set_language(play->session, i);
			return 0;
		}
	}
	return zr_error_set(
		error, ZR_E_NOT_FOUND, zr_play_word(play->tongue, ZR_PLAY_NO_LANGUAGE), name);
}

int zr_play_restore(struct zr_play *play, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer draft = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	struct zr_session *again = NULL;
	enum zr_item_kind kind = play->at.kind;
	int code = zr_session_write(play->session, ZR_SESSION_DRAFT, &draft, error);
	code = code == 0 ? zr_play_path(&play->at, &path) : code;
	code = code == 0 ? zr_session_restore(
				   play->form, &play->env, draft.data, draft.bytes, &again, error)
			 : code;
	if (code != 0) {
		return code;
	}
	zr_session_set_language(again, zr_session_language(play->session));
	zr_session_free(play->session);
	play->session = again;
	bool is_place = kind != ZR_ITEM_START && kind != ZR_ITEM_END && path.bytes > 0;
	if (!is_place || zr_session_find(again, path.data, &play->at) != 0) {
		play->at = zr_session_start(again);
	}
	return 0;
}

/* ---- places ---- */

int zr_play_path(const struct zr_item *item, struct zr_buffer *ret_path)
{
	assert(item != NULL && ret_path != NULL);
	assert(item->kind != ZR_ITEM_PROMPT || (item->parent != NULL && item->control != NULL));
	if (item->kind == ZR_ITEM_START || item->kind == ZR_ITEM_END) {
		return 0;
	}
	if (item->kind == ZR_ITEM_PROMPT) {
		int code = zr_node_path(item->parent, ret_path);
		const char *name = strrchr(item->control->reference, '/');
		return code == 0 ? zr_buffer_add_text(ret_path, name) : code;
	}
	if (item->node != NULL) {
		return zr_node_path(item->node, ret_path);
	}
	return item->control != NULL ? zr_buffer_add_text(ret_path, item->control->reference) : 0;
}

/* Whether path is the wanted one, or ends in it behind a '/'. */
static bool ends_in(const char *path, const char *wanted)
{
	size_t bytes = strlen(path), wanted_bytes = strlen(wanted);
	bool is_end = bytes >= wanted_bytes && wanted_bytes > 0 &&
		      strcmp(path + bytes - wanted_bytes, wanted) == 0;
	return is_end && (bytes == wanted_bytes || path[bytes - wanted_bytes - 1] == '/');
}

/* The first place of the interview, in order, that the path may mean. */
static int walk_to(
	struct zr_play *play, const char *wanted, bool is_prompt, struct zr_item *ret_item)
{
	assert(wanted != NULL && ret_item != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	struct zr_item at = zr_session_start(play->session);
	int code = 0;
	while (code == 0) {
		at = zr_session_next(play->session, &at);
		if (at.kind == ZR_ITEM_END) {
			return ZR_E_NOT_FOUND;
		}
		if (is_prompt && at.kind != ZR_ITEM_PROMPT) {
			continue;
		}
		zr_buffer_clear(&path);
		code = zr_play_path(&at, &path);
		if (code == 0 && ends_in(zr_buffer_text(&path), wanted)) {
			*ret_item = at;
			return 0;
		}
	}
	return code;
}

/* Any node of the record, also what is not asked. */
static int search_record(struct zr_play *play, const char *wanted, struct zr_item *ret_item)
{
	struct zr_item at = zr_session_start(play->session);
	while (at.node == NULL && at.kind != ZR_ITEM_END) {
		at = zr_session_next(play->session, &at);
	}
	const struct zr_node *root = at.node;
	while (root != NULL && root->parent != NULL) {
		root = root->parent;
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	for (const struct zr_node *node = root; node != NULL;
		node = zr_node_following(node, root)) {
		bool is_live =
			node->kind == ZR_NODE_ELEMENT && (node->flags & ZR_NODE_TEMPLATE) == 0;
		zr_buffer_clear(&path);
		int code = is_live ? zr_node_path(node, &path) : 0;
		if (code != 0) {
			return code;
		}
		if (is_live && ends_in(zr_buffer_text(&path), wanted) &&
			zr_session_find(play->session, path.data, ret_item) == 0) {
			return 0;
		}
	}
	return ZR_E_NOT_FOUND;
}

static int not_found(struct zr_play *play, const char *path, int code, struct zr_error *error)
{
	assert(code != 0);
	return code != ZR_E_NOT_FOUND ? zr_error_set(error, code, "%s",
						zr_play_word(play->tongue, ZR_PLAY_NO_MEMORY))
				      : zr_error_set(error, code,
						zr_play_word(play->tongue, ZR_PLAY_NO_PLACE), path);
}

int zr_play_find(
	struct zr_play *play, const char *path, struct zr_item *ret_item, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && path != NULL && ret_item != NULL);
	if (strcmp(path, ".") == 0 || *path == '\0') {
		*ret_item = play->at;
		return 0;
	}
	int code = zr_session_find(play->session, path, ret_item);
	if (code == ZR_E_NOT_FOUND && *path != '/') {
		code = walk_to(play, path, false, ret_item);
		code = code == ZR_E_NOT_FOUND ? search_record(play, path, ret_item) : code;
	}
	return code == 0 ? 0 : not_found(play, path, code, error);
}

int zr_play_find_repeat(
	struct zr_play *play, const char *path, struct zr_item *ret_item, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && path != NULL && ret_item != NULL);
	struct zr_item around = play->at;
	bool is_here = *path == '\0' || strcmp(path, ".") == 0;
	while (is_here && around.kind != ZR_ITEM_START && around.kind != ZR_ITEM_END &&
		around.kind != ZR_ITEM_REPEAT && around.kind != ZR_ITEM_PROMPT) {
		around = zr_session_up(play->session, &around);
	}
	*ret_item = around;
	if ((is_here || zr_play_find(play, path, ret_item, NULL) == 0) &&
		(ret_item->kind == ZR_ITEM_REPEAT || ret_item->kind == ZR_ITEM_PROMPT)) {
		return 0;
	}
	int code = walk_to(play, path, true, ret_item);
	return code == 0 ? 0 : not_found(play, path, code, error);
}

/* ---- verdicts ---- */

int zr_play_verdict(struct zr_play *play, const struct zr_item *item, enum zr_verdict verdict,
	struct zr_buffer *ret_text, struct zr_error *error)
{
	assert(play != NULL && play->session != NULL && item != NULL && ret_text != NULL);
	static const enum zr_play_word WORDS[] = {
		[ZR_VERDICT_ACCEPTED] = ZR_PLAY_ACCEPTED,
		[ZR_VERDICT_WRONG_TYPE] = ZR_PLAY_WRONG_TYPE,
		[ZR_VERDICT_CONSTRAINT_VIOLATED] = ZR_PLAY_CONSTRAINT,
		[ZR_VERDICT_REQUIRED] = ZR_PLAY_REQUIRED,
		[ZR_VERDICT_READONLY] = ZR_PLAY_READONLY,
		[ZR_VERDICT_NOT_IN_RANGE] = ZR_PLAY_NOT_IN_RANGE,
		[ZR_VERDICT_NOT_A_RANKING] = ZR_PLAY_NOT_A_RANKING,
		[ZR_VERDICT_NOT_A_CHOICE] = ZR_PLAY_NOT_A_CHOICE,
		[ZR_VERDICT_TOO_MANY_DIGITS] = ZR_PLAY_TOO_MANY_DIGITS,
	};
	bool has_own = verdict == ZR_VERDICT_CONSTRAINT_VIOLATED || verdict == ZR_VERDICT_REQUIRED;
	size_t before = ret_text->bytes;
	int code = 0;
	if (has_own) {
		code = zr_session_text(play->session, item,
			verdict == ZR_VERDICT_REQUIRED ? ZR_TEXT_REQUIRED_MESSAGE
						       : ZR_TEXT_CONSTRAINT_MESSAGE,
			ret_text, error);
	}
	if (code != 0 || ret_text->bytes > before) {
		return code;
	}
	bool is_known = (size_t)verdict < sizeof WORDS / sizeof *WORDS;
	return zr_buffer_add_text(ret_text,
		zr_play_word(play->tongue, is_known ? WORDS[verdict] : ZR_PLAY_CONSTRAINT));
}

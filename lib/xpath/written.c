/*
 * Walks the lexer's words without a parser behind it. What is no XPath at all may stand there: a
 * word that the lexer does not know is passed over inside brackets, and ends a path.
 */
#include "lib/xpath/written.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/syntax/lexer.h"

static const char BLANKS[] = " \t\r\n";

static struct zr_lexer lexer_at(const char *text)
{
	return (struct zr_lexer){.start = text, .at = text};
}

static bool is_opening(const struct zr_token *token)
{
	return token->kind == ZR_TOKEN_OPEN || token->kind == ZR_TOKEN_OPEN_SQUARE;
}

static bool is_closing(const struct zr_token *token)
{
	return token->kind == ZR_TOKEN_CLOSE || token->kind == ZR_TOKEN_CLOSE_SQUARE;
}

static bool is_slash(const struct zr_token *token)
{
	return token->kind == ZR_TOKEN_SLASH || token->kind == ZR_TOKEN_SLASH_SLASH;
}

static bool is_word(const struct zr_token *token, const char *word)
{
	return token->kind == ZR_TOKEN_NAME && strlen(word) == token->bytes &&
	       memcmp(token->text, word, token->bytes) == 0;
}

static struct zr_written piece_between(const char *from, const char *to)
{
	assert(from <= to);
	while (from < to && strchr(BLANKS, *from) != NULL) {
		from++;
	}
	while (to > from && strchr(BLANKS, to[-1]) != NULL) {
		to--;
	}
	return (struct zr_written){.text = from, .bytes = (size_t)(to - from)};
}

/* The word at depth 0 that ends what the lexer stands before: a comma where is_list, or the bracket
 * that closes; END when there is none. */
static struct zr_token skip(struct zr_lexer *lexer, bool is_list)
{
	struct zr_token token = zr_lexer_next(lexer);
	for (size_t depth = 0; token.kind != ZR_TOKEN_END; token = zr_lexer_next(lexer)) {
		if (depth == 0 &&
			(is_closing(&token) || (is_list && token.kind == ZR_TOKEN_COMMA))) {
			break;
		}
		depth += is_opening(&token);
		depth -= is_closing(&token);
	}
	return token;
}

const char *zr_written_close(const char *open)
{
	assert(open != NULL && (*open == '(' || *open == '['));
	struct zr_lexer lexer = lexer_at(open + 1);
	struct zr_token close = skip(&lexer, false);
	return close.kind != ZR_TOKEN_END ? close.text : NULL;
}

const char *zr_written_call(const char *text, const char *name, struct zr_written *arguments,
	size_t max, size_t *ret_count)
{
	assert(text != NULL && name != NULL && arguments != NULL && ret_count != NULL);
	struct zr_lexer lexer = lexer_at(text);
	struct zr_token token = zr_lexer_next(&lexer);
	bool is_call = is_word(&token, name) && zr_lexer_next(&lexer).kind == ZR_TOKEN_OPEN;
	size_t count = 0;
	while (is_call && token.kind != ZR_TOKEN_CLOSE) {
		const char *from = lexer.at;
		token = skip(&lexer, true);
		struct zr_written piece = piece_between(from, token.text);
		bool is_bare = token.kind == ZR_TOKEN_CLOSE && count == 0 && piece.bytes == 0;
		if (is_bare) {
			break;
		}
		is_call = count < max &&
			  (token.kind == ZR_TOKEN_COMMA || token.kind == ZR_TOKEN_CLOSE);
		if (is_call) {
			arguments[count++] = piece;
		}
	}
	*ret_count = is_call ? count : 0;
	return is_call ? lexer.at : NULL;
}

const char *zr_written_find(const char *text, const char *name, struct zr_written *arguments,
	size_t max, size_t *ret_count)
{
	assert(text != NULL && name != NULL);
	const char *behind = NULL;
	struct zr_lexer lexer = lexer_at(text);
	struct zr_token token = zr_lexer_next(&lexer);
	for (; behind == NULL && token.kind != ZR_TOKEN_END; token = zr_lexer_next(&lexer)) {
		behind = is_word(&token, name)
				 ? zr_written_call(token.text, name, arguments, max, ret_count)
				 : NULL;
	}
	return behind;
}

const char *zr_written_instance(const char *text, struct zr_written *ret_id)
{
	struct zr_written id;
	size_t count = 0;
	const char *behind = zr_written_find(text, "instance", &id, 1, &count);
	return behind != NULL && count == 1 && zr_written_literal(&id, ret_id) ? behind : NULL;
}

bool zr_written_literal(const struct zr_written *piece, struct zr_written *ret_inside)
{
	assert(piece != NULL && piece->text != NULL && ret_inside != NULL);
	struct zr_lexer lexer = lexer_at(piece->text);
	struct zr_token token = zr_lexer_next(&lexer);
	if (token.kind != ZR_TOKEN_LITERAL || lexer.at != piece->text + piece->bytes) {
		return false;
	}
	*ret_inside = (struct zr_written){.text = token.text, .bytes = token.bytes};
	return true;
}

/* All between the first and the last quote of 'id'), whatever stands there. */
static bool take_quoted(const char *behind_open, struct zr_written *ret_inside)
{
	assert(behind_open[-1] == '(');
	struct zr_written rest = piece_between(behind_open, behind_open + strlen(behind_open));
	if (rest.bytes == 0 || rest.text[rest.bytes - 1] != ')') {
		return false;
	}
	struct zr_written quoted = piece_between(rest.text, rest.text + rest.bytes - 1);
	if (quoted.bytes < 2 || (*quoted.text != '\'' && *quoted.text != '"') ||
		quoted.text[quoted.bytes - 1] != *quoted.text) {
		return false;
	}
	*ret_inside = (struct zr_written){.text = quoted.text + 1, .bytes = quoted.bytes - 2};
	return true;
}

/* A form has thousands of such references: the words of most are seen once. */
bool zr_written_itext_id(const char *text, struct zr_written *ret_id)
{
	assert(text != NULL && ret_id != NULL);
	struct zr_lexer lexer = lexer_at(text);
	struct zr_token token = zr_lexer_next(&lexer);
	if (!is_word(&token, "jr:itext") || zr_lexer_next(&lexer).kind != ZR_TOKEN_OPEN) {
		return false;
	}
	const char *behind_open = lexer.at;
	token = zr_lexer_next(&lexer);
	bool is_literal =
		token.kind == ZR_TOKEN_LITERAL && zr_lexer_next(&lexer).kind == ZR_TOKEN_CLOSE;
	if (is_literal) {
		*ret_id = (struct zr_written){.text = token.text, .bytes = token.bytes};
		return lexer.at[strspn(lexer.at, BLANKS)] == '\0';
	}
	lexer = lexer_at(behind_open);
	token = skip(&lexer, false);
	bool is_part = token.kind != ZR_TOKEN_END && lexer.at[strspn(lexer.at, BLANKS)] != '\0';
	return !is_part && take_quoted(behind_open, ret_id);
}

/* ---- paths ---- */

struct zr_written_path zr_written_begin(const char *text)
{
	assert(text != NULL);
	struct zr_written_path path = {.at = text, .is_plain = true};
	struct zr_lexer lexer = lexer_at(text);
	struct zr_token token = zr_lexer_next(&lexer);
	if (is_slash(&token)) {
		path.is_absolute = true;
		path.at = lexer.at;
	} else if (is_word(&token, "current") && zr_lexer_next(&lexer).kind == ZR_TOKEN_OPEN &&
		   zr_lexer_next(&lexer).kind == ZR_TOKEN_CLOSE) {
		token = zr_lexer_next(&lexer);
		path.is_plain = is_slash(&token);
		path.at = lexer.at;
	}
	return path;
}

/* Steps over the conditions behind a step; the word behind them, BAD when one is not closed. */
static struct zr_token skip_conditions(struct zr_lexer *lexer, struct zr_written *condition)
{
	assert(condition->text == NULL);
	struct zr_token token = zr_lexer_next(lexer);
	while (token.kind == ZR_TOKEN_OPEN_SQUARE) {
		struct zr_token close = skip(lexer, false);
		if (condition->text == NULL) {
			*condition = piece_between(token.text + 1, close.text);
		}
		token = zr_lexer_next(lexer);
		if (close.kind != ZR_TOKEN_CLOSE_SQUARE) {
			token.kind = ZR_TOKEN_BAD;
		}
	}
	return token;
}

static bool take_name(const struct zr_token *token, struct zr_written_step *step)
{
	size_t skipped = token->prefix_bytes > 0 ? token->prefix_bytes + 1 : 0;
	step->prefix = (struct zr_written){.text = token->text, .bytes = token->prefix_bytes};
	step->name =
		(struct zr_written){.text = token->text + skipped, .bytes = token->bytes - skipped};
	return token->kind == ZR_TOKEN_NAME && *step->name.text != '*';
}

bool zr_written_next(struct zr_written_path *path, struct zr_written_step *ret_step)
{
	assert(path != NULL && path->at != NULL && ret_step != NULL);
	struct zr_lexer lexer = lexer_at(path->at);
	struct zr_token token = zr_lexer_next(&lexer);
	while (is_slash(&token)) {
		token = zr_lexer_next(&lexer);
	}
	if (!path->is_plain || token.kind == ZR_TOKEN_END) {
		return false;
	}
	struct zr_written_step step = {.axis = ZR_WRITTEN_CHILD};
	if (token.kind == ZR_TOKEN_DOT || token.kind == ZR_TOKEN_DOT_DOT) {
		step.axis = token.kind == ZR_TOKEN_DOT ? ZR_WRITTEN_SELF : ZR_WRITTEN_PARENT;
	} else {
		if (token.kind == ZR_TOKEN_AT) {
			step.axis = ZR_WRITTEN_ATTRIBUTE;
			token = zr_lexer_next(&lexer);
		}
		path->is_plain = take_name(&token, &step);
	}
	token = skip_conditions(&lexer, &step.condition);
	path->is_plain = path->is_plain && (is_slash(&token) || token.kind == ZR_TOKEN_END);
	path->at = lexer.at;
	if (path->is_plain) {
		*ret_step = step;
	}
	return path->is_plain;
}

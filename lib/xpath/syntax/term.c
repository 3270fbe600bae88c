/*
 * The memory of an expression. It lies in blocks of its own, of a size that fits the text:
 * thousands of expressions of a large form must not take a page each.
 */
#include "lib/xpath/syntax/term.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct zr_xpath_block {
	struct zr_xpath_block *older;
	size_t used_bytes;
	size_t capacity_bytes;
	_Alignas(16) char data[];
};

static struct zr_xpath_block *block_new(struct zr_xpath *expression, size_t bytes)
{
	assert(expression != NULL && bytes > 0);
	struct zr_xpath_block *block = calloc(1, sizeof *block + bytes);
	if (block != NULL) {
		block->capacity_bytes = bytes;
		block->older = expression->blocks;
		expression->blocks = block;
	}
	return block;
}

void *zr_term_new(struct zr_xpath *expression, size_t bytes)
{
	assert(expression != NULL);
	size_t rounded_bytes = (bytes + 7) & ~(size_t)7;
	struct zr_xpath_block *block = expression->blocks;
	if (block == NULL || block->capacity_bytes - block->used_bytes < rounded_bytes) {
		size_t want_bytes = block == NULL ? 256 : block->capacity_bytes;
		block = block_new(
			expression, want_bytes < rounded_bytes ? rounded_bytes : want_bytes);
		if (block == NULL) {
			return NULL;
		}
	}
	void *memory = block->data + block->used_bytes;
	block->used_bytes += rounded_bytes;
	return memory;
}

char *zr_term_copy(struct zr_xpath *expression, const char *text, size_t bytes)
{
	assert(expression != NULL && (text != NULL || bytes == 0));
	char *copy = zr_term_new(expression, bytes + 1);
	if (copy != NULL && bytes > 0) {
		memcpy(copy, text, bytes);
	}
	return copy;
}

struct zr_xpath *zr_term_new_expression(const char *text)
{
	assert(text != NULL);
	struct zr_xpath *expression = calloc(1, sizeof *expression);
	size_t bytes = strlen(text);
	if (expression == NULL || block_new(expression, bytes * 5 + 128) == NULL) {
		zr_xpath_free(expression);
		return NULL;
	}
	expression->text = zr_term_copy(expression, text, bytes);
	assert(expression->text != NULL); /* it fits the first block */
	return expression;
}

void zr_xpath_free(struct zr_xpath *expression)
{
	if (expression == NULL) {
		return;
	}
	struct zr_xpath_block *block = expression->blocks;
	while (block != NULL) {
		struct zr_xpath_block *older = block->older;
		free(block);
		block = older;
	}
	free(expression);
}

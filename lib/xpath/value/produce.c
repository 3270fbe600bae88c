/*
 * Values as terms and functions give them: the whole of a value is written, never a part of it, so
 * that nothing of what stood there before shows through.
 */
#include "lib/xpath/value/produce.h"

#include <assert.h>

void zr_produce_text(struct zr_value *ret_value, const char *text)
{
	assert(ret_value != NULL && text != NULL);
	*ret_value = (struct zr_value){.kind = ZR_VALUE_STRING, .string = text};
}

void zr_produce_number(struct zr_value *ret_value, double number)
{
	*ret_value = (struct zr_value){.kind = ZR_VALUE_NUMBER, .number = number};
}

void zr_produce_boolean(struct zr_value *ret_value, bool boolean)
{
	*ret_value = (struct zr_value){.kind = ZR_VALUE_BOOLEAN, .boolean = boolean};
}

int zr_produce_copy(struct zr_evaluation *evaluation, struct zr_value *ret_value, const char *text,
	size_t bytes)
{
	assert(evaluation != NULL && ret_value != NULL && text != NULL);
	char *copy = zr_arena_copy(evaluation->context->arena, text, bytes);
	if (copy == NULL) {
		return zr_evaluation_nomem(evaluation);
	}
	zr_produce_text(ret_value, copy);
	return 0;
}

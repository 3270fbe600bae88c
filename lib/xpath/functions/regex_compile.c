/*
 * From a pattern to a program of small instructions, by recursive descent over brackets (limited).
 * Counted repeats are copied out, within INSTRUCTION_MAX.
 */
#include "lib/xpath/functions/regex_compile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"

enum {
	INSTRUCTION_MAX = 20000, /* counted repeats are copied out: stops x{999}{999} */
	RANGE_MAX = 4000,
	GROUP_DEPTH_MAX = 64,
	REPEAT_MAX = 1000
};

void zr_regex_finish(struct zr_regex *program)
{
	free(program->code);
	free(program->ranges);
}

/* ---- characters ---- */

int32_t zr_regex_character(const char **at)
{
	assert(at != NULL && *at != NULL);
	unsigned char first = (unsigned char)**at;
	size_t bytes = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
	int32_t character = bytes == 1 ? first : first & (0x7F >> bytes);
	for (size_t i = 1; i < bytes; i++) {
		unsigned char next = (unsigned char)(*at)[i];
		if ((next & 0xC0) != 0x80) {
			(*at)++;
			return first;
		}
		character = character << 6 | (next & 0x3F);
	}
	*at += bytes;
	return character;
}

/* ---- compiling ---- */

static void fail(struct zr_regex *program, int code, enum zr_fault_kind kind)
{
	assert(code != 0 && kind != ZR_FAULT_NONE);
	if (program->fault == ZR_FAULT_NONE) {
		program->fault = kind;
		program->fault_code = code;
	}
	program->at = "";
}

/* Goes on in the pattern, except behind a failure: then nothing is left of it. */
static void step(struct zr_regex *program, size_t bytes)
{
	if (program->fault == ZR_FAULT_NONE) {
		program->at += bytes;
	}
}

static int32_t emit(
	struct zr_regex *program, enum zr_regex_operation operation, int32_t x, int32_t y)
{
	if (program->count == INSTRUCTION_MAX) {
		fail(program, ZR_E_LIMIT, ZR_FAULT_PATTERN_TOO_LARGE);
		return 0;
	}
	if ((program->count & (program->count - 1)) == 0) {
		size_t room = program->count == 0 ? 1 : (size_t)program->count * 2;
		struct zr_regex_instruction *grown = realloc(program->code, room * sizeof *grown);
		if (grown == NULL) {
			fail(program, ZR_E_NOMEM, ZR_FAULT_NO_MEMORY_FOR_PATTERN);
			return 0;
		}
		program->code = grown;
	}
	program->code[program->count] =
		(struct zr_regex_instruction){.operation = (uint8_t)operation, .x = x, .y = y};
	return program->count++;
}

static void add_range(struct zr_regex *program, int32_t first, int32_t last)
{
	if (program->range_count == RANGE_MAX) {
		fail(program, ZR_E_LIMIT, ZR_FAULT_TOO_MANY_CLASSES);
		return;
	}
	if ((program->range_count & (program->range_count - 1)) == 0) {
		size_t room = program->range_count == 0 ? 1 : (size_t)program->range_count * 2;
		struct zr_regex_range *grown = realloc(program->ranges, room * sizeof *grown);
		if (grown == NULL) {
			fail(program, ZR_E_NOMEM, ZR_FAULT_NO_MEMORY_FOR_PATTERN);
			return;
		}
		program->ranges = grown;
	}
	program->ranges[program->range_count++] = (struct zr_regex_range){first, last};
}

/* The ranges of \d, \w, \s and their opposites; false when the letter is none of them. */
static bool add_shorthand(struct zr_regex *program, char letter)
{
	static const struct zr_regex_range digits[] = {{'0', '9'}};
	static const struct zr_regex_range words[] = {
		{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
	static const struct zr_regex_range spaces[] = {{'\t', '\r'}, {' ', ' '}};
	const struct zr_regex_range *ranges = digits;
	size_t count = 1;
	if (letter == 'w' || letter == 'W') {
		ranges = words;
		count = 4;
	} else if (letter == 's' || letter == 'S') {
		ranges = spaces;
		count = 2;
	} else if (letter != 'd' && letter != 'D') {
		return false;
	}
	bool is_opposite = letter <= 'Z';
	int32_t next = 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_opposite) {
			add_range(program, ranges[i].first, ranges[i].last);
		} else {
			add_range(program, next, ranges[i].first - 1);
			next = ranges[i].last + 1;
		}
	}
	if (is_opposite) {
		add_range(program, next, 0x10FFFF);
	}
	return true;
}

static int32_t escaped(struct zr_regex *program)
{
	int32_t character = zr_regex_character(&program->at);
	switch (character) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'f':
		return '\f';
	case 'u':
	case 'x': {
		char digits[5] = {0};
		size_t count = character == 'u' ? 4 : 2;
		if (strspn(program->at, "0123456789abcdefABCDEF") < count) {
			fail(program, ZR_E_INVALID, ZR_FAULT_NO_DIGITS);
			return 0;
		}
		memcpy(digits, program->at, count);
		step(program, count);
		return (int32_t)strtol(digits, NULL, 16);
	}
	default:
		if (character == 'p' || character == 'P') {
			fail(program, ZR_E_UNSUPPORTED, ZR_FAULT_NAMED_CLASS);
		} else if ((character >= '1' && character <= '9') || character == 'k') {
			fail(program, ZR_E_UNSUPPORTED, ZR_FAULT_BACK_REFERENCE);
		}
		return character;
	}
}

/* One end of a range in a class; false when it was a shorthand. */
static bool take_class_character(struct zr_regex *program, int32_t *ret_character)
{
	if (*program->at == '\\' && program->at[1] != '\0') {
		step(program, 1);
		if (add_shorthand(program, *program->at)) {
			step(program, 1);
			return false;
		}
		*ret_character = *program->at == 'b' ? '\b' : escaped(program);
		return true;
	}
	*ret_character = zr_regex_character(&program->at);
	return true;
}

static void compile_class(struct zr_regex *program)
{
	int32_t start = program->range_count;
	bool is_negated = *program->at == '^';
	step(program, is_negated);
	while (*program->at != ']' && program->fault == ZR_FAULT_NONE) {
		int32_t first = 0;
		if (*program->at == '\0') {
			fail(program, ZR_E_INVALID, ZR_FAULT_OPEN_CLASS);
			return;
		}
		if (program->at[0] == '&' && program->at[1] == '&') {
			fail(program, ZR_E_UNSUPPORTED, ZR_FAULT_CLASS_INTERSECTION);
			return;
		}
		if (!take_class_character(program, &first)) {
			continue;
		}
		int32_t last = first;
		if (*program->at == '-' && program->at[1] != ']' && program->at[1] != '\0') {
			step(program, 1);
			if (!take_class_character(program, &last)) {
				add_range(program, '-', '-');
				last = first;
			}
		}
		if (last < first) {
			fail(program, ZR_E_INVALID, ZR_FAULT_RANGE_BACKWARDS);
		}
		add_range(program, first, last);
	}
	if (program->fault == ZR_FAULT_NONE) {
		step(program, 1);
		int32_t at = emit(program, ZR_REGEX_CLASS, start, program->range_count - start);
		if (program->fault == ZR_FAULT_NONE) {
			program->code[at].is_negated = is_negated;
		}
	}
}

static void compile_escape(struct zr_regex *program)
{
	int32_t start = program->range_count;
	if (*program->at == '\0') {
		fail(program, ZR_E_INVALID, ZR_FAULT_ENDS_WITH_ESCAPE);
	} else if (*program->at == 'b' || *program->at == 'B') {
		emit(program, *program->at == 'b' ? ZR_REGEX_EDGE : ZR_REGEX_NO_EDGE, 0, 0);
		step(program, 1);
	} else if (strchr("AzZ", *program->at) != NULL) {
		emit(program, *program->at == 'A' ? ZR_REGEX_START : ZR_REGEX_END, 0, 0);
		step(program, 1);
	} else if (add_shorthand(program, *program->at)) {
		step(program, 1);
		emit(program, ZR_REGEX_CLASS, start, program->range_count - start);
	} else {
		emit(program, ZR_REGEX_CHARACTER, escaped(program), 0);
	}
}

static void compile_choice(struct zr_regex *program);

static void compile_group(struct zr_regex *program)
{
	if (program->at[0] == '?') {
		if (program->at[1] != ':') {
			fail(program, ZR_E_UNSUPPORTED, ZR_FAULT_LOOK_AROUND);
			return;
		}
		step(program, 2);
	}
	if (++program->depth > GROUP_DEPTH_MAX) {
		fail(program, ZR_E_LIMIT, ZR_FAULT_BRACKETS_TOO_DEEP);
		return;
	}
	compile_choice(program);
	program->depth--;
	if (*program->at != ')') {
		fail(program, ZR_E_INVALID, ZR_FAULT_OPEN_GROUP);
		return;
	}
	step(program, 1);
}

static void compile_atom(struct zr_regex *program)
{
	switch (*program->at) {
	case '(':
		step(program, 1);
		compile_group(program);
		break;
	case '[':
		step(program, 1);
		compile_class(program);
		break;
	case '\\':
		step(program, 1);
		compile_escape(program);
		break;
	case '.':
		step(program, 1);
		emit(program, ZR_REGEX_ANY, 0, 0);
		break;
	case '^':
		step(program, 1);
		emit(program, ZR_REGEX_START, 0, 0);
		break;
	case '$':
		step(program, 1);
		emit(program, ZR_REGEX_END, 0, 0);
		break;
	case '*':
	case '+':
	case '?':
		fail(program, ZR_E_INVALID, ZR_FAULT_REPEATS_NOTHING);
		break;
	default:
		emit(program, ZR_REGEX_CHARACTER, zr_regex_character(&program->at), 0);
		break;
	}
}

/* Copies the instructions [start, end) behind the last, targets moved along. */
static void copy_piece(struct zr_regex *program, int32_t start, int32_t end)
{
	assert(start >= 0 && start <= end && end <= program->count);
	int32_t shift = program->count - start;
	for (int32_t i = start; i < end && program->fault == ZR_FAULT_NONE; i++) {
		struct zr_regex_instruction one = program->code[i];
		bool has_target = one.operation == ZR_REGEX_SPLIT || one.operation == ZR_REGEX_JUMP;
		int32_t at = emit(program, one.operation, has_target ? one.x + shift : one.x,
			one.operation == ZR_REGEX_SPLIT ? one.y + shift : one.y);
		if (program->fault == ZR_FAULT_NONE) {
			program->code[at].is_negated = one.is_negated;
		}
	}
}

/* Moves [start, count) one place on and puts a SPLIT in its place. */
static void wrap_split(struct zr_regex *program, int32_t start)
{
	assert(start >= 0 && start <= program->count);
	emit(program, ZR_REGEX_JUMP, 0, 0);
	if (program->fault != ZR_FAULT_NONE) {
		return;
	}
	for (int32_t i = program->count - 1; i > start; i--) {
		program->code[i] = program->code[i - 1];
		if (program->code[i].operation == ZR_REGEX_SPLIT ||
			program->code[i].operation == ZR_REGEX_JUMP) {
			program->code[i].x += program->code[i].x >= start;
			program->code[i].y += program->code[i].y >= start;
		}
	}
	program->code[start] = (struct zr_regex_instruction){
		.operation = ZR_REGEX_SPLIT, .x = start + 1, .y = program->count};
}

/* x{min,max}; max < 0: without end. The first x is already at start. */
static void compile_repeat(struct zr_regex *program, int32_t start, int min, int max)
{
	assert(start >= 0 && start <= program->count && min >= 0);
	int32_t end = program->count;
	int32_t length = end - start;
	if (min == 0 && max == 0) {
		program->count = start;
		return;
	}
	for (int i = 1; i < min && program->fault == ZR_FAULT_NONE; i++) {
		copy_piece(program, start, end);
	}
	if (max < 0) {
		if (min == 0) {
			wrap_split(program, start);
			emit(program, ZR_REGEX_JUMP, start, 0);
			if (program->fault == ZR_FAULT_NONE) {
				program->code[start].y = program->count;
			}
		} else {
			int32_t last = program->count - length;
			int32_t at = emit(program, ZR_REGEX_SPLIT, last, 0);
			if (program->fault == ZR_FAULT_NONE) {
				program->code[at].y = program->count;
			}
		}
		return;
	}
	int32_t piece = start;
	if (min == 0) {
		wrap_split(program, start);
		piece = start + 1;
		min = 1;
	}
	for (int i = min; i < max && program->fault == ZR_FAULT_NONE; i++) {
		int32_t at = emit(program, ZR_REGEX_SPLIT, program->count + 1, 0);
		copy_piece(program, piece, piece + length);
		if (program->fault == ZR_FAULT_NONE) {
			program->code[at].y = program->count;
		}
	}
}

static int take_count(struct zr_regex *program)
{
	int count = 0;
	while (*program->at >= '0' && *program->at <= '9') {
		count = count * 10 + (*program->at - '0');
		step(program, 1);
		if (count > REPEAT_MAX) {
			fail(program, ZR_E_LIMIT, ZR_FAULT_COUNTS_TOO_FAR);
			return 0;
		}
	}
	return count;
}

static bool take_bounds(struct zr_regex *program, int *min, int *max)
{
	*min = *program->at == '+';
	*max = *program->at == '?' ? 1 : -1;
	if (*program->at == '*' || *program->at == '+' || *program->at == '?') {
		step(program, 1);
		return true;
	}
	if (*program->at != '{' || program->at[1] < '0' || program->at[1] > '9') {
		return false;
	}
	step(program, 1);
	*min = take_count(program);
	*max = *min;
	if (*program->at == ',') {
		step(program, 1);
		*max = *program->at == '}' ? -1 : take_count(program);
	}
	if (*program->at != '}' || (*max >= 0 && *max < *min)) {
		fail(program, ZR_E_INVALID, ZR_FAULT_BAD_BOUNDS);
		return false;
	}
	step(program, 1);
	return true;
}

static void compile_sequence(struct zr_regex *program)
{
	while (*program->at != '\0' && *program->at != '|' && *program->at != ')') {
		int32_t start = program->count;
		int min = 0;
		int max = 0;
		compile_atom(program);
		while (program->fault == ZR_FAULT_NONE && take_bounds(program, &min, &max)) {
			compile_repeat(program, start, min, max);
			if (*program->at == '?' || *program->at == '+') {
				step(program, 1); /* lazy, possessive */
			}
		}
	}
}

/* a|b|c: a SPLIT before each but the last, and behind it a JUMP to the end; the JUMPs are chained
 * through x until the end is known. */
static void compile_choice(struct zr_regex *program)
{
	int32_t start = program->count;
	int32_t chain = -1;
	compile_sequence(program);
	while (*program->at == '|' && program->fault == ZR_FAULT_NONE) {
		step(program, 1);
		wrap_split(program, start);
		int32_t jump = emit(program, ZR_REGEX_JUMP, chain, 0);
		if (program->fault != ZR_FAULT_NONE) {
			return;
		}
		chain = jump;
		program->code[start].y = program->count;
		start = program->count;
		compile_sequence(program);
	}
	while (chain >= 0 && program->fault == ZR_FAULT_NONE) {
		int32_t next = program->code[chain].x;
		program->code[chain].x = program->count;
		chain = next;
	}
}

void zr_regex_compile(struct zr_regex *regex, const char *pattern)
{
	assert(regex != NULL && pattern != NULL);
	*regex = (struct zr_regex){.at = pattern};
	compile_choice(regex);
	if (regex->fault == ZR_FAULT_NONE && *regex->at == ')') {
		fail(regex, ZR_E_INVALID, ZR_FAULT_NO_GROUP);
	}
	emit(regex, ZR_REGEX_MATCH, 0, 0);
}

/*
 * Regular expressions (ODK XForms "fn:regex") as form authors write them (the common part of Java's
 * and JavaScript's): | ( ) (?: ) [ ] * + ? {n,m} . ^ $ \d \w \s \b and escapes. The whole text must
 * match (JavaRosa).
 *
 * A pattern is compiled to a small program that runs over all alternatives at once (Pike's
 * machine), so that no pattern takes more than its length times the text's. Characters are Unicode
 * code points whatever the process's locale is. Look-around and back-references are refused with a
 * sentence. Lazy and possessive marks change nothing here and are passed over.
 */
#include "lib/xpath/functions/regex.h"

#include <assert.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/xpath/functions/regex_compile.h"

static bool is_word(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

/* ---- running ---- */

struct threads {
	int32_t *items;
	size_t count;
};

struct machine {
	const struct zr_regex *program;
	uint32_t *marks; /* the step at which an instruction was last added */
	int32_t *stack;
	uint32_t step;
	uint64_t work;  /* instructions and ranges that were looked at */
	int32_t before; /* characters on both sides of the present place, -1 at the ends */
	int32_t after;
};

static bool holds(const struct machine *machine, enum zr_regex_operation operation)
{
	bool is_edge = (machine->before >= 0 && is_word(machine->before)) !=
		       (machine->after >= 0 && is_word(machine->after));
	switch (operation) {
	case ZR_REGEX_START:
		return machine->before < 0;
	case ZR_REGEX_END:
		return machine->after < 0;
	case ZR_REGEX_EDGE:
		return is_edge;
	default:
		return !is_edge;
	}
}

/* Adds an instruction and all that can be reached from it without a character. */
static void add_thread(struct machine *machine, struct threads *threads, int32_t start)
{
	assert(start >= 0 && start < machine->program->count);
	size_t depth = 0;
	machine->stack[depth++] = start;
	while (depth > 0) {
		int32_t at = machine->stack[--depth];
		machine->work++;
		if (machine->marks[at] == machine->step) {
			continue;
		}
		machine->marks[at] = machine->step;
		const struct zr_regex_instruction *one = &machine->program->code[at];
		switch ((enum zr_regex_operation)one->operation) {
		case ZR_REGEX_JUMP:
			machine->stack[depth++] = one->x;
			break;
		case ZR_REGEX_SPLIT:
			machine->stack[depth++] = one->y;
			machine->stack[depth++] = one->x;
			break;
		case ZR_REGEX_START:
		case ZR_REGEX_END:
		case ZR_REGEX_EDGE:
		case ZR_REGEX_NO_EDGE:
			if (holds(machine, one->operation)) {
				machine->stack[depth++] = at + 1;
			}
			break;
		default:
			threads->items[threads->count++] = at;
			break;
		}
	}
}

static bool accepts(
	const struct zr_regex *program, const struct zr_regex_instruction *one, int32_t character)
{
	if (one->operation == ZR_REGEX_CHARACTER) {
		return one->x == character;
	}
	if (one->operation == ZR_REGEX_ANY) {
		return character != '\n' && character != '\r';
	}
	if (one->operation != ZR_REGEX_CLASS) {
		return false;
	}
	for (int32_t i = one->x; i < one->x + one->y; i++) {
		if (character >= program->ranges[i].first && character <= program->ranges[i].last) {
			return !one->is_negated;
		}
	}
	return one->is_negated;
}

static bool run(
	struct machine *machine, struct threads *now, struct threads *next, const char *text)
{
	machine->before = -1;
	const char *ahead = text;
	machine->after = *ahead != '\0' ? zr_regex_character(&ahead) : -1;
	machine->step = 1;
	add_thread(machine, now, 0);
	while (machine->after >= 0 && now->count > 0 && machine->work <= ZR_XPATH_WORK_MAX) {
		int32_t character = machine->after;
		machine->before = character;
		machine->after = *ahead != '\0' ? zr_regex_character(&ahead) : -1;
		machine->step++;
		next->count = 0;
		for (size_t i = 0; i < now->count; i++) {
			int32_t at = now->items[i];
			const struct zr_regex_instruction *one = &machine->program->code[at];
			machine->work += one->operation == ZR_REGEX_CLASS ? (uint64_t)one->y : 1;
			if (accepts(machine->program, one, character)) {
				add_thread(machine, next, at + 1);
			}
		}
		struct threads swap = *now;
		*now = *next;
		*next = swap;
	}
	for (size_t i = 0; i < now->count && machine->after < 0; i++) {
		if (machine->program->code[now->items[i]].operation == ZR_REGEX_MATCH) {
			return true;
		}
	}
	return false;
}

int zr_regex_match(
	struct zr_evaluation *evaluation, const char *pattern, const char *text, bool *ret_matches)
{
	assert(evaluation != NULL && ret_matches != NULL);
	ZR_CLEANUP(zr_regex_finish) struct zr_regex program = {0};
	zr_regex_compile(&program, pattern);
	if (program.fault != ZR_FAULT_NONE) {
		return zr_error_set_fault(evaluation->error, program.fault_code,
			&(const struct zr_fault){.kind = ZR_FAULT_BAD_PATTERN,
				.phrase = program.fault,
				.subject = pattern});
	}
	size_t count = (size_t)program.count;
	ZR_CLEANUP_FREE int32_t *memory = calloc(count * 5 + 2, sizeof *memory);
	if (memory == NULL) {
		return zr_evaluation_nomem(evaluation);
	}
	struct threads now = {.items = memory};
	struct threads next = {.items = memory + count};
	struct machine machine = {
		.program = &program,
		.marks = (uint32_t *)(memory + count * 2),
		.stack = memory + count * 3,
	};
	*ret_matches = run(&machine, &now, &next, text);
	return zr_evaluation_work(evaluation, machine.work);
}

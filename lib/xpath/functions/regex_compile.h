/*
 * A compiled regular expression. For regex.c (running) and regex_compile.c.
 */
#ifndef ZR_XPATH_REGEX_COMPILE_H
#define ZR_XPATH_REGEX_COMPILE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/fault.h"

enum zr_regex_operation {
	ZR_REGEX_CHARACTER,
	ZR_REGEX_ANY,
	ZR_REGEX_CLASS,
	ZR_REGEX_SPLIT, /* to x and y */
	ZR_REGEX_JUMP,
	ZR_REGEX_START,
	ZR_REGEX_END,
	ZR_REGEX_EDGE,    /* \b */
	ZR_REGEX_NO_EDGE, /* \B */
	ZR_REGEX_MATCH,
};

struct zr_regex_instruction {
	uint8_t operation;
	bool is_negated; /* CLASS */
	int32_t x;       /* code point; CLASS: first range; SPLIT, JUMP: target */
	int32_t y;       /* CLASS: number of ranges; SPLIT: the other target */
};

struct zr_regex_range {
	int32_t first;
	int32_t last;
};

struct zr_regex {
	struct zr_regex_instruction *code; /* owned */
	struct zr_regex_range *ranges;     /* owned */
	int32_t count;
	int32_t range_count;
	const char *at; /* in the pattern */
	int depth;
	enum zr_fault_kind fault; /* words for a sentence; set once */
	int fault_code;
};

/* Compiles the whole pattern; regex->fault says what is wrong with it. Finish it in any case. */
void zr_regex_compile(struct zr_regex *regex, const char *pattern);
void zr_regex_finish(struct zr_regex *regex);

/* The code point at *at, which steps over it. */
int32_t zr_regex_character(const char **at);

#endif

/*
 * Makes our own allocations fail on demand: the n-th one, once or from there on. Libraries that are
 * linked dynamically keep theirs. Include once a test program, and link it with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup.
 */
#ifndef ZR_TEST_FAIL_ALLOC_H
#define ZR_TEST_FAIL_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

static long fail_alloc_left = -1; /* calls before the one that fails; -1: none fails */
static bool fail_alloc_lasts;     /* all behind it fail, too */
static bool fail_alloc_was_met;

/* The call behind the next n fails. */
static inline void fail_alloc_start(long n)
{
	fail_alloc_left = n;
	fail_alloc_lasts = false;
	fail_alloc_was_met = false;
}

/* No call fails any more. Whether one did. */
static inline bool fail_alloc_stop(void)
{
	fail_alloc_left = -1;
	return fail_alloc_was_met;
}

static inline bool fail_alloc_now(void)
{
	bool is_now = fail_alloc_left == 0;
	fail_alloc_was_met = fail_alloc_was_met || is_now;
	fail_alloc_left -= fail_alloc_left > 0 || (is_now && !fail_alloc_lasts);
	return is_now;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t bytes)
{
	return fail_alloc_now() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
	return fail_alloc_now() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
	return fail_alloc_now() ? NULL : __real_realloc(memory, bytes);
}

char *__wrap_strdup(const char *text)
{
	return fail_alloc_now() ? NULL : __real_strdup(text);
}

#endif

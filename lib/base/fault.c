/*
 * Placeholders have names and no order, since two languages seldom share one; so the patterns are
 * no formats of printf(). What is in braces and names no fact stands for itself: "${name}" is what
 * an author writes.
 */
#include "lib/base/fault.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/utf8.h"

/* In the order of enum zr_fault_kind. */
static const char *const PATTERNS[][2] = {
	{"", ""},
#define ZR_FAULT(name, english, russian) {english, russian},
#include "lib/base/faults.def"
#undef ZR_FAULT
};
static_assert(sizeof PATTERNS / sizeof PATTERNS[0] == ZR_FAULT_KIND_COUNT, "a pattern a kind");

/* Text that grows up to a size and remembers that it was cut. */
struct sentence {
	char *text;
	size_t size, used;
	bool is_cut;
};

static void put(struct sentence *sentence, const char *text, size_t bytes)
{
	assert(sentence->used < sentence->size);
	size_t room = sentence->size - 1 - sentence->used;
	size_t kept = bytes < room ? bytes : room;
	memcpy(sentence->text + sentence->used, text, kept);
	sentence->used += kept;
	sentence->is_cut = sentence->is_cut || kept < bytes;
}

enum fact {
	FACT_ASPECT,
	FACT_SUBJECT,
	FACT_VALUE,
	FACT_MEANT,
	FACT_AROUND,
	FACT_NEAR,
	FACT_NUMBER,
	FACT_PHRASE,
	FACT_COUNT
};

/* The fact that stands in the braces at `at`, FACT_COUNT for none; *ret_bytes of the placeholder.
 * *ret_is_spaced: "{ around}", where an absent fact leaves no blank behind. */
static enum fact find_fact(const char *at, size_t *ret_bytes, bool *ret_is_spaced)
{
	static const char *const NAMES[FACT_COUNT] = {[FACT_ASPECT] = "aspect}",
		[FACT_SUBJECT] = "subject}",
		[FACT_VALUE] = "value}",
		[FACT_MEANT] = "meant}",
		[FACT_AROUND] = "around}",
		[FACT_NEAR] = "near}",
		[FACT_NUMBER] = "number}",
		[FACT_PHRASE] = "phrase}"};
	assert(*at == '{');
	*ret_is_spaced = at[1] == ' ';
	const char *name = at + 1 + *ret_is_spaced;
	enum fact fact = 0;
	while (fact < FACT_COUNT && strncmp(name, NAMES[fact], strlen(NAMES[fact])) != 0) {
		fact++;
	}
	*ret_bytes = fact < FACT_COUNT ? 1 + *ret_is_spaced + strlen(NAMES[fact]) : 1;
	return fact;
}

static const char ELLIPSIS[] = "…";

static void put_fact(struct sentence *sentence, const char *text, bool is_spaced, size_t bytes_max)
{
	if (text != NULL && *text != '\0') {
		size_t bytes = strnlen(text, bytes_max);
		put(sentence, " ", is_spaced);
		put(sentence, text, bytes);
		put(sentence, ELLIPSIS, text[bytes] != '\0' ? strlen(ELLIPSIS) : 0);
	}
}

/* NULL for one that is not there. The number's digits go into `digits`. */
static const char *text_of(const struct zr_fault *fault, enum fact fact, char digits[24])
{
	(void)snprintf(digits, 24, "%zu", fault->number);
	const char *const texts[FACT_COUNT] = {[FACT_ASPECT] = fault->aspect,
		[FACT_SUBJECT] = fault->subject,
		[FACT_VALUE] = fault->value,
		[FACT_MEANT] = fault->meant,
		[FACT_AROUND] = fault->around,
		[FACT_NEAR] = fault->near,
		[FACT_NUMBER] = digits};
	return texts[fact];
}

/* A pattern with the facts in their places. A phrase in a phrase is nothing: there is an end. */
static void fill(struct sentence *sentence, const char *pattern, const struct zr_fault *fault,
	const char *phrase)
{
	size_t bytes_max = fault->kind == ZR_FAULT_SENTENCE ? sentence->size : ZR_FAULT_FACT_BYTES;
	for (const char *at = pattern; *at != '\0';) {
		size_t bytes = strcspn(at, "{");
		put(sentence, at, bytes);
		at += bytes;
		if (*at == '\0') {
			break;
		}
		bool is_spaced = false;
		char digits[24];
		enum fact fact = find_fact(at, &bytes, &is_spaced);
		if (fact == FACT_COUNT) {
			put(sentence, at, bytes);
		} else if (fact == FACT_PHRASE && *phrase != '\0') {
			put(sentence, " ", is_spaced);
			fill(sentence, phrase, fault, "");
		} else if (fact != FACT_PHRASE) {
			put_fact(sentence, text_of(fault, fact, digits), is_spaced, bytes_max);
		}
		at += bytes;
	}
}

static void end(struct sentence *sentence)
{
	sentence->text[sentence->used] = '\0';
	if (sentence->is_cut) {
		memcpy(sentence->text + sentence->size - sizeof ELLIPSIS, ELLIPSIS,
			sizeof ELLIPSIS);
	}
	zr_utf8_clean(sentence->text);
}

enum zr_language zr_fault_say(
	const struct zr_fault *fault, enum zr_language language, char *text, size_t size)
{
	assert(fault != NULL && fault->kind > ZR_FAULT_NONE && fault->kind < ZR_FAULT_KIND_COUNT);
	assert(fault->phrase < ZR_FAULT_KIND_COUNT && (unsigned)language < ZR_LANGUAGE_COUNT);
	assert(text != NULL && size > sizeof "…");
	bool is_given = fault->kind == ZR_FAULT_SENTENCE;
	bool is_english = language == ZR_LANGUAGE_ENGLISH || is_given;
	size_t which = is_english ? 0 : 1;
	struct sentence sentence = {.text = text, .size = size};
	fill(&sentence, PATTERNS[fault->kind][which], fault, PATTERNS[fault->phrase][which]);
	if (fault->near != NULL) {
		fill(&sentence, PATTERNS[ZR_FAULT_NEAR][which], fault, "");
	}
	if (fault->offset > 0) {
		const struct zr_fault place = {.number = fault->offset};
		fill(&sentence, PATTERNS[ZR_FAULT_AT_COLUMN][which], &place, "");
	}
	end(&sentence);
	return is_english ? ZR_LANGUAGE_ENGLISH : ZR_LANGUAGE_RUSSIAN;
}

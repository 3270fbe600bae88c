/* The table of faults and the sentences made from it. */
#include "test/unit/unit.h"

#include <ctype.h>
#include <string.h>

#include "lib/base/fault.h"
#include "lib/base/utf8.h"

static const struct {
	const char *name, *english, *russian;
} LINES[] = {
#define ZR_FAULT(name, english, russian) {#name, english, russian},
#include "lib/base/faults.def"
#undef ZR_FAULT
};

static const char *const MARKS[] = {
	"aspect}", "subject}", "value}", "meant}", "around}", "near}", "number}", "phrase}"};

static bool asks_for(const char *pattern, const char *mark)
{
	for (const char *at = pattern; (at = strchr(at, '{')) != NULL; at++) {
		if (strncmp(at + 1 + (at[1] == ' '), mark, strlen(mark)) == 0) {
			return true;
		}
	}
	return false;
}

static void every_kind_has_both_sentences_with_the_same_placeholders(void **state)
{
	for (size_t i = 0; i < sizeof LINES / sizeof *LINES; i++) {
		if (*LINES[i].english == '\0' || *LINES[i].russian == '\0') {
			fail_msg("%s lacks a sentence", LINES[i].name);
		}
		for (size_t k = 0; k < sizeof MARKS / sizeof *MARKS; k++) {
			if (asks_for(LINES[i].english, MARKS[k]) !=
				asks_for(LINES[i].russian, MARKS[k])) {
				fail_msg("%s: {%s in one language alone", LINES[i].name, MARKS[k]);
			}
		}
	}
}

/* A placeholder that was misspelt stands in the sentence as it is. */
static bool keeps_placeholder(const char *text)
{
	for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
		bool is_reference = at > text && at[-1] == '$';
		if (!is_reference && islower((unsigned char)at[1 + (at[1] == ' ')])) {
			return true;
		}
	}
	return false;
}

static void no_sentence_keeps_a_placeholder(void **state)
{
	char text[800];
	for (size_t i = 0; i < 2 * (sizeof LINES / sizeof *LINES); i++) {
		const struct zr_fault fault = {.kind = (enum zr_fault_kind)(i / 2 + 1),
			.phrase = ZR_FAULT_WANT_NAME,
			.aspect = "A",
			.subject = "S",
			.value = "V",
			.meant = "M",
			.around = "R",
			.near = "N",
			.number = 7,
			.offset = 3};
		(void)zr_fault_say(&fault, i % 2 == 0 ? ZR_LANGUAGE_RUSSIAN : ZR_LANGUAGE_ENGLISH,
			text, sizeof text);
		if (keeps_placeholder(text)) {
			fail_msg("%s: %s", LINES[i / 2].name, text);
		}
	}
}

static void says_the_facts_in_both_languages(void **state)
{
	char text[200];
	const struct zr_fault fault = {.kind = ZR_FAULT_EXPECTED,
		.phrase = ZR_FAULT_WANT_NAME,
		.subject = "]",
		.offset = 5};
	assert_int_equal(
		zr_fault_say(&fault, ZR_LANGUAGE_ENGLISH, text, sizeof text), ZR_LANGUAGE_ENGLISH);
	assert_string_equal(text, "a name was expected, not ], at column 5");
	assert_int_equal(
		zr_fault_say(&fault, ZR_LANGUAGE_RUSSIAN, text, sizeof text), ZR_LANGUAGE_RUSSIAN);
	assert_string_equal(text, "ожидается имя, а стоит ], знак 5");
	assert_int_equal(
		zr_fault_say(&fault, ZR_LANGUAGE_TATAR, text, sizeof text), ZR_LANGUAGE_RUSSIAN);
}

static void keeps_what_an_author_writes_in_braces(void **state)
{
	char text[200];
	const struct zr_fault bare = {.kind = ZR_FAULT_BARE_QUESTION, .subject = "age"};
	(void)zr_fault_say(&bare, ZR_LANGUAGE_ENGLISH, text, sizeof text);
	assert_string_equal(text,
		"age stands bare and counts as empty; write ${age} for the answer, "
		"or 'age' in quotes for the text");
	/* a fact that looks like a placeholder is a fact */
	const struct zr_fault sly = {.kind = ZR_FAULT_DEFAULT_NO_CHOICE, .value = "{around}"};
	(void)zr_fault_say(&sly, ZR_LANGUAGE_ENGLISH, text, sizeof text);
	assert_string_equal(text, "the default '{around}' is no choice: the list has no such name");
}

static void leaves_no_blank_for_an_absent_fact(void **state)
{
	char text[200];
	struct zr_fault fault = {.kind = ZR_FAULT_DEFAULT_NO_CHOICE, .value = "x", .around = "sex"};
	fault.phrase = ZR_FAULT_MEANT_NAME;
	fault.meant = "y";
	(void)zr_fault_say(&fault, ZR_LANGUAGE_ENGLISH, text, sizeof text);
	assert_string_equal(text,
		"the default 'x' is no choice: the list sex has no such name (did "
		"you mean 'y'?)");
	fault.around = "";
	fault.phrase = ZR_FAULT_NONE;
	(void)zr_fault_say(&fault, ZR_LANGUAGE_ENGLISH, text, sizeof text);
	assert_string_equal(text, "the default 'x' is no choice: the list has no such name");
}

static void a_given_sentence_stays_in_its_language(void **state)
{
	char text[200];
	const struct zr_fault fault = {
		.kind = ZR_FAULT_SENTENCE, .subject = "it is so", .near = "a = "};
	assert_int_equal(
		zr_fault_say(&fault, ZR_LANGUAGE_RUSSIAN, text, sizeof text), ZR_LANGUAGE_ENGLISH);
	assert_string_equal(text, "it is so, near “a = ”");
}

/* At every size: the end of a cut sentence shows, and no letter is halved. */
static void cuts_between_letters(void **state)
{
	char whole[200], text[200];
	const struct zr_fault fault = {.kind = ZR_FAULT_NO_FUNCTION, .subject = "длина"};
	(void)zr_fault_say(&fault, ZR_LANGUAGE_RUSSIAN, whole, sizeof whole);
	for (size_t size = sizeof "…" + 1; size <= strlen(whole); size++) {
		memset(text, 'x', sizeof text);
		(void)zr_fault_say(&fault, ZR_LANGUAGE_RUSSIAN, text, size);
		size_t bytes = strlen(text);
		assert_true(bytes < size);
		assert_string_equal(text + bytes - strlen("…"), "…");
		for (size_t at = 0; at < bytes;) {
			size_t used = zr_utf8_read(text + at, bytes - at, NULL);
			assert_true(used > 0);
			at += used;
		}
	}
	(void)zr_fault_say(&fault, ZR_LANGUAGE_RUSSIAN, text, strlen(whole) + 1);
	assert_string_equal(text, whole);
}

static void cuts_a_fact_that_is_no_name(void **state)
{
	char fact[2000], text[1000];
	memset(fact, 'a', sizeof fact - 1);
	fact[sizeof fact - 1] = '\0';
	const struct zr_fault fault = {.kind = ZR_FAULT_NO_AXIS, .subject = fact};
	(void)zr_fault_say(&fault, ZR_LANGUAGE_ENGLISH, text, sizeof text);
	assert_int_equal(strlen(text), strlen("there is no axis …::") + ZR_FAULT_FACT_BYTES);
	assert_non_null(strstr(text, "a…::"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_both_sentences_with_the_same_placeholders),
		cmocka_unit_test(no_sentence_keeps_a_placeholder),
		cmocka_unit_test(says_the_facts_in_both_languages),
		cmocka_unit_test(keeps_what_an_author_writes_in_braces),
		cmocka_unit_test(leaves_no_blank_for_an_absent_fact),
		cmocka_unit_test(a_given_sentence_stays_in_its_language),
		cmocka_unit_test(cuts_between_letters),
		cmocka_unit_test(cuts_a_fact_that_is_no_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

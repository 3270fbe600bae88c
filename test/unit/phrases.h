/* What holds for every table of texts: whole in two languages, its formats alike in all of them. */
#ifndef ZR_TEST_PHRASES_H
#define ZR_TEST_PHRASES_H

#include <string.h>

#include "tablet/ui/texts.h"
#include "test/unit/unit.h"

static inline void expect_same_arguments(const char *english, const char *other)
{
	while ((english = strchr(english, '%')) != NULL) {
		other = strchr(other, '%');
		assert_non_null(other);
		size_t bytes = strspn(english, "%l") + 1;
		assert_memory_equal(english, other, bytes);
		english += bytes;
		other += bytes;
	}
	assert_null(strchr(other, '%'));
}

static inline void expect_whole(const struct zr_phrase *phrase)
{
	assert_non_null(phrase->in[ZR_LANGUAGE_RUSSIAN]);
	assert_non_null(phrase->in[ZR_LANGUAGE_ENGLISH]);
	for (int language = 0; language < ZR_LANGUAGE_COUNT; language++) {
		zr_texts_set_language((enum zr_language)language);
		const char *text = zr_texts_get(phrase);
		assert_true(text[0] != '\0');
		expect_same_arguments(phrase->in[ZR_LANGUAGE_ENGLISH], text);
	}
	zr_texts_set_language(ZR_LANGUAGE_RUSSIAN);
}

#endif

/*
 * A word may be a call with anything in its brackets: quotes, blanks, another word's name. Such a
 * word is passed over whole, by the words of XPath, in which its arguments are written.
 */
#include "lib/form/appearance.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/written.h"

static const char BLANKS[] = " \t\r\n";

/* The end of the word at text; the end of the text where its bracket is not closed. */
static const char *end_of_word(const char *text)
{
	text += strcspn(text, " \t\r\n(");
	while (*text == '(') {
		const char *close = zr_written_close(text);
		text = close != NULL ? close + 1 : text + strlen(text);
		text += strcspn(text, " \t\r\n(");
	}
	return text;
}

const char *zr_appearance_find(const char *appearance, const char *beginning)
{
	assert(appearance != NULL && beginning != NULL && *beginning != '\0');
	size_t bytes = strlen(beginning);
	const char *at = appearance + strspn(appearance, BLANKS);
	while (*at != '\0' && strncmp(at, beginning, bytes) != 0) {
		at = end_of_word(at);
		at += strspn(at, BLANKS);
	}
	return *at != '\0' ? at : NULL;
}

bool zr_appearance_has(const char *appearance, const char *word)
{
	assert(word != NULL && strpbrk(word, BLANKS) == NULL);
	const char *at = zr_appearance_find(appearance, word);
	while (at != NULL && strchr(" \t\r\n(", at[strlen(word)]) == NULL) {
		at = zr_appearance_find(end_of_word(at), word);
	}
	return at != NULL;
}

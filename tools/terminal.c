/* One character at a time through mbrtowc and wcwidth. */
#include "tools/terminal.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <wchar.h>

enum {
	WIDTH_DEFAULT = 100,
	WIDTH_MAX = 160 /* longer lines are hard to follow */
};

/* Bytes of the character at text and the columns it takes. */
static size_t take(const char *text, size_t bytes, size_t *ret_columns)
{
	assert(bytes > 0);
	wchar_t character = 0;
	mbstate_t state = {0};
	size_t used = mbrtowc(&character, text, bytes, &state);
	if (used == 0 || used > bytes) {
		/* No such character in the locale: count the lead byte of UTF-8 as one. */
		*ret_columns = ((unsigned char)*text & 0xc0) != 0x80;
		return 1;
	}
	int columns = wcwidth(character);
	*ret_columns = columns > 0 ? (size_t)columns : 0;
	return used;
}

static size_t width_of(const char *text, size_t bytes)
{
	size_t width = 0;
	for (size_t at = 0; at < bytes;) {
		size_t columns = 0;
		at += take(text + at, bytes - at, &columns);
		width += columns;
	}
	return width;
}

size_t zr_terminal_print(FILE *file, const char *text, size_t width)
{
	assert(file != NULL && text != NULL);
	size_t used = width_of(text, strlen(text));
	(void)fprintf(file, "%s%*s", text, used < width ? (int)(width - used) : 0, "");
	return used < width ? width : used;
}

void zr_terminal_wrap(FILE *file, const char *text, size_t at, size_t indent, size_t width)
{
	assert(file != NULL && text != NULL);
	static const char SPACES[] = " \t\r\n";
	size_t column = at;
	const char *word = text + strspn(text, SPACES);
	bool is_first = true;
	while (*word != '\0') {
		size_t bytes = strcspn(word, SPACES);
		size_t columns = width_of(word, bytes);
		if (!is_first && column + 1 + columns > width) {
			(void)fprintf(file, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!is_first) {
			(void)fputc(' ', file);
			column++;
		}
		(void)fwrite(word, 1, bytes, file);
		column += columns;
		is_first = false;
		word += bytes;
		word += strspn(word, SPACES);
	}
	(void)fputc('\n', file);
}

const char *zr_terminal_locale(void)
{
	static const char *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		const char *value = getenv(NAMES[i]);
		if (value != NULL && *value != '\0') {
			return value;
		}
	}
	return "";
}

size_t zr_terminal_columns(int fd)
{
	assert(fd >= 0);
	struct winsize size = {0};
	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
		return WIDTH_DEFAULT;
	}
	return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

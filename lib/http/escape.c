/* A character at a time, so that no half of one goes out. */
#include "lib/http/escape.h"

#include <assert.h>
#include <string.h>

#include "lib/base/utf8.h"

static const char *xml_name(char letter)
{
	switch (letter) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

int zr_escape_add_xml(struct zr_buffer *buffer, const char *text)
{
	assert(buffer != NULL && text != NULL);
	const char *end = text + strlen(text);
	int code = 0;
	while (code == 0 && text < end) {
		uint32_t character = 0;
		size_t bytes = zr_utf8_read(text, (size_t)(end - text), &character);
		const char *name = xml_name(*text);
		if (name != NULL) {
			code = zr_buffer_add_text(buffer, name);
		} else if (bytes == 0 || !zr_utf8_is_xml(character)) {
			code = zr_buffer_add_text(buffer, "?");
		} else {
			code = zr_buffer_add(buffer, text, bytes);
		}
		text += bytes > 0 ? bytes : 1;
	}
	return code;
}

int zr_escape_add_path_part(struct zr_buffer *buffer, const char *text)
{
	assert(buffer != NULL && text != NULL);
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";
	int code = 0;
	for (; code == 0 && *text != '\0'; text++) {
		code = strchr(plain, *text) != NULL
			       ? zr_buffer_add(buffer, text, 1)
			       : zr_buffer_add_format(buffer, "%%%02X", (unsigned char)*text);
	}
	return code;
}

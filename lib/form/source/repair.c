/*
 * One pass over the bytes, without a parser: only what stands inside the quotes of a start tag is
 * touched. Comments, CDATA sections, instructions and the DOCTYPE are copied as they are, for a "<"
 * means something else there. The result goes through the XML parser like any other document, so
 * that what this pass takes for a tag by mistake is an error and no other form.
 */
#include "lib/form/source/repair.h"

#include <assert.h>
#include <string.h>

struct scan {
	const char *at;
	const char *end;
	unsigned line;
	unsigned first_line;
};

static bool starts_with(const struct scan *scan, const char *text)
{
	size_t bytes = strlen(text);
	return (size_t)(scan->end - scan->at) >= bytes && memcmp(scan->at, text, bytes) == 0;
}

/* Behind the next occurrence of text, or the end. */
static const char *behind(const struct scan *scan, const char *text)
{
	size_t left = (size_t)(scan->end - scan->at);
	const char *found = memmem(scan->at, left, text, strlen(text));
	return found != NULL ? found + strlen(text) : scan->end;
}

/* The end of what has no attributes of elements, NULL when an element's tag begins here. */
static const char *skip_section(const struct scan *scan)
{
	static const struct {
		const char *begin;
		const char *end;
	} sections[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}};
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
		if (starts_with(scan, sections[i].begin)) {
			return behind(scan, sections[i].end);
		}
	}
	return NULL;
}

static int copy_until(struct scan *scan, const char *end, struct zr_buffer *out)
{
	int code = zr_buffer_add(out, scan->at, (size_t)(end - scan->at));
	for (; scan->at < end; scan->at++) {
		scan->line += *scan->at == '\n';
	}
	return code;
}

/* From "<" to behind ">". */
static int copy_tag(struct scan *scan, struct zr_buffer *out)
{
	char quote = '\0';
	bool is_open = true;
	bool is_first = true;
	int code = 0;
	for (; code == 0 && is_open && scan->at < scan->end; is_first = false) {
		char byte = *scan->at;
		if (byte == '<' && quote != '\0') {
			scan->first_line = scan->first_line == 0 ? scan->line : scan->first_line;
			scan->at++;
			code = zr_buffer_add_text(out, "&lt;");
			continue;
		}
		if (byte == '<' && !is_first) {
			return 0; /* the tag was never closed: for the parser to say */
		}
		is_open = byte != '>' || quote != '\0';
		if (byte == quote) {
			quote = '\0';
		} else if (quote == '\0' && (byte == '"' || byte == '\'')) {
			quote = byte;
		}
		code = copy_until(scan, scan->at + 1, out);
	}
	return code;
}

int zr_repair_attributes(
	const char *xml, size_t bytes, struct zr_buffer *ret_xml, unsigned *ret_line)
{
	assert(xml != NULL && ret_xml != NULL && ret_line != NULL);
	struct scan scan = {.at = xml, .end = xml + bytes, .line = 1};
	int code = 0;
	while (code == 0 && scan.at < scan.end) {
		const char *open = memchr(scan.at, '<', (size_t)(scan.end - scan.at));
		code = copy_until(&scan, open != NULL ? open : scan.end, ret_xml);
		if (code != 0 || open == NULL) {
			break;
		}
		const char *section = skip_section(&scan);
		code = section != NULL ? copy_until(&scan, section, ret_xml)
				       : copy_tag(&scan, ret_xml);
	}
	*ret_line = scan.first_line;
	return code;
}

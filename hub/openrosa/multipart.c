/*
 * One pass: boundary, head of a part, its data up to the next boundary. Invariant: `at` lies within
 * the body, and everything before it was understood.
 */
#include "hub/openrosa/multipart.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define MEDIA_TYPE "multipart/form-data"

struct reader {
	const char *at;
	const char *end;
	char delimiter[4 + ZR_MULTIPART_BOUNDARY_BYTES_MAX + 1]; /* CRLF, two dashes, boundary */
	size_t delimiter_bytes;
	size_t part_count;
};

static size_t left(const struct reader *reader)
{
	assert(reader->at <= reader->end);
	return (size_t)(reader->end - reader->at);
}

static bool skip(struct reader *reader, const char *text)
{
	size_t length = strlen(text);
	if (left(reader) < length || memcmp(reader->at, text, length) != 0) {
		return false;
	}
	reader->at += length;
	return true;
}

static int fail(const struct reader *reader, int code, const char *what, struct zr_error *error)
{
	return zr_error_set(error, code, "part %zu of the form: %s", reader->part_count, what);
}

/* ---- parameters: ; name=token or ; name="quoted" ---- */

static bool is_token_letter(char letter)
{
	return letter > ' ' && letter < 127 && strchr("()<>@,;:\\\"/[]?=", letter) == NULL;
}

/* The value of a parameter, without its quotes; false when it is none, or longer than its place.
 * Within quotes a backslash takes the next character as it is (RFC 822). */
static bool take_value(const char **at, const char *end, char *ret_value, size_t size)
{
	size_t length = 0;
	const char *next = *at;
	assert(next <= end && size > 0);
	bool is_quoted = next < end && *next == '"';
	next += is_quoted ? 1 : 0;
	while (next < end && (is_quoted ? *next != '"' : is_token_letter(*next))) {
		if (is_quoted && *next == '\\' && next + 1 < end &&
			(next[1] == '"' || next[1] == '\\')) {
			next++;
		}
		if (length + 1 == size || *next == '\0') {
			return false;
		}
		ret_value[length++] = *next++;
	}
	ret_value[length] = '\0';
	if (is_quoted && next == end) {
		return false;
	}
	*at = next + (is_quoted ? 1 : 0);
	return is_quoted || length > 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t')) {
		at++;
	}
	return at;
}

/* One parameter at `at`: its name and value. 1 when there was one, 0 at the end, else -1. */
static int take_parameter(const char **at, const char *end, char *ret_name, char *ret_value)
{
	const char *next = skip_blanks(*at, end);
	if (next == end) {
		return 0;
	}
	if (*next++ != ';') {
		return -1;
	}
	next = skip_blanks(next, end);
	size_t length = 0;
	while (next < end && is_token_letter(*next) && length < ZR_MULTIPART_NAME_BYTES_MAX) {
		ret_name[length++] = *next++;
	}
	ret_name[length] = '\0';
	if (length == 0 || next == end || *next++ != '=') {
		return -1;
	}
	*at = next;
	return take_value(at, end, ret_value, ZR_MULTIPART_NAME_BYTES_MAX + 1) ? 1 : -1;
}

/* ---- the media type ---- */

static bool is_boundary(const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789'()+_,-./:=? ";
	size_t length = strlen(text);
	return length > 0 && length <= ZR_MULTIPART_BOUNDARY_BYTES_MAX &&
	       strspn(text, letters) == length && text[length - 1] != ' ';
}

static int read_media_type(struct reader *reader, const char *type, struct zr_error *error)
{
	size_t length = strlen(MEDIA_TYPE);
	if (type == NULL || strncasecmp(type, MEDIA_TYPE, length) != 0 ||
		is_token_letter(type[length])) {
		return zr_error_set(error, ZR_E_UNSUPPORTED, "what was sent must be " MEDIA_TYPE);
	}
	const char *at = type + length;
	const char *end = type + strlen(type);
	char name[ZR_MULTIPART_NAME_BYTES_MAX + 1];
	char value[ZR_MULTIPART_NAME_BYTES_MAX + 1];
	bool has_boundary = false;
	int found = 0;
	while ((found = take_parameter(&at, end, name, value)) == 1) {
		if (strcasecmp(name, "boundary") != 0) {
			continue;
		}
		if (has_boundary || !is_boundary(value)) {
			found = -1;
			break;
		}
		has_boundary = true;
		reader->delimiter_bytes =
			(size_t)snprintf(reader->delimiter, sizeof reader->delimiter, "\r\n--%.*s",
				ZR_MULTIPART_BOUNDARY_BYTES_MAX, value);
	}
	return found == 0 && has_boundary
		       ? 0
		       : zr_error_set(error, ZR_E_SYNTAX,
				 "Content-Type does not say the one boundary of the form");
}

/* ---- the head of a part ---- */

struct part_head {
	struct zr_multipart_part *part;
	bool has_disposition;
};

static int read_disposition(const struct reader *reader, struct part_head *head, const char *at,
	const char *end, struct zr_error *error)
{
	struct zr_multipart_part *part = head->part;
	char name[ZR_MULTIPART_NAME_BYTES_MAX + 1];
	char value[ZR_MULTIPART_NAME_BYTES_MAX + 1];
	static const char form_data[] = "form-data";
	if (head->has_disposition || (size_t)(end - at) < strlen(form_data) ||
		strncasecmp(at, form_data, strlen(form_data)) != 0) {
		return fail(
			reader, ZR_E_SYNTAX, "it needs one Content-Disposition: form-data", error);
	}
	head->has_disposition = true;
	at += strlen(form_data);
	bool has_name = false;
	int found = 0;
	while ((found = take_parameter(&at, end, name, value)) == 1) {
		bool is_name = strcasecmp(name, "name") == 0;
		bool is_file = strcasecmp(name, "filename") == 0;
		if ((is_name && has_name) || (is_file && part->has_file_name)) {
			found = -1;
			break;
		}
		has_name |= is_name;
		part->has_file_name |= is_file;
		if (is_name || is_file) {
			(void)snprintf(is_name ? part->name : part->file_name, sizeof part->name,
				"%s", value);
		}
	}
	return found == 0 && has_name
		       ? 0
		       : fail(reader, ZR_E_SYNTAX,
				 "its Content-Disposition cannot be read, or is too long", error);
}

static bool is_field(const char *line, const char *colon, const char *name)
{
	return (size_t)(colon - line) == strlen(name) && strncasecmp(line, name, strlen(name)) == 0;
}

static int read_field(const struct reader *reader, struct part_head *head, const char *line,
	const char *end, struct zr_error *error)
{
	const char *colon = memchr(line, ':', (size_t)(end - line));
	if (colon == NULL || colon == line || *line == ' ' || *line == '\t') {
		return fail(reader, ZR_E_SYNTAX, "a line of its head is no field", error);
	}
	const char *value = skip_blanks(colon + 1, end);
	if (is_field(line, colon, "Content-Disposition")) {
		return read_disposition(reader, head, value, end, error);
	}
	if (!is_field(line, colon, "Content-Transfer-Encoding")) {
		return 0; /* Content-Type, Content-Length, what a client may think of */
	}
	static const char *const plain[] = {"binary", "8bit", "7bit"};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (is_field(value, end, plain[i])) {
			return 0;
		}
	}
	return fail(reader, ZR_E_UNSUPPORTED, "it is encoded; send it as it is", error);
}

static int read_head(struct reader *reader, struct zr_multipart_part *part, struct zr_error *error)
{
	struct part_head head = {.part = part};
	assert(part->name[0] == '\0' && !part->has_file_name);
	const char *start = reader->at;
	while (!skip(reader, "\r\n")) {
		const char *line = reader->at;
		const char *end = memmem(line, left(reader), "\r\n", 2);
		if (end == NULL || (size_t)(end - start) > ZR_MULTIPART_HEAD_BYTES_MAX) {
			return fail(reader, end == NULL ? ZR_E_SYNTAX : ZR_E_LIMIT,
				"its head does not end, or is too long", error);
		}
		int code = read_field(reader, &head, line, end, error);
		if (code != 0) {
			return code;
		}
		reader->at = end + 2;
	}
	return head.has_disposition
		       ? 0
		       : fail(reader, ZR_E_SYNTAX, "it has no Content-Disposition", error);
}

/* ---- the whole ---- */

/* Behind a boundary: 1 when a part follows, 0 at the end of all. */
static int read_boundary_end(struct reader *reader, struct zr_error *error)
{
	bool is_last = skip(reader, "--");
	reader->at = skip_blanks(reader->at, reader->end);
	if (is_last && (left(reader) == 0 || (skip(reader, "\r\n") && left(reader) == 0))) {
		return 0;
	}
	if (!is_last && skip(reader, "\r\n")) {
		return 1;
	}
	return fail(reader, ZR_E_SYNTAX, "something stands behind its boundary", error);
}

static int read_part(
	struct reader *reader, zr_multipart_visit *visit, void *user, struct zr_error *error)
{
	struct zr_multipart_part part = {0};
	assert(reader->delimiter_bytes > 4); /* the media type was read */
	if (reader->part_count++ == ZR_MULTIPART_PART_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "the form has more than %d parts",
			ZR_MULTIPART_PART_COUNT_MAX);
	}
	int code = read_head(reader, &part, error);
	if (code != 0) {
		return code;
	}
	/* The empty line behind the head may be the one before the boundary. */
	const char *from = reader->at - 2;
	const char *found = memmem(
		from, (size_t)(reader->end - from), reader->delimiter, reader->delimiter_bytes);
	if (found == NULL) {
		return fail(reader, ZR_E_SYNTAX, "no boundary ends it; the form was cut", error);
	}
	assert(found >= from && found < reader->end);
	part.data = reader->at;
	part.bytes = found > reader->at ? (size_t)(found - reader->at) : 0;
	reader->at = found + reader->delimiter_bytes;
	return visit(user, &part, error);
}

int zr_multipart_read(const struct zr_multipart_body *body, zr_multipart_visit *visit, void *user,
	struct zr_error *error)
{
	assert(body != NULL && visit != NULL && (body->data != NULL || body->bytes == 0));
	const char *data = body->data != NULL ? body->data : "";
	struct reader reader = {.at = data, .end = data + body->bytes};
	int code = read_media_type(&reader, body->content_type, error);
	if (code != 0) {
		return code;
	}
	(void)skip(&reader, "\r\n");
	if (!skip(&reader, reader.delimiter + 2)) {
		return zr_error_set(
			error, ZR_E_SYNTAX, "the form does not begin with its boundary");
	}
	int more = 0;
	while ((more = read_boundary_end(&reader, error)) == 1) {
		code = read_part(&reader, visit, user, error);
		if (code != 0) {
			return code;
		}
	}
	return more;
}

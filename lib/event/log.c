/* The line of an event, made from the table's own words for its fields. */
#include "lib/event/log.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/limits.h"
#include "lib/base/utf8.h"

enum {
	/* Two ids and three numbers, at the most; less than PIPE_BUF, so that a write is whole. */
	LINE_BYTES = 1024,
	ESCAPED_BYTES = 3, /* of "%XX" */
};

enum field_kind {
	FIELD_NUMBER,
	FIELD_ID,
	FIELD_CODE
};

struct field {
	const char *name; /* NULL: no more fields */
	enum field_kind kind;
};

struct kind {
	const char *name;
	enum zr_log_level level;
	const struct field *fields;
};

static const struct kind kinds[ZR_LOG_EVENT_COUNT_] = {
#define ZR_LOG_NUMBER(field) {#field, FIELD_NUMBER},
#define ZR_LOG_ID(field)     {#field, FIELD_ID},
#define ZR_LOG_CODE(field)   {#field, FIELD_CODE},
#define ZR_LOG_KIND(constant, name, level, fields)                                                 \
	[ZR_LOG_##constant] = {                                                                    \
		#name, ZR_LOG_LEVEL_##level, (const struct field[]){fields{NULL, FIELD_NUMBER}}},
#include "lib/event/events.def"
#undef ZR_LOG_KIND
#undef ZR_LOG_CODE
#undef ZR_LOG_ID
#undef ZR_LOG_NUMBER
};

/* What zr_log_tell() counts on: the n-th field lies at n times the width of one. */
#define ZR_LOG_NUMBER(field) +1
#define ZR_LOG_ID(field)     +1
#define ZR_LOG_CODE(field)   +1
#define ZR_LOG_KIND(constant, name, level, fields)                                                 \
	static_assert(sizeof(struct zr_log_##constant) == (0 fields) * sizeof(int64_t), #name);
#include "lib/event/events.def"
#undef ZR_LOG_KIND
#undef ZR_LOG_CODE
#undef ZR_LOG_ID
#undef ZR_LOG_NUMBER

static enum zr_log_level highest_level = ZR_LOG_LEVEL_INFO;

struct line {
	char text[LINE_BYTES];
	size_t bytes;
};

static void add(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct line *line, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	size_t room = sizeof line->text - line->bytes;
	int bytes = vsnprintf(line->text + line->bytes, room, format, arguments);
	va_end(arguments);
	/* Ids are cut, and the table has few fields: a line that is full is a row of it too much.
	 */
	assert(bytes >= 0 && (size_t)bytes < room);
	line->bytes += (size_t)bytes;
}

/* Bytes above ASCII stay: a form's id may be a word of any language. */
static bool is_plain(unsigned char byte)
{
	return byte > ' ' && byte != 0x7f && byte != '=' && byte != '%';
}

/* A letter that was cut, or none at all, would make the line a lump of bytes to journald. */
static void add_id(struct line *line, const char *id)
{
	size_t start = line->bytes;
	size_t end = start + ZR_LOG_ID_BYTES_MAX;
	for (; id != NULL && *id != '\0'; id++) {
		unsigned char byte = (unsigned char)*id;
		bool is_as_it_is = is_plain(byte);
		if (line->bytes + (is_as_it_is ? 1 : ESCAPED_BYTES) > end) {
			break;
		}
		add(line, is_as_it_is ? "%c" : "%%%02X", byte);
	}
	zr_utf8_clean(line->text + start);
	line->bytes = start + strlen(line->text + start);
}

static void add_field(struct line *line, const struct field *field, const void *value)
{
	add(line, " %s=", field->name);
	switch (field->kind) {
	case FIELD_NUMBER:
		add(line, "%" PRId64, *(const int64_t *)value);
		return;
	case FIELD_ID:
		add_id(line, *(const char *const *)value);
		return;
	case FIELD_CODE:
		add(line, "%s", *(const int *)value != 0 ? zr_error_name(*(const int *)value) : "");
		return;
	}
}

void zr_log_tell(enum zr_log_event event, const void *fields)
{
	assert(event < ZR_LOG_EVENT_COUNT_ && fields != NULL);
	const struct kind *kind = &kinds[event];
	if (kind->level > highest_level) {
		return;
	}
	struct line line = {0};
	if (!isatty(STDERR_FILENO)) {
		add(&line, "<%d>", (int)kind->level);
	}
	add(&line, "event=%s", kind->name);
	for (size_t i = 0; kind->fields[i].name != NULL; i++) {
		add_field(&line, &kind->fields[i], (const char *)fields + i * sizeof(int64_t));
	}
	add(&line, "\n");
	/* Where stderr leads nowhere there is nobody to tell. */
	(void)!write(STDERR_FILENO, line.text, line.bytes);
}

void zr_log_set_level(enum zr_log_level level)
{
	assert(level >= ZR_LOG_LEVEL_ERROR && level <= ZR_LOG_LEVEL_DEBUG);
	highest_level = level;
}

/* The error table and the sentence that goes with an error. */
#include "lib/base/error.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/utf8.h"

struct entry {
	int code;
	const char *name;
	bool retryable;
	int http_status;
};

static const struct entry table[] = {
#define ZR_ERROR(name, wire, retry, http, key) {-(wire), #name, (retry) != 0, http},
#include "lib/base/errors.def"
#undef ZR_ERROR
};

static const struct entry *entry_for(int code)
{
	const struct entry *io = NULL;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].code == code) {
			return &table[i];
		}
		if (table[i].code == ZR_E_IO) {
			io = &table[i];
		}
	}
	assert(io != NULL);
	return io;
}

/* What is too long shows its cut end, and no half letter. bytes: of the whole, as snprintf() has
 * it. */
static void show_cut(char *text, size_t size, int bytes)
{
	static const char ELLIPSIS[] = "…";
	assert(size > sizeof ELLIPSIS);
	if (bytes >= (int)size) {
		memcpy(text + size - sizeof ELLIPSIS, ELLIPSIS, sizeof ELLIPSIS);
	}
	zr_utf8_clean(text);
}

/* A sentence may quote a label to a number of bytes, or be too long itself. */
static void set_sentence(char *ret_text, size_t size, const char *format, va_list arguments)
	ZR_PRINTF(3, 0);
static void set_sentence(char *ret_text, size_t size, const char *format, va_list arguments)
{
	assert(ret_text != NULL && format != NULL);
	show_cut(ret_text, size, vsnprintf(ret_text, size, format, arguments));
}

static void set(struct zr_error *error, int code, const char *format, va_list arguments)
	ZR_PRINTF(3, 0);
static void set(struct zr_error *error, int code, const char *format, va_list arguments)
{
	if (error != NULL) {
		*error = (struct zr_error){.code = code};
		set_sentence(error->message, sizeof error->message, format, arguments);
	}
}

int zr_error_set(struct zr_error *error, int code, const char *format, ...)
{
	assert(code < 0 && format != NULL);
	va_list arguments;
	va_start(arguments, format);
	set(error, code, format, arguments);
	va_end(arguments);
	return code;
}

int zr_error_set_at(
	struct zr_error *error, int code, unsigned line, const char *where, const char *format, ...)
{
	assert(code < 0 && format != NULL);
	va_list arguments;
	va_start(arguments, format);
	set(error, code, format, arguments);
	va_end(arguments);
	zr_error_place(error, line, where);
	return code;
}

/* A copy that may be cut, but not within a letter. */
static void copy(char *text, size_t size, const char *from)
{
	(void)snprintf(text, size, "%s", from != NULL ? from : "");
	zr_utf8_clean(text);
}

/* A path or an answer that is cut must not look like another. */
static void copy_fact(char *text, size_t size, const char *from)
{
	show_cut(text, size, snprintf(text, size, "%s", from != NULL ? from : ""));
}

int zr_error_set_fault(struct zr_error *error, int code, const struct zr_fault *fault)
{
	assert(code < 0 && fault != NULL && fault->kind != ZR_FAULT_NONE);
	assert(fault->near == NULL);
	if (error != NULL) {
		*error = (struct zr_error){.code = code,
			.kind = fault->kind,
			.phrase = fault->phrase,
			.number = fault->number,
			.offset = fault->offset};
		copy(error->aspect, sizeof error->aspect, fault->aspect);
		copy_fact(error->subject, sizeof error->subject, fault->subject);
		copy_fact(error->value, sizeof error->value, fault->value);
		copy_fact(error->meant, sizeof error->meant, fault->meant);
		copy_fact(error->around, sizeof error->around, fault->around);
		(void)zr_fault_say(
			fault, ZR_LANGUAGE_ENGLISH, error->message, sizeof error->message);
	}
	return code;
}

void zr_error_place(struct zr_error *error, unsigned line, const char *where)
{
	if (error != NULL) {
		error->line = line;
		copy(error->where, sizeof error->where, where);
	}
}

void zr_error_place_cell(struct zr_error *error, const struct zr_error_cell *cell)
{
	assert(cell != NULL && cell->sheet != NULL);
	if (error == NULL) {
		return;
	}
	struct zr_error placed = *error; /* the cell's texts may lie in it */
	bool has_column = cell->letters != NULL && *cell->letters != '\0';
	bool has_heading = cell->heading != NULL && *cell->heading != '\0';
	placed.line = cell->row;
	copy(placed.sheet, sizeof placed.sheet, cell->sheet);
	copy(placed.letters, sizeof placed.letters, cell->letters);
	copy(placed.heading, sizeof placed.heading, cell->heading);
	(void)snprintf(placed.where, sizeof placed.where, "%s%s%s%s%s%s", cell->sheet,
		has_column && *cell->sheet != '\0' ? "!" : "", placed.letters,
		has_heading ? " (" : "", has_heading ? cell->heading : "", has_heading ? ")" : "");
	zr_utf8_clean(placed.where);
	*error = placed;
}

void zr_error_blame(struct zr_error *error, const char *aspect)
{
	assert(aspect != NULL && *aspect != '\0');
	if (error == NULL) {
		return;
	}
	assert(error->code < 0 && strlen(aspect) < sizeof error->aspect);
	char sentence[sizeof error->message];
	memcpy(sentence, error->message, sizeof sentence);
	copy(error->aspect, sizeof error->aspect, aspect);
	(void)snprintf(error->message, sizeof error->message, "%s: %.290s", aspect, sentence);
	zr_utf8_clean(error->message);
	error->sentence_at = (unsigned)strlen(aspect) + 2;
}

struct zr_fault zr_error_fault(const struct zr_error *error)
{
	assert(error != NULL && error->code != 0);
	assert(error->sentence_at <= strlen(error->message));
	const char *aspect = error->aspect[0] != '\0' ? error->aspect : NULL;
	if (error->kind == ZR_FAULT_NONE) {
		return (struct zr_fault){.kind = ZR_FAULT_SENTENCE,
			.aspect = aspect,
			.subject = error->message + error->sentence_at};
	}
	return (struct zr_fault){.kind = error->kind,
		.phrase = error->phrase,
		.aspect = aspect,
		.subject = error->subject,
		.value = error->value,
		.meant = error->meant,
		.around = error->around,
		.number = error->number,
		.offset = error->offset};
}

int zr_error_set_errno(struct zr_error *error, int errno_value, const char *doing)
{
	assert(doing != NULL);
	int code = ZR_E_IO;
	if (errno_value == ENOSPC || errno_value == EDQUOT) {
		code = ZR_E_FULL;
	} else if (errno_value == ENOMEM) {
		code = ZR_E_NOMEM;
	} else if (errno_value == ENOENT) {
		code = ZR_E_NOT_FOUND;
	}
	return zr_error_set(error, code, "cannot %s: %s", doing, strerror(errno_value));
}

void zr_error_format(const struct zr_error *error, const char *input_name, char *text, size_t size)
{
	assert(error != NULL && text != NULL && size > 0);
	char line[24] = "";
	if (error->line > 0 && error->column > 0) {
		(void)snprintf(line, sizeof line, "%u:%u: ", error->line, error->column);
	} else if (error->line > 0) {
		(void)snprintf(line, sizeof line, "%u: ", error->line);
	}
	(void)snprintf(text, size, "%s%s%s%s%s%s", input_name != NULL ? input_name : "",
		input_name == NULL ? "" : (line[0] != '\0' ? ":" : ": "), line, error->where,
		error->where[0] != '\0' ? ": " : "", error->message);
	zr_utf8_clean(text);
}

const char *zr_error_name(int code)
{
	return entry_for(code)->name;
}

bool zr_error_is_retryable(int code)
{
	return entry_for(code)->retryable;
}

int zr_error_http_status(int code)
{
	return entry_for(code)->http_status;
}

int zr_error_from_wire(unsigned wire)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if ((unsigned)-table[i].code == wire) {
			return table[i].code;
		}
	}
	return ZR_E_INVALID;
}

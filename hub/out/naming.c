/* Names given are kept in a tree of the C library, folded, so that case makes no difference. */
#include "hub/out/naming.h"

#include <assert.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/fold.h"
#include "lib/base/cleanup.h"
#include "lib/base/utf8.h"

enum {
	NAME_CHARACTERS_MAX = 32,
	NAME_BYTES_MAX = 64,
	SUFFIX_BYTES = 24,
	TRY_COUNT_MAX = 10000,
};

static int compare(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* Adds the text folded; false when it was there. */
static int take(void **tree, const char *text, bool *ret_is_new)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folded = {0};
	int code = zr_fold_text(text, &folded);
	ZR_CLEANUP_FREE char *own = code == 0 ? strdup(zr_buffer_text(&folded)) : NULL;
	char **found = own != NULL ? tsearch(own, tree, compare) : NULL;
	if (found == NULL) {
		return ZR_E_NOMEM;
	}
	*ret_is_new = *found == own;
	if (*ret_is_new) {
		own = NULL; /* the tree's now */
	}
	return 0;
}

static const char *leaf_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash != NULL ? slash + 1 : path;
}

static bool is_reserved(const char *name)
{
	static const char *const words[] = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne",
		"not", "or", "to", "with", "byte", "double", "float", "if", "in", "int", "long",
		"using"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcasecmp(words[i], name) == 0) {
			return true;
		}
	}
	return strncasecmp(name, "str", 3) == 0 && name[3] != '\0' &&
	       name[3 + strspn(name + 3, "0123456789L")] == '\0';
}

static bool is_sign(uint32_t letter)
{
	return letter < 0x80 &&
	       strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
		       (int)letter) == NULL;
}

/* Cleaned, and cut so that the suffix has room. */
static void write_name(const char *base, const char *suffix, char ret_name[NAME_BYTES_MAX + 1])
{
	assert(strlen(suffix) < SUFFIX_BYTES);
	size_t bytes = 0;
	size_t characters = 0;
	size_t room = strlen(suffix);
	if (base[0] == '_' || (base[0] >= '0' && base[0] <= '9')) {
		ret_name[bytes++] = 'v';
		characters++;
	}
	for (size_t left = strlen(base); left > 0;) {
		uint32_t letter = 0;
		size_t length = zr_utf8_read(base, left, &letter);
		bool is_kept = length > 0 && letter != 0 && !is_sign(letter);
		size_t more = is_kept ? length : 1;
		if (bytes + more + room > NAME_BYTES_MAX ||
			characters + 1 + room > NAME_CHARACTERS_MAX) {
			break;
		}
		memcpy(ret_name + bytes, is_kept ? base : "_", more);
		bytes += more;
		characters++;
		base += length > 0 ? length : 1;
		left -= length > 0 ? length : 1;
	}
	memcpy(ret_name + bytes, suffix, room + 1);
}

static int give_name(void **names, struct zr_variable *variable, const char *base)
{
	assert(variable->name == NULL && base != NULL);
	char name[NAME_BYTES_MAX + 1];
	char suffix[SUFFIX_BYTES] = "";
	bool is_new = false;
	int code = 0;
	for (unsigned i = 2; code == 0 && !is_new; i++) {
		write_name(base, suffix, name);
		if (!is_reserved(name)) {
			code = take(names, name, &is_new);
		}
		(void)snprintf(suffix, sizeof suffix, "_%u", i);
		if (i == TRY_COUNT_MAX) {
			return ZR_E_LIMIT;
		}
	}
	variable->name = code == 0 ? strdup(name) : NULL;
	return variable->name != NULL ? 0 : ZR_E_NOMEM;
}

/* What the name of a variable is made from. The caller's to free. */
static char *make_base(
	const struct zr_variable *variable, const struct zr_columns *columns, const bool *is_alone)
{
	char *base = NULL;
	const char *path = variable->heading;
	const char *behind = "";
	if (variable->source != ZR_VARIABLE_OWN) {
		const char *whole = columns->items[variable->index].path;
		path = is_alone[variable->index] ? leaf_of(whole) : whole;
	}
	if (variable->source == ZR_VARIABLE_LABEL) {
		behind = "label";
	} else if (variable->source == ZR_VARIABLE_FLAG) {
		behind = variable->choice->value;
	}
	return asprintf(&base, "%s%s%s", path, behind[0] != '\0' ? "_" : "", behind) >= 0 ? base
											  : NULL;
}

/* Whether the last part of a column's path is no other's, and no heading of the table's own. */
static int find_alone(const struct zr_columns *columns, bool *is_alone)
{
	void *seen = NULL;
	void *twice = NULL;
	int code = 0;
	bool is_new = false;
	for (size_t i = 0; code == 0 && columns->own[i] != NULL; i++) {
		code = take(&twice, columns->own[i], &is_new);
	}
	for (size_t i = 0; code == 0 && i < columns->count; i++) {
		const char *leaf = leaf_of(columns->items[i].path);
		code = take(&seen, leaf, &is_new);
		if (code == 0 && !is_new) {
			code = take(&twice, leaf, &is_new);
		}
	}
	for (size_t i = 0; code == 0 && i < columns->count; i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer folded = {0};
		code = zr_fold_text(leaf_of(columns->items[i].path), &folded);
		is_alone[i] = code == 0 && tfind(zr_buffer_text(&folded), &twice, compare) == NULL;
	}
	tdestroy(seen, free);
	tdestroy(twice, free);
	return code;
}

int zr_naming_make(
	struct zr_variables *variables, const struct zr_columns *columns, struct zr_error *error)
{
	assert(variables != NULL && columns != NULL && columns->own != NULL);
	ZR_CLEANUP_FREE bool *is_alone = calloc(columns->count + 1, sizeof *is_alone);
	void *names = NULL;
	int code = is_alone != NULL ? find_alone(columns, is_alone) : ZR_E_NOMEM;
	for (size_t i = 0; code == 0 && i < variables->count; i++) {
		struct zr_variable *variable = &variables->items[i];
		assert(variable->name == NULL);
		ZR_CLEANUP_FREE char *base = make_base(variable, columns, is_alone);
		code = base != NULL ? give_name(&names, variable, base) : ZR_E_NOMEM;
	}
	tdestroy(names, free);
	return code == 0 ? 0
	       : code == ZR_E_LIMIT
		       ? zr_error_set(error, code, "too many variables would have one name")
		       : zr_error_set(error, code, "the hub is short of memory");
}

/* Each kind is one function over the outline: they share no state and may come and go. */
#include "lib/formcheck/advice.h"

#include <assert.h>
#include <string.h>

#include "lib/xpath/written.h"

struct advice {
	const struct zr_outline *outline;
	void (*tell)(void *user, bool is_error, const struct zr_expression_fault *fault);
	void *user;
};

static void tell(
	const struct advice *advice, const char *path, unsigned line, const struct zr_fault *what)
{
	assert(path != NULL && what->kind != ZR_FAULT_NONE);
	const struct zr_expression_fault fault = {
		.path = path, .aspect = what->aspect, .line = line, .fault = what};
	advice->tell(advice->user, false, &fault);
}

/* ---- the record's id ---- */

static const struct zr_outline_item *find_instance_id(const struct zr_outline *outline)
{
	for (size_t i = 0; i < outline->count; i++) {
		const struct zr_node *node = outline->items[i].node;
		if (outline->items[i].depth == 1 && strcmp(node->name->local, "instanceID") == 0 &&
			strcmp(node->parent->name->local, "meta") == 0) {
			return &outline->items[i];
		}
	}
	return NULL;
}

/* What an action sets it to; NULL: no action does. */
static const char *set_to(const struct zr_outline *outline, const char *path)
{
	const struct zr_node *parts[] = {outline->model, outline->body};
	for (size_t i = 0; i < 2; i++) {
		const struct zr_node *at = parts[i];
		while ((at = zr_node_following(at, parts[i])) != NULL) {
			bool is_action = at->kind == ZR_NODE_ELEMENT && zr_xml_is(at, "setvalue");
			const char *ref = is_action ? zr_xml_attribute(at, "", "ref") : NULL;
			if (ref != NULL && strcmp(ref + strspn(ref, " \t\r\n"), path) == 0) {
				const char *value = zr_xml_attribute(at, "", "value");
				return value != NULL ? value : zr_node_value(at);
			}
		}
	}
	return NULL;
}

static bool reads_answers(const char *expression)
{
	return strchr(expression, '/') != NULL || strstr(expression, "..") != NULL;
}

static bool makes_uuid(const char *expression)
{
	struct zr_written bits;
	size_t count = 0;
	return zr_written_find(expression, "uuid", &bits, 1, &count) != NULL;
}

static void check_instance_id(const struct advice *advice)
{
	const struct zr_outline_item *item = find_instance_id(advice->outline);
	if (item == NULL) {
		tell(advice, "/meta/instanceID", 0,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_INSTANCE_ID});
		return;
	}
	const struct zr_node *bind = item->bind;
	const char *preload = bind != NULL ? zr_xml_attribute(bind, ZR_XML_JR, "preload") : NULL;
	const char *made = bind != NULL ? zr_xml_attribute(bind, "", "calculate") : NULL;
	made = made == NULL ? set_to(advice->outline, item->path) : made;
	bool is_uid = preload != NULL && strcmp(preload, "uid") == 0;
	if (is_uid || (made != NULL && makes_uuid(made))) {
		return;
	}
	made = made == NULL ? zr_node_value(item->node) : made;
	tell(advice, item->path, bind != NULL ? zr_xml_line(bind) : 0,
		&(const struct zr_fault){.kind = ZR_FAULT_INSTANCE_ID,
			.phrase = *made == '\0'         ? ZR_FAULT_STAYS_EMPTY
				  : reads_answers(made) ? ZR_FAULT_MAY_BE_THE_SAME
							: ZR_FAULT_IS_THE_SAME});
}

/* ---- repeats ---- */

/* The innermost repeat around a path, NULL for none. */
static const struct zr_outline_item *repeat_around(
	const struct zr_outline *outline, const char *path)
{
	assert(path != NULL);
	const struct zr_outline_item *found = NULL;
	size_t found_bytes = 0;
	for (size_t i = 0; i < outline->count; i++) {
		const struct zr_outline_item *item = &outline->items[i];
		size_t bytes = item->repeat != NULL ? strlen(item->path) : 0;
		if (bytes > found_bytes && strncmp(path, item->path, bytes) == 0 &&
			path[bytes] == '/') {
			found = item;
			found_bytes = bytes;
		}
	}
	return found;
}

static bool is_within(const struct zr_node *node, const struct zr_node *around)
{
	while (node != NULL && node != around) {
		node = node->parent;
	}
	return node != NULL;
}

/* A setvalue of a question: the entry that it means must be the question's own. */
static void check_action(const struct advice *advice, const struct zr_node *action)
{
	assert(action->kind == ZR_NODE_ELEMENT);
	const char *path = zr_xml_attribute(action, "", "ref");
	const char *event = zr_xml_attribute(action, "", "event");
	if (path == NULL || event == NULL || strstr(event, "xforms-value-changed") == NULL) {
		return;
	}
	path += strspn(path, " \t\r\n");
	const struct zr_outline_item *repeat = repeat_around(advice->outline, path);
	if (repeat == NULL || is_within(action, repeat->repeat)) {
		return;
	}
	const char *name = strrchr(path, '/');
	tell(advice, path, zr_xml_line(action),
		&(const struct zr_fault){.kind = ZR_FAULT_SET_FROM_OUTSIDE,
			.aspect = "trigger",
			.subject = name != NULL ? name + 1 : path,
			.around = repeat->node->name->local});
}

static void check_actions(const struct advice *advice)
{
	const struct zr_node *at = advice->outline->body;
	while ((at = zr_node_following(at, advice->outline->body)) != NULL) {
		if (at->kind == ZR_NODE_ELEMENT &&
			(zr_xml_is(at, "setvalue") || zr_xml_is(at, "setgeopoint"))) {
			check_action(advice, at);
		}
	}
}

static void check_twins(const struct advice *advice)
{
	const struct zr_outline *outline = advice->outline;
	for (size_t i = 0; i < outline->count; i++) {
		const struct zr_outline_item *item = &outline->items[i], *twin = NULL;
		for (size_t k = 0; item->repeat != NULL && k < i && twin == NULL; k++) {
			bool is_twin = outline->items[k].repeat != NULL &&
				       outline->items[k].node->name == item->node->name;
			twin = is_twin ? &outline->items[k] : NULL;
		}
		if (twin != NULL) {
			tell(advice, item->path, 0,
				&(const struct zr_fault){.kind = ZR_FAULT_TWIN_REPEATS,
					.aspect = "name",
					.subject = item->node->name->local,
					.value = twin->path});
		}
	}
}

/* ---- calendars ---- */

/* Whether the word is one of the words, parted by blanks. */
static bool has_word(const char *words, const char *word)
{
	assert(*word != '\0');
	size_t bytes = strlen(word);
	for (const char *at = words; (at = strstr(at, word)) != NULL; at += bytes) {
		bool begins = at == words || at[-1] == ' ';
		if (begins && (at[bytes] == ' ' || at[bytes] == '\0')) {
			return true;
		}
	}
	return false;
}

static void check_calendar(const struct advice *advice, const struct zr_outline_item *item)
{
	static const struct {
		const char *appearance;
		enum zr_fault_kind name;
	} CALENDARS[] = {{"ethiopian", ZR_FAULT_ETHIOPIAN}, {"coptic", ZR_FAULT_COPTIC},
		{"islamic", ZR_FAULT_ISLAMIC}, {"bikram-sambat", ZR_FAULT_NEPALI},
		{"myanmar", ZR_FAULT_BURMESE}, {"persian", ZR_FAULT_PERSIAN},
		{"buddhist", ZR_FAULT_BUDDHIST}};
	const char *looks =
		item->control != NULL ? zr_xml_attribute(item->control, "", "appearance") : NULL;
	for (size_t i = 0; looks != NULL && i < sizeof CALENDARS / sizeof *CALENDARS; i++) {
		if (has_word(looks, CALENDARS[i].appearance)) {
			tell(advice, item->path, zr_xml_line(item->control),
				&(const struct zr_fault){.kind = ZR_FAULT_CALENDAR,
					.phrase = CALENDARS[i].name,
					.aspect = "appearance",
					.value = CALENDARS[i].appearance});
		}
	}
}

void zr_advice_check(const struct zr_outline *outline,
	void (*tell_one)(void *user, bool is_error, const struct zr_expression_fault *fault),
	void *user)
{
	assert(outline->root != NULL && tell_one != NULL);
	const struct advice advice = {.outline = outline, .tell = tell_one, .user = user};
	check_instance_id(&advice);
	check_actions(&advice);
	check_twins(&advice);
	for (size_t i = 0; i < outline->count; i++) {
		check_calendar(&advice, &outline->items[i]);
	}
}

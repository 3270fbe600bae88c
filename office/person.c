/* One walk of libxml2's reader. The path of where it stands is kept as a text, so that a field is
 * known by comparing texts; what was read is wiped behind each person. */
#include "office/person.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include <libxml/xmlreader.h>

#include "lib/base/cleanup.h"
#include "lib/base/fold.h"

#define PART_MARK "\x1f" /* a control character: fold takes it out of every text */

ZR_DEFINE_CLEANUP(xmlTextReaderPtr, xmlFreeTextReader);

enum {
	FIELD_COUNT_MAX = ZR_OFFICE_NAME_COUNT_MAX + 1, /* the last one is the birth date */
	PATH_BYTES = 4096, /* of the open elements: ours have some 100 */
};

struct walk {
	const struct zr_office_fields *fields;
	zr_person_visit *visit;
	void *user;
	struct zr_buffer path; /* of the open elements: "/data/person/name" */
	bool is_inside;        /* of a person */
	struct zr_buffer values[FIELD_COUNT_MAX];
	struct zr_buffer folded;
	struct zr_buffer text;
};

static void walk_finish(struct walk *walk)
{
	zr_buffer_finish(&walk->path);
	for (size_t i = 0; i < FIELD_COUNT_MAX; i++) {
		zr_buffer_wipe(&walk->values[i]);
	}
	zr_buffer_wipe(&walk->folded);
	zr_buffer_wipe(&walk->text);
}

static bool is_person(const struct walk *walk)
{
	return strcmp(zr_buffer_text(&walk->path), walk->fields->person) == 0;
}

/* The field that stands here; FIELD_COUNT_MAX for none. */
static size_t find_field(const struct walk *walk)
{
	const struct zr_office_fields *fields = walk->fields;
	size_t top = strlen(fields->person);
	assert(fields->name_count < FIELD_COUNT_MAX);
	if (!walk->is_inside || walk->path.bytes <= top + 1) {
		return FIELD_COUNT_MAX;
	}
	const char *within = zr_buffer_text(&walk->path) + top + 1;
	for (size_t i = 0; i < fields->name_count; i++) {
		if (strcmp(within, fields->names[i]) == 0) {
			return i;
		}
	}
	return strcmp(within, fields->birth) == 0 ? FIELD_COUNT_MAX - 1 : FIELD_COUNT_MAX;
}

/* Adds a field to what the person is compared by; whether there is anything in it. */
static int add_value(struct walk *walk, size_t index, bool *ret_is_there)
{
	int code = zr_fold_text(zr_buffer_text(&walk->values[index]), &walk->folded);
	*ret_is_there = code == 0 && walk->folded.bytes > 0;
	if (code == 0) {
		code = zr_buffer_add_text(&walk->text, PART_MARK);
	}
	return code == 0 ? zr_buffer_add(&walk->text, walk->folded.data, walk->folded.bytes) : code;
}

static int end_person(struct walk *walk)
{
	bool has_name = false;
	bool has_birth = false;
	bool is_there = false;
	int code = 0;
	for (size_t i = 0; code == 0 && i < walk->fields->name_count; i++) {
		code = add_value(walk, i, &is_there);
		has_name |= is_there;
	}
	if (code == 0) {
		code = add_value(walk, FIELD_COUNT_MAX - 1, &has_birth);
	}
	if (code == 0 && has_name && has_birth) {
		code = walk->visit(walk->user, walk->text.data, walk->text.bytes);
	}
	for (size_t i = 0; i < FIELD_COUNT_MAX; i++) {
		zr_buffer_wipe(&walk->values[i]);
	}
	zr_buffer_wipe(&walk->text);
	walk->is_inside = false;
	return code;
}

static int begin_element(struct walk *walk, const char *name)
{
	int code = walk->path.bytes + strlen(name) < PATH_BYTES
			   ? zr_buffer_add_format(&walk->path, "/%s", name)
			   : ZR_E_LIMIT;
	walk->is_inside |= code == 0 && is_person(walk);
	return code;
}

static int end_element(struct walk *walk)
{
	int code = walk->is_inside && is_person(walk) ? end_person(walk) : 0;
	char *last = strrchr(walk->path.data, '/');
	assert(last != NULL); /* the reader ends what it began */
	walk->path.bytes = (size_t)(last - walk->path.data);
	walk->path.data[walk->path.bytes] = '\0';
	return code;
}

static int add_text(struct walk *walk, const char *text)
{
	size_t field = find_field(walk);
	return field < FIELD_COUNT_MAX && text != NULL
		       ? zr_buffer_add_text(&walk->values[field], text)
		       : 0;
}

static int take_node(struct walk *walk, xmlTextReaderPtr reader)
{
	int code = 0;
	switch (xmlTextReaderNodeType(reader)) {
	case XML_READER_TYPE_ELEMENT:
		code = begin_element(walk, (const char *)xmlTextReaderConstLocalName(reader));
		return code == 0 && xmlTextReaderIsEmptyElement(reader) ? end_element(walk) : code;
	case XML_READER_TYPE_END_ELEMENT:
		return end_element(walk);
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
		return add_text(walk, (const char *)xmlTextReaderConstValue(reader));
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		return ZR_E_SYNTAX;
	default:
		return 0;
	}
}

int zr_person_walk(struct zr_crypto_bytes xml, const struct zr_office_fields *fields,
	zr_person_visit *visit, void *user)
{
	assert(fields != NULL && fields->name_count > 0 && visit != NULL);
	assert(fields->name_count <= ZR_OFFICE_NAME_COUNT_MAX);
	if (xml.bytes == 0 || xml.bytes > INT_MAX) {
		return ZR_E_SYNTAX;
	}
	ZR_CLEANUP(walk_finish)
	struct walk walk = {.fields = fields, .visit = visit, .user = user};
	ZR_CLEANUP(xmlFreeTextReaderp)
	xmlTextReaderPtr reader = xmlReaderForMemory(xml.data, (int)xml.bytes, NULL, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	if (reader == NULL) {
		return ZR_E_NOMEM;
	}
	int result = 0;
	while ((result = xmlTextReaderRead(reader)) == 1) {
		int code = take_node(&walk, reader);
		if (code != 0) {
			return code;
		}
	}
	return result == 0 ? 0 : ZR_E_SYNTAX;
}

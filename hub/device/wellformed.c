/* One walk of libxml2's reader: nothing is built, nothing is fetched, nothing is expanded. */
#include "hub/device/wellformed.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>

#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

ZR_DEFINE_CLEANUP(xmlTextReaderPtr, xmlFreeTextReader);

static int refuse_node(xmlTextReaderPtr reader, struct zr_error *error)
{
	if (xmlTextReaderDepth(reader) > ZR_HUB_SUBMISSION_DEPTH_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the submission nests deeper than %d elements",
			ZR_HUB_SUBMISSION_DEPTH_MAX);
	}
	switch (xmlTextReaderNodeType(reader)) {
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		return zr_error_set(error, ZR_E_SYNTAX,
			"the submission has a document type or an entity of its own");
	default:
		return 0;
	}
}

/* Whether a text between two tags is longer than libxml2 takes, which would say "no memory" of it.
 */
static bool has_huge_text(const char *xml, size_t bytes)
{
	const char *end = xml + bytes;
	for (const char *at = xml; at < end;) {
		const char *next = memchr(at, '<', (size_t)(end - at));
		if ((size_t)((next != NULL ? next : end) - at) > ZR_WELLFORMED_TEXT_BYTES_MAX) {
			return true;
		}
		at = next != NULL ? next + 1 : end;
	}
	return false;
}

int zr_wellformed_check(const char *xml, size_t bytes, struct zr_error *error)
{
	assert(xml != NULL || bytes == 0);
	if (bytes == 0 || bytes > INT_MAX) {
		return zr_error_set(error, ZR_E_SYNTAX, "the submission is empty");
	}
	if (has_huge_text(xml, bytes)) {
		return zr_error_set(error, ZR_E_LIMIT,
			"an answer of the submission is longer than %zu bytes",
			ZR_WELLFORMED_TEXT_BYTES_MAX);
	}
	ZR_CLEANUP(xmlFreeTextReaderp)
	xmlTextReaderPtr reader = xmlReaderForMemory(xml, (int)bytes, NULL, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	if (reader == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read a submission");
	}
	xmlResetLastError();
	int result = 0;
	while ((result = xmlTextReaderRead(reader)) == 1) {
		int code = refuse_node(reader, error);
		if (code != 0) {
			return code;
		}
	}
	if (result == 0) {
		return 0;
	}
	const xmlError *last = xmlGetLastError();
	if (last != NULL && last->code == XML_ERR_NO_MEMORY) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read a submission");
	}
	return zr_error_set(error, ZR_E_SYNTAX, "the submission is no well-formed XML: line %d",
		last != NULL ? last->line : 0);
}

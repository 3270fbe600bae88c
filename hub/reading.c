/* Interim. */
#include "hub/reading.h"

#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "lib/base/cleanup.h"

static void free_document(xmlDocPtr *document)
{
	if (*document != NULL) {
		xmlFreeDoc(*document);
	}
}

static xmlNodePtr find_element(xmlNodePtr node, const char *name, unsigned depth)
{
	for (; node != NULL && depth < 64; node = xmlNextElementSibling(node)) {
		if (xmlStrEqual(node->name, (const xmlChar *)name)) {
			return node;
		}
		xmlNodePtr below = find_element(xmlFirstElementChild(node), name, depth + 1);
		if (below != NULL) {
			return below;
		}
	}
	return NULL;
}

int zr_reading_check_form(struct zr_context *context, const char *form_id,
	const struct zr_buffer *xml, struct zr_store_form *ret_form, struct json_object *warnings,
	struct zr_error *error)
{
	(void)context;
	(void)warnings;
	ZR_CLEANUP(free_document)
	xmlDocPtr document = xmlReadMemory(zr_buffer_text(xml), (int)xml->bytes, NULL, NULL,
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlNodePtr instance = document != NULL
				      ? find_element(xmlDocGetRootElement(document), "instance", 0)
				      : NULL;
	xmlNodePtr primary = instance != NULL ? xmlFirstElementChild(instance) : NULL;
	if (primary == NULL) {
		return zr_error_set(error, ZR_E_SYNTAX, "this is no XForm: no instance in it");
	}
	xmlChar *id = xmlGetNoNsProp(primary, (const xmlChar *)"id");
	xmlChar *version = xmlGetNoNsProp(primary, (const xmlChar *)"version");
	xmlNodePtr title = find_element(xmlDocGetRootElement(document), "title", 0);
	xmlChar *text = title != NULL ? xmlNodeGetContent(title) : NULL;
	(void)snprintf(
		ret_form->form_id, sizeof ret_form->form_id, "%s", id != NULL ? (char *)id : "");
	(void)snprintf(ret_form->version, sizeof ret_form->version, "%s",
		version != NULL ? (char *)version : "0");
	(void)snprintf(
		ret_form->title, sizeof ret_form->title, "%s", text != NULL ? (char *)text : "");
	xmlFree(id);
	xmlFree(version);
	xmlFree(text);
	return strcmp(ret_form->form_id, form_id) == 0
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "the form calls itself \"%s\"",
				 ret_form->form_id);
}

int zr_reading_answers(struct zr_context *context, const struct zr_reading_wish *wish,
	struct json_object *object, struct zr_error *error)
{
	(void)context;
	(void)wish;
	(void)object;
	return zr_error_set(error, ZR_E_UNSUPPORTED, "answers cannot be shown yet");
}

void zr_reading_free(struct zr_reading *reading)
{
	(void)reading;
}

/*
 * Two XML documents compared as trees: names with namespaces, attributes as a set, text with runs
 * of blanks as one. The order of elements counts.
 */
#ifndef ZR_TEST_XML_COMPARE_H
#define ZR_TEST_XML_COMPARE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"

/* The first difference goes into what ("" when there is none). */
bool xml_compare(const xmlNode *expected, const xmlNode *got, char *what, size_t bytes);

/* The document of a text without the digits of its uuids; NULL when it is not well formed. Yours.
 */
xmlDocPtr xml_parse_without_chance(const char *text);

/* The same for two XForms as text, where the order of what model, itext and translation hold is
 * left out, as it means nothing there. False, too, when one is not well formed. */
bool xml_compare_forms(
	const struct zr_buffer *expected, const struct zr_buffer *got, char *what, size_t bytes);

#endif

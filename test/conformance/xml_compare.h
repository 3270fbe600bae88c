/*
 * Two XML documents compared as trees: names with namespaces, attributes as a set, text with runs
 * of blanks as one. The order of elements counts.
 */
#ifndef ZR_TEST_XML_COMPARE_H
#define ZR_TEST_XML_COMPARE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/* The first difference goes into what ("" when there is none). */
bool xml_compare(const xmlNode *expected, const xmlNode *got, char *what, size_t bytes);

#endif

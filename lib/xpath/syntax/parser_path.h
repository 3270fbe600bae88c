/*
 * Parsing a path, a literal or a call. For lib/xpath.
 */
#ifndef ZR_XPATH_PARSER_PATH_H
#define ZR_XPATH_PARSER_PATH_H

#include "lib/xpath/syntax/parser.h"

/* NULL: the parser has failed. */
struct zr_term *zr_parser_path(struct zr_parser *parser);

#endif

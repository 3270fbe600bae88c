/*
 * The table of what the hub answers to. A pattern is a path whose "*" stands for any one part:
 * a route "/api/forms/{star}/form.xml" sees the identifier as parts[2]. A pattern that ends in "**"
 * takes every path below it.
 */
#ifndef ZR_HUB_HTTP_ROUTE_H
#define ZR_HUB_HTTP_ROUTE_H

#include "hub/http/request.h"

struct zr_route {
	enum zr_method method;
	const char *pattern;
	unsigned flags;      /* enum zr_request_flag */
	enum zr_right right; /* for the console */
	size_t body_bytes_max;
	zr_handler *handler;
};

/* The route of a request among those with the flag, in a table that ends with a NULL pattern.
 * ZR_E_NOT_FOUND; ZR_E_UNSUPPORTED when the path is there but not by this method. */
int zr_route_find(const struct zr_route *table, unsigned flag, const struct zr_request *request,
	const struct zr_route **ret_route) ZR_MUST_CHECK;

/* An identifier fit for paths, file names and logs: letters, digits, and . _ : - but not first;
 * 1 to 63 bytes. */
bool zr_route_is_identifier(const char *text);

#endif

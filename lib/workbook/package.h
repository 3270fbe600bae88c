/*
 * A package: the zip archive of XML parts that an .xlsx file is (ECMA-376 part 2), from memory.
 *
 * Parts are parsed while they are unpacked; nothing is loaded from elsewhere, no document type and
 * no entity of a part's own is taken. Limits: ZR_WORKBOOK_UNPACKED_BYTES_MAX over all parts that
 * are read, ZR_PACKAGE_TEXT_BYTES_MAX for one attribute. One thread at a time.
 */
#ifndef ZR_WORKBOOK_PACKAGE_H
#define ZR_WORKBOOK_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/cleanup.h"
#include "lib/base/error.h"

#define ZR_PACKAGE_TEXT_BYTES_MAX 1024

struct zr_package;

/* bytes stay the caller's and must outlive the package. ZR_E_SYNTAX when it is no zip archive,
 * ZR_E_NOMEM. */
int zr_package_open(const void *bytes, size_t length, struct zr_package **ret_package,
	struct zr_error *error) ZR_MUST_CHECK;
void zr_package_close(struct zr_package *package);
ZR_DEFINE_CLEANUP(struct zr_package *, zr_package_close);

bool zr_package_has(struct zr_package *package, const char *part);

/* The attributes of one element, valid in the call that is given them. */
struct zr_package_attributes;

/* Copies the value of the attribute of that local name; false when it is not there or does not
 * fit, text is then "". */
bool zr_package_attribute(const struct zr_package_attributes *attributes, const char *local,
	char text[ZR_PACKAGE_TEXT_BYTES_MAX]);

/* What a part is told to. Names are local: the namespace of strict and transitional files differs.
 * A function that returns other than 0 ends the parsing, and that is what zr_package_parse()
 * returns; it has filled the error it was given at the beginning. */
struct zr_package_handler {
	int (*start)(void *user, const char *name, const struct zr_package_attributes *attributes);
	int (*end)(void *user, const char *name);
	int (*text)(void *user, const char *text, size_t bytes);
	void *user;
};

/* ZR_E_NOT_FOUND, ZR_E_SYNTAX, ZR_E_UNSUPPORTED (document type, encryption), ZR_E_LIMIT,
 * ZR_E_NOMEM, and what the handler returns. */
int zr_package_parse(struct zr_package *package, const char *part,
	const struct zr_package_handler *handler, struct zr_error *error) ZR_MUST_CHECK;

#endif

/*
 * The package: libzip unpacks from memory, libxml2's SAX parser takes what it unpacks.
 *
 * No part is ever whole in memory. The first fault stops the parser and stays in `fault`.
 */
#include "lib/workbook/package.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <zip.h>

#include "lib/base/limits.h"

struct zr_package {
	zip_t *zip;
	size_t unpacked_bytes; /* of all parts so far */
};

struct zr_package_attributes {
	int count;
	const xmlChar **values; /* five each: name, prefix, uri, value, end */
};

struct parse {
	struct zr_package *package;
	const char *part;
	zip_file_t *file;
	xmlParserCtxtPtr parser;
	const struct zr_package_handler *handler;
	struct zr_error *error;
	int fault;
};

static void finish_zip_error(zip_error_t *error)
{
	zip_error_fini(error);
}

static int nomem(struct zr_error *error)
{
	return zr_error_set_fault(
		error, ZR_E_NOMEM, &(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_NO_MEMORY});
}

static int refuse_part(
	struct zr_error *error, int code, const char *part, const struct zr_fault *fault)
{
	(void)zr_error_set_fault(error, code, fault);
	zr_error_place(error, 0, part);
	return code;
}

int zr_package_open(
	const void *bytes, size_t length, struct zr_package **ret_package, struct zr_error *error)
{
	assert(bytes != NULL && ret_package != NULL);
	ZR_CLEANUP(finish_zip_error) zip_error_t zip_error;
	zip_error_init(&zip_error);
	ZR_CLEANUP(zr_package_closep) struct zr_package *package = calloc(1, sizeof *package);
	zip_source_t *source = zip_source_buffer_create(bytes, length, 0, &zip_error);
	if (package == NULL || source == NULL) {
		zip_source_free(source);
		return nomem(error);
	}
	package->zip = zip_open_from_source(source, ZIP_RDONLY, &zip_error);
	if (package->zip == NULL) {
		zip_source_free(source);
		return zip_error_code_zip(&zip_error) == ZIP_ER_MEMORY
			       ? nomem(error)
			       : zr_error_set_fault(error, ZR_E_SYNTAX,
					 &(const struct zr_fault){
						 .kind = ZR_FAULT_WORKBOOK_CUT_SHORT,
						 .value = zip_error_strerror(&zip_error)});
	}
	*ret_package = ZR_TAKE(package);
	return 0;
}

void zr_package_close(struct zr_package *package)
{
	if (package == NULL) {
		return;
	}
	if (package->zip != NULL) {
		zip_discard(package->zip);
	}
	free(package);
}

bool zr_package_has(struct zr_package *package, const char *part)
{
	assert(package != NULL && part != NULL);
	return zip_name_locate(package->zip, part, ZIP_FL_NOCASE) >= 0;
}

bool zr_package_attribute(const struct zr_package_attributes *attributes, const char *local,
	char text[ZR_PACKAGE_TEXT_BYTES_MAX])
{
	assert(attributes != NULL && local != NULL && text != NULL);
	text[0] = '\0';
	for (int i = 0; i < attributes->count; i++) {
		const xmlChar **at = attributes->values + (ptrdiff_t)i * 5;
		size_t bytes = (size_t)(at[4] - at[3]);
		if (strcmp((const char *)at[0], local) == 0 && bytes < ZR_PACKAGE_TEXT_BYTES_MAX) {
			memcpy(text, at[3], bytes);
			text[bytes] = '\0';
			return true;
		}
	}
	return false;
}

static void stop(struct parse *parse, int code)
{
	if (parse->fault == 0 && code != 0) {
		parse->fault = code;
		xmlStopParser(parse->parser);
	}
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
	int namespace_count, const xmlChar **namespaces, int attribute_count, int default_count,
	const xmlChar **attributes)
{
	struct parse *parse = user;
	const struct zr_package_attributes given = {attribute_count, attributes};
	if (parse->fault == 0 && parse->handler->start != NULL) {
		stop(parse,
			parse->handler->start(parse->handler->user, (const char *)local, &given));
	}
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	struct parse *parse = user;
	if (parse->fault == 0 && parse->handler->end != NULL) {
		stop(parse, parse->handler->end(parse->handler->user, (const char *)local));
	}
}

static void on_text(void *user, const xmlChar *text, int bytes)
{
	struct parse *parse = user;
	if (parse->fault == 0 && parse->handler->text != NULL && bytes > 0) {
		stop(parse, parse->handler->text(
				    parse->handler->user, (const char *)text, (size_t)bytes));
	}
}

static void on_document_type(
	void *user, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	struct parse *parse = user;
	stop(parse, refuse_part(parse->error, ZR_E_UNSUPPORTED, parse->part,
			    &(const struct zr_fault){.kind = ZR_FAULT_PART_DECLARES_TYPE}));
}

static void on_error(void *user, xmlErrorPtr error)
{
	/* Asked for at the end, from the parser. */
	(void)user;
	(void)error;
}

static int on_read(void *user, char *bytes, int size)
{
	struct parse *parse = user;
	if (parse->fault != 0) {
		return -1;
	}
	assert(size > 0);
	zip_int64_t count = zip_fread(parse->file, bytes, (zip_uint64_t)size);
	if (count < 0) {
		parse->fault = refuse_part(parse->error, ZR_E_SYNTAX, parse->part,
			&(const struct zr_fault){.kind = ZR_FAULT_PART_NOT_UNPACKED,
				.value = zip_error_strerror(zip_file_get_error(parse->file))});
		return -1;
	}
	assert(count <= size);
	parse->package->unpacked_bytes += (size_t)count;
	if (parse->package->unpacked_bytes > ZR_WORKBOOK_UNPACKED_BYTES_MAX) {
		parse->fault = refuse_part(parse->error, ZR_E_LIMIT, parse->part,
			&(const struct zr_fault){.kind = ZR_FAULT_WORKBOOK_UNPACKS_LARGE,
				.number = ZR_WORKBOOK_UNPACKED_BYTES_MAX / 1024 / 1024});
		return -1;
	}
	return (int)count;
}

static void finish_file(zip_file_t **file)
{
	if (*file != NULL) {
		(void)zip_fclose(*file);
	}
}

static void ignore(void *context, xmlErrorPtr fault)
{
	(void)context;
	(void)fault;
}

/* libxml2 tells a broken encoding to the thread's handler, not to the parser's, and prints it where
 * there is none. */
static void parse_quietly(xmlParserCtxtPtr parser)
{
	xmlStructuredErrorFunc handler = xmlStructuredError;
	void *context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(NULL, ignore);
	(void)xmlParseDocument(parser);
	xmlSetStructuredErrorFunc(context, handler);
}

static void finish_parser(xmlParserCtxtPtr *parser)
{
	if (*parser != NULL) {
		xmlFreeParserCtxt(*parser);
	}
}

static int open_part(
	struct zr_package *package, const char *part, zip_file_t **ret_file, struct zr_error *error)
{
	*ret_file = zip_fopen(package->zip, part, ZIP_FL_NOCASE);
	if (*ret_file != NULL) {
		return 0;
	}
	int why = zip_error_code_zip(zip_get_error(package->zip));
	if (why == ZIP_ER_MEMORY) {
		return nomem(error);
	}
	if (why == ZIP_ER_NOENT) {
		return refuse_part(error, ZR_E_NOT_FOUND, part,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_PART});
	}
	return refuse_part(error, why == ZIP_ER_NOPASSWD ? ZR_E_UNSUPPORTED : ZR_E_SYNTAX, part,
		&(const struct zr_fault){.kind = ZR_FAULT_PART_NOT_UNPACKED,
			.value = zip_error_strerror(zip_get_error(package->zip))});
}

static int parsing_result(const struct parse *parse)
{
	if (parse->fault != 0) {
		return parse->fault;
	}
	const xmlError *last = xmlCtxtGetLastError(parse->parser);
	if (parse->parser->wellFormed) {
		return 0;
	}
	if (last != NULL && last->code == XML_ERR_NO_MEMORY) {
		return nomem(parse->error);
	}
	char why[160];
	(void)snprintf(why, sizeof why, "%s",
		last != NULL && last->message != NULL ? last->message : "unknown fault");
	why[strcspn(why, "\n")] = '\0';
	return refuse_part(parse->error, ZR_E_SYNTAX, parse->part,
		&(const struct zr_fault){.kind = ZR_FAULT_PART_DAMAGED,
			.number = last != NULL && last->line > 0 ? (size_t)last->line : 0,
			.value = why});
}

int zr_package_parse(struct zr_package *package, const char *part,
	const struct zr_package_handler *handler, struct zr_error *error)
{
	assert(package != NULL && part != NULL && handler != NULL);
	ZR_CLEANUP(finish_file) zip_file_t *file = NULL;
	int code = open_part(package, part, &file, error);
	if (code != 0) {
		return code;
	}
	struct parse parse = {
		.package = package, .part = part, .file = file, .handler = handler, .error = error};
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.ignorableWhitespace = on_text,
		.internalSubset = on_document_type,
		.serror = on_error};
	ZR_CLEANUP(finish_parser)
	xmlParserCtxtPtr parser =
		xmlCreateIOParserCtxt(&sax, &parse, on_read, NULL, &parse, XML_CHAR_ENCODING_NONE);
	if (parser == NULL) {
		return parse.fault != 0 ? parse.fault : nomem(error);
	}
	parse.parser = parser;
	(void)xmlCtxtUseOptions(parser, XML_PARSE_NONET);
	parse_quietly(parser);
	return parsing_result(&parse);
}

/*
 * Lists are gathered first and written behind: files come from the same store. The hashes are MD5,
 * as the standard has them: they tell a client that it has a file already, and protect nothing.
 */
#include "hub/openrosa/catalog.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "hub/core/context.h"
#include "lib/http/escape.h"
#include "hub/http/rosa_body.h"
#include "hub/openrosa/door.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

#define FORM_FILE  "form.xml"
#define XML_HEAD   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define LIST_HEAD  XML_HEAD "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">\n"
#define FILES_HEAD XML_HEAD "<manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">\n"
#define MD5_BYTES  16

/* ---- pieces of XML ---- */

static int add_element(struct zr_buffer *xml, const char *name, const char *text)
{
	int code = zr_buffer_add_format(xml, "<%s>", name);
	if (code == 0) {
		code = zr_escape_add_xml(xml, text);
	}
	return code == 0 ? zr_buffer_add_format(xml, "</%s>", name) : code;
}

static int add_hash(struct zr_buffer *xml, const struct zr_buffer *file)
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	char text[2 * MD5_BYTES + 1];
	if (EVP_Digest(file->data, file->bytes, hash, NULL, EVP_md5(), NULL) != 1) {
		return ZR_E_NOMEM;
	}
	zr_hex_encode(hash, MD5_BYTES, text);
	return zr_buffer_add_format(xml, "<hash>md5:%s</hash>", text);
}

/* <element>https://host/forms/ID/VERSION/what/name</element>; name NULL for none. */
static int add_address(struct zr_buffer *xml, const struct zr_request *request,
	const char *const parts[4], const char *element)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer address = {0};
	int code = zr_door_add_base(request, &address);
	if (code == 0) {
		code = zr_buffer_add_text(&address, "/forms");
	}
	for (size_t i = 0; code == 0 && i < 4 && parts[i] != NULL; i++) {
		code = zr_buffer_add_text(&address, "/");
		if (code == 0) {
			code = zr_escape_add_path_part(&address, parts[i]);
		}
	}
	return code == 0 ? add_element(xml, element, zr_buffer_text(&address)) : code;
}

/* ---- answering ---- */

static void refuse(struct zr_request *request, int code, struct zr_error *error)
{
	if (error->code == 0) {
		(void)zr_error_set(error, code, "the hub is short of memory; try again later");
	}
	zr_buffer_finish(&request->answer.body);
	zr_request_answer_error(request, error);
}

/* ---- the list ---- */

struct listing {
	struct zr_store *store;
	struct zr_request *request;
	struct zr_store_form *forms; /* owned */
	size_t count;
	size_t room;
	bool is_verbose;
};

static void listing_finish(struct listing *listing)
{
	free(listing->forms);
}

static int gather_form(void *user, const struct zr_store_form *form)
{
	struct listing *listing = user;
	if (listing->count == listing->room) {
		size_t room = listing->room == 0 ? 16 : 2 * listing->room;
		struct zr_store_form *forms = reallocarray(listing->forms, room, sizeof *forms);
		if (forms == NULL) {
			return ZR_E_NOMEM;
		}
		listing->forms = forms;
		listing->room = room;
	}
	listing->forms[listing->count++] = *form;
	return 0;
}

static int see_media(void *user, const char *name)
{
	(void)user;
	return strcmp(name, FORM_FILE) != 0 ? 1 : 0;
}

static int add_form(
	const struct listing *listing, const struct zr_store_form *form, struct zr_error *error)
{
	struct zr_buffer *xml = &listing->request->answer.body;
	const struct zr_store_file_name file = {form->form_id, form->version, FORM_FILE};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	int code = zr_store_get_file(listing->store, &file, &bytes, error);
	if (code != 0) {
		return code;
	}
	int media = zr_store_list_file_names(listing->store, &file, see_media, NULL, error);
	if (media < 0) {
		return media;
	}
	const char *title = form->title[0] != '\0' ? form->title : form->form_id;
	const char *const form_parts[4] = {form->form_id, form->version, FORM_FILE};
	const char *const manifest_parts[4] = {form->form_id, form->version, "manifest"};
	code = zr_buffer_add_text(xml, "<xform>");
	code = code == 0 ? add_element(xml, "formID", form->form_id) : code;
	code = code == 0 ? add_element(xml, "name", title) : code;
	code = code == 0 ? add_element(xml, "version", form->version) : code;
	code = code == 0 ? add_hash(xml, &bytes) : code;
	if (code == 0 && listing->is_verbose) {
		code = add_element(xml, "descriptionText", title);
	}
	code = code == 0 ? add_address(xml, listing->request, form_parts, "downloadUrl") : code;
	if (code == 0 && media == 1) {
		code = add_address(xml, listing->request, manifest_parts, "manifestUrl");
	}
	return code == 0 ? zr_buffer_add_text(xml, "</xform>\n") : code;
}

static bool is_true(const struct zr_request *request, const char *name)
{
	return strcmp(zr_request_argument(request, name, "false"), "true") == 0;
}

/* One form is asked for by its id: one that is not here gives an empty list. */
static int gather(struct listing *listing, struct zr_error *error)
{
	const char *form_id = zr_request_argument(listing->request, "formID", NULL);
	bool with_all = is_true(listing->request, "listAllVersions");
	int code = 0;
	if (form_id != NULL && !with_all) {
		struct zr_store_form form;
		code = zr_store_get_form(listing->store, form_id, NULL, &form, error);
		return code == 0 ? gather_form(listing, &form) : code == ZR_E_NOT_FOUND ? 0 : code;
	}
	if (form_id != NULL) {
		return zr_store_list_versions(listing->store, form_id, gather_form, listing, error);
	}
	code = zr_store_list_forms(listing->store, gather_form, listing, error);
	size_t current_count = listing->count;
	assert(code != 0 || current_count <= listing->room);
	for (size_t i = 0; code == 0 && with_all && i < current_count; i++) {
		char id[ZR_STORE_ID_BYTES];
		(void)snprintf(id, sizeof id, "%s", listing->forms[i].form_id);
		code = zr_store_list_versions(listing->store, id, gather_form, listing, error);
	}
	if (code == 0 && with_all) { /* each current one is among its versions */
		listing->count -= current_count;
		memmove(listing->forms, listing->forms + current_count,
			listing->count * sizeof *listing->forms);
	}
	return code;
}

void zr_catalog_list(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_collector collector;
	if (!zr_door_enter(context, request, &collector)) {
		return;
	}
	ZR_CLEANUP(listing_finish)
	struct listing listing = {.store = context->reader,
		.request = request,
		.is_verbose = is_true(request, "verbose")};
	int code = gather(&listing, &error);
	if (code == 0) {
		code = zr_buffer_add_text(&request->answer.body, LIST_HEAD);
	}
	for (size_t i = 0; code == 0 && i < listing.count; i++) {
		code = add_form(&listing, &listing.forms[i], &error);
	}
	if (code == 0) {
		code = zr_buffer_add_text(&request->answer.body, "</xforms>\n");
	}
	if (code != 0) {
		refuse(request, code, &error);
		return;
	}
	zr_request_answer(request, 200, ZR_ROSA_BODY_TYPE);
}

/* ---- a form and its files ---- */

/* The file of the address; "form.xml" is no media. */
static void send_file(
	struct zr_context *context, struct zr_request *request, const char *name, const char *type)
{
	struct zr_error error = {0};
	const struct zr_store_file_name file = {request->parts[1], request->parts[2], name};
	int code = zr_store_get_file(context->reader, &file, &request->answer.body, &error);
	if (code != 0) {
		refuse(request, code, &error);
		return;
	}
	zr_request_answer(request, 200, type);
}

void zr_catalog_get_form(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_collector collector;
	if (zr_door_enter(context, request, &collector)) {
		send_file(context, request, FORM_FILE, ZR_ROSA_BODY_TYPE);
	}
}

void zr_catalog_get_media(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_collector collector;
	if (zr_door_enter(context, request, &collector)) {
		send_file(context, request, request->parts[4], "application/octet-stream");
	}
}

struct manifest {
	struct zr_store *store;
	struct zr_request *request;
	struct zr_buffer names; /* each with its NUL */
	size_t count;
};

static void manifest_finish(struct manifest *manifest)
{
	zr_buffer_finish(&manifest->names);
}

static int gather_name(void *user, const char *name)
{
	struct manifest *manifest = user;
	if (strcmp(name, FORM_FILE) == 0) {
		return 0;
	}
	manifest->count++;
	return zr_buffer_add(&manifest->names, name, strlen(name) + 1);
}

static int add_media(const struct manifest *manifest, const struct zr_store_file_name *file,
	struct zr_error *error)
{
	struct zr_buffer *xml = &manifest->request->answer.body;
	const char *const parts[4] = {file->form_id, file->version, "media", file->name};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	int code = zr_store_get_file(manifest->store, file, &bytes, error);
	code = code == 0 ? zr_buffer_add_text(xml, "<mediaFile>") : code;
	code = code == 0 ? add_element(xml, "filename", file->name) : code;
	code = code == 0 ? add_hash(xml, &bytes) : code;
	code = code == 0 ? add_address(xml, manifest->request, parts, "downloadUrl") : code;
	return code == 0 ? zr_buffer_add_text(xml, "</mediaFile>\n") : code;
}

static int write_manifest(struct manifest *manifest, struct zr_error *error)
{
	const char *const *parts = manifest->request->parts;
	assert(manifest->request->part_count == 4); /* its route has so many */
	struct zr_store_file_name file = {parts[1], parts[2], ""};
	struct zr_store_form form;
	int code = zr_store_get_form(manifest->store, file.form_id, file.version, &form, error);
	if (code == 0) {
		code = zr_store_list_file_names(
			manifest->store, &file, gather_name, manifest, error);
	}
	if (code == 0) {
		code = zr_buffer_add_text(&manifest->request->answer.body, FILES_HEAD);
	}
	file.name = manifest->names.data;
	for (size_t i = 0; code == 0 && i < manifest->count; i++) {
		code = add_media(manifest, &file, error);
		file.name += strlen(file.name) + 1;
	}
	return code == 0 ? zr_buffer_add_text(&manifest->request->answer.body, "</manifest>\n")
			 : code;
}

void zr_catalog_get_manifest(struct zr_context *context, struct zr_request *request)
{
	assert(context != NULL && request != NULL);
	struct zr_error error = {0};
	struct zr_collector collector;
	if (!zr_door_enter(context, request, &collector)) {
		return;
	}
	ZR_CLEANUP(manifest_finish)
	struct manifest manifest = {.store = context->reader, .request = request};
	int code = write_manifest(&manifest, &error);
	if (code != 0) {
		refuse(request, code, &error);
		return;
	}
	zr_request_answer(request, 200, ZR_ROSA_BODY_TYPE);
}

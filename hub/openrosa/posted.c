/* Parts first, then what the XML says, then the hash over both. */
#include "hub/openrosa/posted.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "hub/device/wellformed.h"
#include "lib/base/cleanup.h"
#include "lib/envelope/content_part.h"

ZR_DEFINE_CLEANUP(EVP_MD_CTX *, EVP_MD_CTX_free);

void zr_posted_finish(struct zr_posted *posted)
{
	assert(posted != NULL);
	for (size_t i = 0; i < posted->file_count; i++) {
		free(posted->files[i].name);
	}
	posted->file_count = 0;
}

static int take_xml(
	struct zr_posted *posted, const struct zr_multipart_part *part, struct zr_error *error)
{
	if (posted->xml != NULL) {
		return zr_error_set(error, ZR_E_SYNTAX, "xml_submission_file came more than once");
	}
	posted->xml = part->data;
	posted->xml_bytes = part->bytes;
	return 0;
}

static bool has_file(const struct zr_posted *posted, const char *name)
{
	for (size_t i = 0; i < posted->file_count; i++) {
		if (strcmp(posted->files[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static int take_file(
	struct zr_posted *posted, const struct zr_multipart_part *part, struct zr_error *error)
{
	const char *name = part->file_name[0] != '\0' ? part->file_name : part->name;
	if (posted->file_count == ZR_RECORD_FILE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT,
			"more than %d files came with the submission", ZR_RECORD_FILE_COUNT_MAX);
	}
	if (!zr_content_is_file_name(name) || has_file(posted, name)) {
		return zr_error_set(error, ZR_E_INVALID,
			"file %zu of the submission has a name that is no plain file name, or "
			"that another one has",
			posted->file_count + 1);
	}
	assert(posted->file_count < ZR_RECORD_FILE_COUNT_MAX);
	struct zr_content_file *file = &posted->files[posted->file_count];
	*file = (struct zr_content_file){
		.name = strdup(name), .data = (char *)(uintptr_t)part->data, .bytes = part->bytes};
	if (file->name == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	posted->file_count++;
	return 0;
}

/* Fields that clients add of their own (Date) say nothing here. */
static int take_part(void *user, const struct zr_multipart_part *part, struct zr_error *error)
{
	struct zr_posted *posted = user;
	if (strcmp(part->name, "xml_submission_file") == 0) {
		return take_xml(posted, part, error);
	}
	if (strcmp(part->name, "*isIncomplete*") == 0) {
		posted->is_incomplete = part->bytes == 3 && memcmp(part->data, "yes", 3) == 0;
		return 0;
	}
	return part->has_file_name ? take_file(posted, part, error) : 0;
}

static int compare_names(const void *a, const void *b)
{
	const struct zr_content_file *const *first = a;
	const struct zr_content_file *const *second = b;
	return strcmp((*first)->name, (*second)->name);
}

/* With its length before it, so that no two lists are one. */
static bool add(EVP_MD_CTX *context, const void *data, size_t bytes)
{
	uint64_t length = bytes;
	return EVP_DigestUpdate(context, &length, sizeof length) == 1 &&
	       (bytes == 0 || EVP_DigestUpdate(context, data, bytes) == 1);
}

static bool make_hash(struct zr_posted *posted)
{
	const struct zr_content_file *sorted[ZR_RECORD_FILE_COUNT_MAX];
	ZR_CLEANUP(EVP_MD_CTX_freep) EVP_MD_CTX *context = EVP_MD_CTX_new();
	for (size_t i = 0; i < posted->file_count; i++) {
		sorted[i] = &posted->files[i];
	}
	qsort(sorted, posted->file_count, sizeof sorted[0], compare_names);
	bool is_good = context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
		       add(context, posted->is_incomplete ? "+" : "", posted->is_incomplete) &&
		       add(context, posted->xml, posted->xml_bytes);
	for (size_t i = 0; is_good && i < posted->file_count; i++) {
		is_good = add(context, sorted[i]->name, strlen(sorted[i]->name)) &&
			  add(context, sorted[i]->data, sorted[i]->bytes);
	}
	return is_good && EVP_DigestFinal_ex(context, posted->hash, NULL) == 1;
}

static int read_all(
	const struct zr_multipart_body *body, struct zr_posted *posted, struct zr_error *error)
{
	int code = zr_multipart_read(body, take_part, posted, error);
	if (code == 0 && posted->xml == NULL) {
		code = zr_error_set(error, ZR_E_SYNTAX,
			"the part xml_submission_file, the submission itself, is missing");
	}
	if (code == 0) {
		code = zr_wellformed_check(posted->xml, posted->xml_bytes, error);
	}
	if (code == 0) {
		code = zr_submitted_read(posted->xml, posted->xml_bytes, &posted->head, error);
	}
	if (code == 0 && !make_hash(posted)) {
		code = zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	return code;
}

int zr_posted_read(
	const struct zr_multipart_body *body, struct zr_posted *ret_posted, struct zr_error *error)
{
	assert(body != NULL && ret_posted != NULL && ret_posted->file_count == 0);
	int code = read_all(body, ret_posted, error);
	if (code != 0) {
		zr_posted_finish(ret_posted);
	}
	return code;
}

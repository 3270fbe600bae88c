/* The checks are lib/formcheck's; what is the hub's is whether it is the form that was announced.
 */
#include "hub/census/brought.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "hub/http/json.h"
#include "hub/store/store.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/utf8.h"
#include "lib/form/form.h"
#include "lib/formcheck/formcheck.h"
#include "lib/workbook/xlsx.h"
#include "lib/xlsform/xlsform.h"

#define UNVERSIONED_BYTES 6

struct zr_brought *zr_brought_new(void)
{
	struct zr_brought *brought = calloc(1, sizeof *brought);
	if (brought != NULL) {
		zr_finding_list_init(&brought->findings);
	}
	return brought;
}

void zr_brought_free(struct zr_brought *brought)
{
	if (brought == NULL) {
		return;
	}
	zr_xlsform_free(brought->converted);
	zr_finding_list_finish(&brought->findings);
	(void)json_object_put(brought->facts);
	free(brought);
}

static void take_finding(void *user, const struct zr_finding *finding)
{
	struct zr_brought *brought = user;
	zr_finding_list_take(&brought->findings, finding);
}

/* Lists and media that wait for the form. */
struct waiting {
	struct zr_store *store;
	const char *form_id;
};

static int read_waiting(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	const struct waiting *waiting = user;
	const char *slash = strrchr(uri, '/');
	const struct zr_store_file_name file = {
		waiting->form_id, "", slash != NULL ? slash + 1 : uri};
	return zr_store_get_file(waiting->store, &file, ret_bytes, error);
}

/* It must be what the operator says it is. */
static void check_id(struct zr_formcheck *check, const struct zr_form *form, const char *wanted)
{
	const char *id = zr_form_id(form);
	if (strcmp(id, wanted) != 0) {
		zr_tell_setting(check, true, "form_id",
			&(const struct zr_fault){
				.kind = ZR_FAULT_WRONG_ID, .subject = id, .value = wanted});
	}
}

static void make_version(const char *xml, size_t bytes, char *text, size_t size)
{
	uint8_t hash[32] = {0};
	char digits[2 * UNVERSIONED_BYTES + 1];
	(void)EVP_Digest(xml, bytes, hash, NULL, EVP_sha256(), NULL);
	zr_hex_encode(hash, UNVERSIONED_BYTES, digits);
	(void)snprintf(text, size, "sha256-%s", digits);
}

static void take_facts(
	struct zr_brought *brought, const struct zr_form *form, const struct zr_formcheck *check)
{
	struct zr_store_form *facts = &brought->form;
	(void)snprintf(facts->form_id, sizeof facts->form_id, "%s", zr_form_id(form));
	(void)snprintf(facts->version, sizeof facts->version, "%s", zr_form_version(form));
	(void)snprintf(facts->title, sizeof facts->title, "%s", zr_form_title(form));
	zr_utf8_clean(facts->title);
	facts->warning_count = check->warning_count;
	struct json_object *languages = json_object_new_array();
	for (size_t i = 0; i < zr_form_language_count(form); i++) {
		(void)json_object_array_add(
			languages, json_object_new_string(zr_form_language(form, i)));
	}
	brought->facts = json_object_new_object();
	(void)json_object_object_add(brought->facts, "languages", languages);
	zr_json_add_count(brought->facts, "questions", check->question_count);
	zr_json_add_count(brought->facts, "groups", check->group_count);
	zr_json_add_count(brought->facts, "repeats", check->repeat_count);
}

/* The form is sound; whether it is also the one that was announced. */
static void check_facts(struct zr_formcheck *check, const struct zr_request *request,
	const struct zr_form *form, const char *xml, size_t bytes)
{
	struct zr_brought *brought = check->user;
	char *version = brought->form.version;
	check_id(check, form, request->parts[2]);
	if (check->error_count == 0) {
		take_facts(brought, form, check);
		if (version[0] == '\0') {
			make_version(xml, bytes, version, sizeof brought->form.version);
		}
	}
}

static int check_xform(
	struct zr_formcheck *check, const struct zr_request *request, struct zr_error *error)
{
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	const char *xml = zr_buffer_text(&request->body);
	int code = zr_formcheck_run(check, xml, request->body.bytes, &form, error);
	if (code == 0 && form != NULL) {
		check_facts(check, request, form, xml, request->body.bytes);
	}
	return code;
}

static int check_workbook(
	struct zr_formcheck *check, const struct zr_request *request, struct zr_error *error)
{
	struct zr_brought *brought = check->user;
	const struct zr_xlsform_options options = {
		.form_id = request->parts[2], .is_forgiving = true};
	ZR_CLEANUP(zr_workbook_freep) struct zr_workbook *book = NULL;
	int code = zr_xlsx_read(zr_buffer_text(&request->body), request->body.bytes, &book, error);
	if (code != 0 && code != ZR_E_NOMEM) {
		zr_tell_error(check, true, error);
		return 0;
	}
	struct zr_formcheck_made made = {0};
	check->book = book;
	if (code == 0) {
		code = zr_formcheck_workbook(check, book, &options, &made, error);
	}
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = made.form;
	brought->converted = made.converted;
	if (code == 0 && form != NULL) {
		size_t bytes = 0;
		const char *xml = zr_xlsform_text(brought->converted, &bytes);
		check_facts(check, request, form, xml, bytes);
	}
	check->book = NULL;
	return code;
}

/* Of the sentences: "lang", English for another program and for what the hub does not speak. */
static enum zr_language language_of(const struct zr_request *request)
{
	enum zr_language language = ZR_LANGUAGE_ENGLISH;
	(void)zr_languages_find(zr_request_argument(request, "lang", "en"), &language);
	return language;
}

int zr_brought_check(struct zr_brought *brought, struct zr_store *reader,
	const struct zr_request *request, bool is_workbook, struct zr_error *error)
{
	assert(brought != NULL && reader != NULL && request != NULL);
	assert(brought->facts == NULL && brought->converted == NULL);
	struct waiting waiting = {reader, request->parts[2]};
	struct zr_formcheck check = {.loader = {.read = read_waiting, .user = &waiting},
		.missing_advice = ZR_FAULT_UPLOAD_FIRST,
		.language = language_of(request),
		.is_delivered = true,
		.tell = take_finding,
		.user = brought};
	int code = is_workbook ? check_workbook(&check, request, error)
			       : check_xform(&check, request, error);
	brought->findings.untold_count += check.untold_count;
	assert(code != 0 || (check.error_count > 0) == (brought->findings.first.code != 0));
	return code;
}

/*
 * A recorded interview, replayed through the public interface of lib/form: what the conformance
 * runner and the bench share. The recordings are ../shared/conformance/interviews/; their README
 * says what is in them.
 */
#ifndef ZR_TEST_RECORDING_H
#define ZR_TEST_RECORDING_H

#include <json-c/json.h>

#include "lib/base/buffer.h"
#include "lib/form/form.h"
#include "lib/form/session.h"

/* The whole file. 0 or -1 with a line on stderr. */
int recording_read_file(const char *path, struct zr_buffer *ret_bytes);

/* A zr_form_loader's read: user is the form's path, external instances are files beside it; one
 * that is not there is an empty list, as in JavaRosa. */
int recording_read_beside(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error);

/* Loads the form at path; external instances are files beside it. */
int recording_load_form(const char *path, const struct zr_buffer *xml, struct zr_form **ret_form,
	struct zr_error *error);
/* The same, refusing what ODK Collect cannot run. */
int recording_load_portable(const char *path, const struct zr_buffer *xml,
	struct zr_form **ret_form, struct zr_error *error);

/* A session at the recording's time. */
int recording_begin(const struct zr_form *form, struct json_object *recording,
	struct zr_session **ret_session, struct zr_error *error);

/* One recorded step: "answer" or "new-repeat". 0 when it went as recorded; else 1 and a sentence.
 */
int recording_step(
	struct zr_session *session, struct json_object *step, struct zr_buffer *ret_fault);

/* A text member of a JSON object, "" when it has none. */
const char *recording_text(struct json_object *object, const char *key);

#endif

/*
 * A questionnaire: an ODK XForm, loaded, checked and compiled. Immutable after loading.
 *
 * All that can be wrong with a form is found here, with line, node and fault: XML that is not well
 * formed, a bind or control that points nowhere, an unknown function, a cycle of calculations, a
 * missing itext, a repeat without a node. What real forms get wrong and the field's other programs
 * forgive is a warning.
 * Limits: ZR_FORM_BYTES_MAX, ZR_FORM_DEPTH_MAX. Source: getodk.github.io/xforms-spec.
 */
#ifndef ZR_FORM_FORM_H
#define ZR_FORM_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"
#include "lib/form/control.h"

struct zr_form;

/* Where external secondary instances come from: uri is as in the form, e.g. "jr://file-csv/x.csv"
 * or "jr://file/wards.xml", and "jr://file-csv/itemsets.csv" for the old external choice lists. */
struct zr_form_loader {
	int (*read)(
		void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error);
	void *user;
	bool is_portable; /* refuse what works here but not in ODK Collect (see zr_xpath_scope) */
};

/* loader may be NULL: a form with external instances is then refused. ret_form is set only on
 * success. ZR_E_SYNTAX, ZR_E_REFERENCE, ZR_E_CYCLE, ZR_E_INVALID, ZR_E_UNSUPPORTED, ZR_E_LIMIT,
 * ZR_E_NOMEM, and what the loader returns. */
int zr_form_load(const void *xml, size_t bytes, const struct zr_form_loader *loader,
	struct zr_form **ret_form, struct zr_error *error) ZR_MUST_CHECK;
void zr_form_free(struct zr_form *form);

/* Makes the indexes over lists that the form's expressions may ask for. Each is made anyway when it
 * is first asked for; who has the time before somebody waits calls this. */
void zr_form_prepare(struct zr_form *form);
ZR_DEFINE_CLEANUP(struct zr_form *, zr_form_free);

/* Texts are borrowed, "" when the form gives none. */
const char *zr_form_id(const struct zr_form *form);
const char *zr_form_version(const struct zr_form *form);
const char *zr_form_title(const struct zr_form *form);

/* Languages as written in itext ("Русский (ru)", "en"); a form without itext has none. */
size_t zr_form_language_count(const struct zr_form *form);
const char *zr_form_language(const struct zr_form *form, size_t index);
size_t zr_form_default_language(const struct zr_form *form);

/* The index of the language whose name or "(code)" is this code, or the default one. */
size_t zr_form_find_language(const struct zr_form *form, const char *code);

/* The root of the body. */
const struct zr_control *zr_form_body(const struct zr_form *form);

/* Calls visit with each question that takes several choices, or ranks them, and has one whose value
 * has a blank in it: answers are parted by blanks, so that such a choice can never be told. value
 * is the first of them, borrowed; a filter may leave it out when is_filtered. */
typedef void zr_form_parted(
	void *user, const struct zr_control *control, const char *value, bool is_filtered);
void zr_form_visit_parted_choices(const struct zr_form *form, zr_form_parted *visit, void *user);

size_t zr_form_warning_count(const struct zr_form *form);
const struct zr_error *zr_form_warning(const struct zr_form *form, size_t index);

#endif

/*
 * How faults of a form are told while it is loaded: at the line of the element, with the node they
 * belong to. Warnings beyond ZR_FORM_WARNING_COUNT_MAX are dropped: nobody reads that many, and the
 * first ones often cause the rest.
 */
#include "lib/form/load/loading.h"

#include <assert.h>
#include <stdlib.h>

#include "lib/form/xml.h"

static unsigned line_of(const struct zr_node *element)
{
	return element != NULL ? zr_xml_line(element) : 0;
}

int zr_loading_nomem(struct zr_loading *loading)
{
	assert(loading != NULL);
	return zr_error_set(loading->error, ZR_E_NOMEM,
		"there is no memory left to load the form; close other programs and try again");
}

int zr_loading_refuse(struct zr_loading *loading, int code, const struct zr_node *element,
	const char *where, const struct zr_fault *fault)
{
	assert(loading != NULL);
	(void)zr_error_set_fault(loading->error, code, fault);
	zr_error_place(loading->error, line_of(element), where);
	return code;
}

/* The next warning to be filled, NULL when no more are kept. */
static struct zr_error *add_warning(struct zr_form *form)
{
	if (form->warning_count >= ZR_FORM_WARNING_COUNT_MAX) {
		return NULL;
	}
	if ((form->warning_count & (form->warning_count - 1)) == 0) {
		size_t room = form->warning_count == 0 ? 1 : form->warning_count * 2;
		struct zr_error *warnings = realloc(form->warnings, room * sizeof *form->warnings);
		if (warnings == NULL) {
			return NULL;
		}
		form->warnings = warnings;
	}
	return &form->warnings[form->warning_count++];
}

void zr_loading_remark(struct zr_loading *loading, int code, const struct zr_node *element,
	const char *where, const struct zr_fault *fault)
{
	assert(loading != NULL && loading->form != NULL);
	struct zr_error *warning = add_warning(loading->form);
	(void)zr_error_set_fault(warning, code, fault);
	zr_error_place(warning, line_of(element), where);
}

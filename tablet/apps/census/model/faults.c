/* Codes that mean the same to an enumerator share a sentence. */
#include "tablet/apps/census/model/faults.h"

#include <assert.h>
#include <glib.h>

const char *zr_faults_words(const struct zr_error *error)
{
	assert(error != NULL);
	switch (error->code) {
	case ZR_E_NOMEM:
		return T(FAULT_MEMORY);
	case ZR_E_FULL:
		return T(FAULT_FULL);
	case ZR_E_IO:
	case ZR_E_CLOCK:
		return T(FAULT_DISK);
	case ZR_E_NETWORK:
	case ZR_E_BUSY:
	case ZR_E_CERTIFICATE:
		return T(FAULT_SERVICE);
	case ZR_E_LIMIT:
		return T(FAULT_LIMIT);
	case ZR_E_NOT_FOUND:
		return T(FAULT_MISSING);
	case ZR_E_REFUSED:
	case ZR_E_STATE:
	case ZR_E_EXISTS:
	case ZR_E_REPLAYED:
		return T(FAULT_REFUSED);
	default:
		return T(FAULT_DAMAGED);
	}
}

const char *zr_faults_form_words(const struct zr_error *error)
{
	assert(error != NULL);
	switch (error->code) {
	case ZR_E_NOMEM:
		return T(FAULT_MEMORY);
	case ZR_E_FULL:
		return T(FAULT_FULL);
	case ZR_E_IO:
		return T(FAULT_DISK);
	case ZR_E_LIMIT:
		return T(FORM_FAULT_LIMIT);
	case ZR_E_NOT_FOUND:
		return T(FORM_FAULT_MISSING);
	case ZR_E_REFERENCE:
		return T(FORM_FAULT_REFERENCE);
	case ZR_E_CYCLE:
		return T(FORM_FAULT_CYCLE);
	case ZR_E_UNSUPPORTED:
		return T(FORM_FAULT_UNSUPPORTED);
	default:
		return T(FORM_FAULT_WRITTEN);
	}
}

char *zr_faults_details(const struct zr_error *error)
{
	assert(error != NULL);
	GString *text = g_string_new(NULL);
	if (error->line > 0) {
		g_string_append_printf(text, T(FORM_LINE), error->line);
		g_string_append(text, ", ");
	}
	if (error->where[0] != '\0') {
		g_string_append_printf(text, "%s: ", error->where);
	}
	g_string_append(text, error->message);
	return g_string_free(text, FALSE);
}

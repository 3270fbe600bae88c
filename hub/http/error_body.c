/* The sentence is the error's own, in English: the page shows it as it is. */
#include "hub/http/error_body.h"

#include <assert.h>

/* The name of the error in lower case: "not_found" in {"error": …}. */
static void lower_name(int code, char *text, size_t size)
{
	const char *name = zr_error_name(code);
	size_t length = 0;
	for (; name[length] != '\0' && length + 1 < size; length++) {
		char letter = name[length];
		text[length] = (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
	}
	text[length] = '\0';
}

struct json_object *zr_error_body_make(const struct zr_error *error)
{
	assert(error != NULL && error->code != 0);
	char name[32];
	char message[600];
	lower_name(error->code, name, sizeof name);
	zr_error_format(error, NULL, message, sizeof message);
	struct json_object *body = json_object_new_object();
	(void)json_object_object_add(body, "error", json_object_new_string(name));
	(void)json_object_object_add(body, "message", json_object_new_string(message));
	if (error->line != 0) {
		(void)json_object_object_add(body, "line", json_object_new_int((int)error->line));
	}
	return body;
}

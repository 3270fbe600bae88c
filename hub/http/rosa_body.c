/* One element in another, and a sentence that may hold anything. */
#include "hub/http/rosa_body.h"

#include <assert.h>

#include "lib/http/escape.h"

void zr_rosa_body_make(const char *nature, const char *sentence, struct zr_buffer *ret_body)
{
	assert(nature != NULL && sentence != NULL && ret_body->bytes == 0);
	int code = zr_buffer_add_format(ret_body,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\">"
		"<message nature=\"%s\">",
		nature);
	if (code == 0) {
		code = zr_escape_add_xml(ret_body, sentence);
	}
	if (code == 0) {
		code = zr_buffer_add_text(ret_body, "</message></OpenRosaResponse>\n");
	}
	if (code != 0) {
		zr_buffer_clear(ret_body);
	}
}

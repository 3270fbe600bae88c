/* The headers that say where a request ends, held to the narrowest reading of the RFC. */
#include "lib/http/head.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"

/* A token of RFC 9110, 5.6.2: no blank, no separator, nothing beyond ASCII. */
static bool is_token(const char *text)
{
	static const char allowed[] = DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					     "!#$%&'*+-.^_`|~";
	return text[0] != '\0' && text[strspn(text, allowed)] == '\0';
}

/* A carriage return inside a value ends it for one reader and not for another. */
static bool is_value(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return false;
		}
	}
	return true;
}

static bool is_number(const char *text)
{
	return text[0] != '\0' && text[strspn(text, DIGITS)] == '\0';
}

void zr_head_add(struct zr_head *head, const char *name, const char *value)
{
	assert(head != NULL && name != NULL && value != NULL);
	bool is_broken = !is_token(name) || !is_value(value);
	if (strcasecmp(name, "Content-Length") == 0) {
		head->length_count++;
		is_broken |= !is_number(value);
	} else if (strcasecmp(name, "Transfer-Encoding") == 0) {
		head->coding_count++;
		is_broken |= strcasecmp(value, "chunked") != 0; /* we know no other */
	} else if (strcasecmp(name, "Host") == 0) {
		head->host_count++;
	}
	head->is_broken |= is_broken;
}

int zr_head_check(const struct zr_head *head, bool is_http_1_1, struct zr_error *error)
{
	assert(head != NULL);
	/* HTTP/1.0 has no codings: who sends one there does not mean what we would read. */
	bool is_double = head->length_count + head->coding_count > 1 ||
			 (head->coding_count > 0 && !is_http_1_1);
	bool is_hostless = head->host_count > 1 || (head->host_count == 0 && is_http_1_1);
	if (head->is_broken || is_double || is_hostless) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the head of the request can be read in two ways: one Host, one length "
			"in digits or chunked, and no blank before a colon");
	}
	return 0;
}

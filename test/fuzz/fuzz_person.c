/* The XML of a record, which a tablet wrote and the office compares persons by. A person that comes
 * out has a name and a birth date, each part behind its mark. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "office/person.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static int check(void *user, const char *text, size_t bytes)
{
	size_t *count = user;
	size_t mark_count = 0;
	for (size_t i = 0; i < bytes; i++) {
		mark_count += text[i] == '\x1f' ? 1 : 0;
	}
	if (mark_count != 3 || text[0] != '\x1f' || text[bytes - 1] == '\x1f') {
		abort();
	}
	++*count;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct zr_office_fields fields = {
		.person = "/d/p", .names = {"n", "s"}, .name_count = 2, .birth = "b"};
	size_t count = 0;
	(void)!zr_person_walk((struct zr_crypto_bytes){data, bytes}, &fields, check, &count);
	if (count > bytes) {
		abort();
	}
	return 0;
}

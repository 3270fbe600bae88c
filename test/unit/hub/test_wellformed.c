#include "test/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "hub/device/wellformed.h"
#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"

static int check(const char *xml)
{
	return zr_wellformed_check(xml, strlen(xml), NULL);
}

static void takes_what_forms_write(void **state)
{
	assert_int_equal(check("<f id='f' version='1'><q>Да &amp; нет</q><q/></f>"), 0);
	assert_int_equal(check("<?xml version=\"1.0\"?>\n<f xmlns:orx='u'><!-- c --><q>"
			       "<![CDATA[<!DOCTYPE x>]]></q><orx:meta/></f>\n"),
		0);
}

/* Names that double: 64 times the text of one. */
#define LAUGHS                                                                                     \
	"<!DOCTYPE f [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"              \
	"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><f>&c;</f>"

static void refuses_what_is_no_xml(void **state)
{
	static const char *const bad[] = {"", " ", "x", "<f>", "<f></g>", "<f/><f/>", "<f/>x",
		"<f a='1' a='2'/>", "<f>\xff</f>", "<f>\x01</f>", "<f>&nbsp;</f>", "<f>a & b</f>",
		"<!DOCTYPE f><f/>", "<!DOCTYPE f [<!ENTITY a 'b'>]><f>&a;</f>",
		"<!DOCTYPE f SYSTEM 'file:///etc/passwd'><f/>", LAUGHS};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(check(bad[i]), ZR_E_SYNTAX);
	}
	assert_int_equal(zr_wellformed_check("<f>\0</f>", 8, NULL), ZR_E_SYNTAX);
}

static void refuses_what_is_deeper_than_a_form(void **state)
{
	for (unsigned depth = ZR_HUB_SUBMISSION_DEPTH_MAX - 1;
		depth <= ZR_HUB_SUBMISSION_DEPTH_MAX + 4; depth++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
		for (unsigned i = 0; i < depth; i++) {
			assert_int_equal(zr_buffer_add_text(&xml, "<a>"), 0);
		}
		for (unsigned i = 0; i < depth; i++) {
			assert_int_equal(zr_buffer_add_text(&xml, "</a>"), 0);
		}
		bool is_good = depth <= ZR_HUB_SUBMISSION_DEPTH_MAX;
		int code = zr_wellformed_check(xml.data, xml.bytes, NULL);
		assert_true(is_good ? code == 0 : code == ZR_E_LIMIT || depth == 65);
	}
}

static void a_text_that_no_answer_can_have_is_refused_for_good(void **state)
{
	size_t bytes = ZR_WELLFORMED_TEXT_BYTES_MAX;
	char *xml = malloc(bytes + 20);
	assert_non_null(xml);
	memset(xml, ' ', bytes + 20);
	memcpy(xml, "<f>", 3);
	memcpy(xml + bytes - 1, "</f>", 4);
	assert_int_equal(zr_wellformed_check(xml, bytes + 3, NULL), 0);
	memset(xml + bytes - 1, ' ', 4);
	memcpy(xml + bytes + 16, "</f>", 4);
	assert_int_equal(zr_wellformed_check(xml, bytes + 20, NULL), ZR_E_LIMIT);
	free(xml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_what_forms_write),
		cmocka_unit_test(refuses_what_is_no_xml),
		cmocka_unit_test(refuses_what_is_deeper_than_a_form),
		cmocka_unit_test(a_text_that_no_answer_can_have_is_refused_for_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

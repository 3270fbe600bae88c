/* What a page says, and that nothing gets into it as markup. Tests: respond/page/sayings.c, too. */
#include "test/unit/unit.h"

#include <string.h>

#include "lib/base/cleanup.h"
#include "respond/page/html.h"

static void expect(const char *label, const char *html_text, const char *plain)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer page = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer line = {0};
	struct zr_html html = {.out = &page};
	struct zr_html bare = {.out = &line};
	zr_html_label(&html, label);
	zr_html_plain_label(&bare, label);
	assert_string_equal(zr_buffer_text(&page), html_text);
	assert_string_equal(zr_buffer_text(&line), plain);
}

static void labels_keep_their_emphasis_and_nothing_else(void **state)
{
	expect("Name", "Name", "Name");
	expect("**Your** _name_", "<strong>Your</strong> <em>name</em>", "Your name");
	expect("# Head\nnext", "Head<br>next", "Head next");
	expect("a_b_c 2*3*4", "a_b_c 2*3*4", "a_b_c 2*3*4");
	expect("*open", "*open", "*open");
	expect("\\*kept\\*", "*kept*", "*kept*");
	expect("<b>x</b><br/>y<script>z</script>", "x<br>yz", "x yz");
	expect("1 < 2 & \"3\"", "1 &lt; 2 &amp; &quot;3&quot;", "1 &lt; 2 &amp; &quot;3&quot;");
	expect("<", "&lt;", "&lt;");
	expect("**<img src=x onerror=1>**", "<strong>&lt;img src=x onerror=1&gt;</strong>",
		"&lt;img src=x onerror=1&gt;");
	expect("", "", "");
}

static void texts_are_escaped_everywhere(void **state)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer page = {0};
	struct zr_html html = {.out = &page, .tongue = ZR_TONGUE_ENGLISH};
	zr_html_raw(&html, "<p");
	zr_html_attribute(&html, "title", "\"><script>");
	zr_html_raw(&html, ">");
	zr_html_part(&html, "/data/p[1]");
	zr_html_say_of(&html, ZR_SAY_REMOVE_HELP, "<3");
	assert_string_equal(zr_buffer_text(&page),
		"<p title=\"&quot;&gt;&lt;script&gt;\">%2Fdata%2Fp%5B1%5D"
		"The answers of this entry will be lost (answers: &lt;3).");
}

static void every_saying_is_there_in_both_languages(void **state)
{
	for (int i = 0; i < ZR_SAYING_COUNT; i++) {
		const char *russian = zr_sayings_text((enum zr_saying)i, ZR_TONGUE_RUSSIAN);
		const char *english = zr_sayings_text((enum zr_saying)i, ZR_TONGUE_ENGLISH);
		assert_true(russian[0] != '\0' && english[0] != '\0');
		assert_true((strstr(russian, "%s") != NULL) == (strstr(english, "%s") != NULL));
	}
	assert_int_equal(zr_sayings_tongue("Русский (ru)"), ZR_TONGUE_RUSSIAN);
	assert_int_equal(zr_sayings_tongue("tt"), ZR_TONGUE_RUSSIAN);
	assert_int_equal(zr_sayings_tongue("English (en)"), ZR_TONGUE_ENGLISH);
	assert_int_equal(zr_sayings_tongue("fr"), ZR_TONGUE_ENGLISH);
	assert_int_equal(zr_sayings_tongue(""), ZR_TONGUE_RUSSIAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_keep_their_emphasis_and_nothing_else),
		cmocka_unit_test(texts_are_escaped_everywhere),
		cmocka_unit_test(every_saying_is_there_in_both_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

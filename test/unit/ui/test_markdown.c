/* Labels into Pango markup. */
#include "tablet/ui/markdown.h"

#include <glib.h>
#include <string.h>

#include "test/unit/unit.h"

static void expect(const char *label, const char *markup)
{
	g_autofree char *result = zr_markdown_convert(label);
	assert_string_equal(result, markup);
}

static void expect_plain(const char *label, const char *text)
{
	g_autofree char *result = zr_markdown_strip(label);
	assert_string_equal(result, text);
}

static void shows_markdown_as_odk_does(void **state)
{
	expect("a **b** c", "a <b>b</b> c");
	expect("__b__ and *i* and _i_", "<b>b</b> and <i>i</i> and <i>i</i>");
	expect("**b *i* b**", "<b>b <i>i</i> b</b>");
	expect("# Head\nbody", "<span weight=\"bold\" size=\"larger\">Head</span>\nbody");
	expect("- one\n- two", "• one\n• two");
	expect("[text](http://x)", "<u>text</u>");
}

static void leaves_what_only_looks_like_markdown(void **state)
{
	expect("2 * 3 * 4", "2 * 3 * 4");
	expect("snake_case_name", "snake_case_name");
	expect("a ** b", "a ** b");
	expect("\\*a\\*", "*a*");
	expect("№_1", "№_1");
	expect("*alone", "*alone");
}

static void shows_safe_html(void **state)
{
	expect("<b>x</b><br/><i>y</i>", "<b>x</b>\n<i>y</i>");
	expect("<span style=\"color:red\">x</span>", "<span foreground=\"red\">x</span>");
	expect("<span style='color: #ff0000; font-size:20px'>x</span>",
		"<span foreground=\"#ff0000\">x</span>");
	expect("<h2>T</h2>x", "<span weight=\"bold\" size=\"larger\">T</span>\nx");
	expect("<font color=\"#0f0\">x</font>", "<span foreground=\"#0f0\">x</span>");
}

static void keeps_the_rest_as_text(void **state)
{
	expect("a < b & c", "a &lt; b &amp; c");
	expect("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;");
	expect("<span style=\"color:expression(x)\">x</span>", "<span>x</span>");
	expect("&lt;5 &amp; &nbsp;", "&lt;5 &amp; \u00a0");
}

static void is_always_balanced(void **state)
{
	expect("<b>open", "<b>open</b>");
	expect("close</b>", "close");
	expect("<b><i>x</b>y", "<b><i>x</i></b>y");
	const char *deep = "<b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b><b>x";
	g_autofree char *result = zr_markdown_convert(deep);
	assert_non_null(strstr(result, "x</b>"));
	g_autofree char *broken = zr_markdown_convert("a\xff\xfe**b**");
	assert_true(g_utf8_validate(broken, -1, NULL));
}

/* Whatever an author writes: the result parses. */
static void parses_for_any_label(void **state)
{
	static const char *const pieces[] = {"*", "**", "_", "__", "#", "# ", "- ", "[", "](", ")",
		"<b>", "</b>", "<i", "</i>", "<span style=\"color:", "red", "\">", "</span>",
		"<h1>", "</h1>", "<br/>", "<p>", "&", "&lt;", "&amp;", "<", ">", "\\", "\n", " ",
		"a", "я", "\xd1", "<font color=#12", "\"", "'"};
	g_autoptr(GRand) chance = g_rand_new_with_seed(20201001);
	for (int round = 0; round < 20000; round++) {
		g_autoptr(GString) label = g_string_new(NULL);
		int count = g_rand_int_range(chance, 1, 30);
		for (int i = 0; i < count; i++) {
			g_string_append(label,
				pieces[g_rand_int_range(chance, 0, (int)G_N_ELEMENTS(pieces))]);
		}
		g_autofree char *markup = zr_markdown_convert(label->str);
		g_autofree char *whole = g_strdup_printf("<markup>%s</markup>", markup);
		const GMarkupParser parser = {0};
		GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, NULL, NULL);
		if (!g_markup_parse_context_parse(context, whole, -1, NULL) ||
			!g_markup_parse_context_end_parse(context, NULL)) {
			fail_msg("%s\nbecame\n%s", label->str, markup);
		}
		g_markup_parse_context_free(context);
		g_autofree char *plain = zr_markdown_strip(label->str);
		assert_null(strchr(plain, '\n'));
	}
}

static void strips_to_one_line(void **state)
{
	expect_plain("**Имя** <br> и *возраст* < 5 & \"x\"", "Имя   и возраст < 5 & \"x\"");
	expect_plain("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_markdown_as_odk_does),
		cmocka_unit_test(leaves_what_only_looks_like_markdown),
		cmocka_unit_test(shows_safe_html),
		cmocka_unit_test(keeps_the_rest_as_text),
		cmocka_unit_test(is_always_balanced),
		cmocka_unit_test(strips_to_one_line),
		cmocka_unit_test(parses_for_any_label),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

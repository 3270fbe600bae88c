/* What several pages have: hidden fields, the buttons below, names of entries, the language. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "respond/page/show.h"

const char *zr_show_language(const struct zr_answering *answering, enum zr_tongue tongue)
{
	assert(answering != NULL);
	const char *name = answering->facts.language;
	const char *bracket = name != NULL ? strrchr(name, '(') : NULL;
	enum zr_language language;
	if (bracket != NULL && zr_languages_find(bracket + 1, &language)) {
		return zr_languages_code(language);
	}
	return name != NULL && zr_languages_find(name, &language) ? zr_languages_code(language)
								  : zr_sayings_code(tongue);
}

void zr_show_hidden(struct zr_html *html, const struct zr_show_page *page, const char *at)
{
	assert(page != NULL && at != NULL);
	zr_html_raw(html, "<input type=hidden name=token");
	zr_html_attribute(html, "value", page->token);
	zr_html_raw(html, "><input type=hidden name=edition value=");
	zr_html_number(html, (size_t)page->answering->edition);
	zr_html_raw(html, "><input type=hidden name=at");
	zr_html_attribute(html, "value", at);
	zr_html_raw(html, ">");
}

void zr_show_instance_name(
	struct zr_html *html, struct zr_session *session, const struct zr_item *instance)
{
	assert(html != NULL && session != NULL && instance->kind == ZR_ITEM_REPEAT);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer label = {0};
	const char *name = zr_flow_name(session, instance);
	char number[24];
	(void)snprintf(number, sizeof number, "%zu", instance->index + 1);
	if (name[0] != '\0') {
		zr_html_text(html, name);
		return;
	}
	if (zr_session_text(session, instance, ZR_TEXT_LABEL, &label, NULL) == 0 &&
		label.bytes > 0) {
		zr_html_plain_label(html, zr_buffer_text(&label));
		if (strpbrk(zr_buffer_text(&label), "0123456789") != NULL) {
			return; /* it is numbered already */
		}
		zr_html_raw(html, ", ");
	}
	zr_html_say_of(html, ZR_SAY_ITEM, number);
}

static void add_language(struct zr_html *html, const struct zr_show_page *page, size_t index)
{
	const struct zr_form *form = page->answering->form;
	enum zr_language language;
	const char *name = zr_form_language(form, index);
	const char *bracket = strrchr(name, '(');
	bool is_known = zr_languages_find(bracket != NULL ? bracket + 1 : name, &language);
	zr_html_raw(html, "<button class=link name=language value=");
	zr_html_number(html, index);
	if (is_known) {
		zr_html_attribute(html, "lang", zr_languages_code(language));
	}
	zr_html_raw(html, ">");
	zr_html_text(html, is_known ? zr_languages_name(language) : name);
	zr_html_raw(html, "</button> ");
}

void zr_show_ways(struct zr_html *html, const struct zr_show_page *page, bool has_next)
{
	assert(html != NULL && page != NULL);
	const struct zr_form *form = page->answering->form;
	zr_html_raw(html, "<div class=ways>");
	if (has_next) {
		zr_html_raw(html, "<button name=go value=next>");
		zr_html_say(html, ZR_SAY_NEXT);
		zr_html_raw(html, "</button> ");
	}
	zr_html_raw(html, "<button class=second name=go value=back>");
	zr_html_say(html, ZR_SAY_BACK);
	zr_html_raw(html, "</button></div><div class=more><button class=link name=go value=list>");
	zr_html_say(html, ZR_SAY_OVERVIEW);
	zr_html_raw(html, "</button> <button class=link name=go value=leave>");
	zr_html_say(html, ZR_SAY_LEAVE);
	zr_html_raw(html, "</button> ");
	for (size_t i = 0; zr_form_language_count(form) > 1 && i < zr_form_language_count(form);
		i++) {
		if (i != zr_session_language(page->answering->session)) {
			add_language(html, page, i);
		}
	}
	zr_html_raw(html, "</div>");
}

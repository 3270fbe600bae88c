/* What every page has, and the pages that are no questions. */
#include <assert.h>

#include "respond/page/show.h"

void zr_show_frame_begin(struct zr_html *html, const struct zr_show_frame *frame)
{
	assert(html != NULL && frame != NULL);
	zr_html_raw(html, "<!doctype html><html");
	zr_html_attribute(html, "lang", frame->language);
	zr_html_raw(html, "><head><meta charset=utf-8>"
			  "<meta name=viewport content=\"width=device-width, initial-scale=1\">"
			  "<meta name=color-scheme content=light>"
			  "<link rel=stylesheet href=\"/style.css\"><title>");
	if (frame->is_error) {
		zr_html_say(html, ZR_SAY_ERROR);
		zr_html_raw(html, ": ");
	}
	zr_html_plain_label(html, frame->title);
	zr_html_raw(html, "</title></head><body><a class=skip href=\"#main\">");
	zr_html_say(html, ZR_SAY_SKIP);
	zr_html_raw(html, "</a><header><p class=brand>");
	zr_html_say(html, ZR_SAY_TITLE);
	zr_html_raw(html, "</p>");
	if (frame->address != NULL) {
		zr_html_raw(html, "<p class=address>");
		zr_html_text(html, frame->address);
		zr_html_raw(html, "</p>");
	}
	zr_html_raw(html, "</header><main id=main tabindex=-1>");
}

void zr_show_frame_end(struct zr_html *html)
{
	zr_html_raw(html, "</main></body></html>\n");
}

static void add_tongues(struct zr_html *html)
{
	static const char *const names[ZR_TONGUE_COUNT] = {"Русский", "English"};
	zr_html_raw(html, "<nav class=tongues");
	zr_html_attribute(html, "aria-label", zr_sayings_text(ZR_SAY_LANGUAGE, html->tongue));
	zr_html_raw(html, ">");
	for (int i = 0; i < ZR_TONGUE_COUNT; i++) {
		const char *code = zr_sayings_code((enum zr_tongue)i);
		zr_html_raw(html, "<a href=\"/?lang=");
		zr_html_raw(html, code);
		zr_html_raw(html, "\"");
		zr_html_attribute(html, "lang", code);
		zr_html_raw(html, i == (int)html->tongue ? " aria-current=true>" : ">");
		zr_html_raw(html, names[i]);
		zr_html_raw(html, "</a> ");
	}
	zr_html_raw(html, "</nav>");
}

static void add_problem(struct zr_html *html, enum zr_saying problem)
{
	zr_html_raw(html, "<div class=summary role=alert><h2>");
	zr_html_say(html, ZR_SAY_PROBLEMS);
	zr_html_raw(html, "</h2><ul><li><a href=\"#code\">");
	zr_html_say(html, problem);
	zr_html_raw(html, "</a></li></ul></div>");
}

static void add_code_field(struct zr_html *html, const struct zr_show_entry *entry)
{
	bool is_wrong = entry->problem != ZR_SAYING_COUNT;
	zr_html_raw(html, is_wrong ? "<div class=\"question wrong\">" : "<div class=question>");
	zr_html_raw(html, "<label for=code>");
	zr_html_say(html, ZR_SAY_CODE);
	zr_html_raw(html, "</label><p class=hint id=code-hint>");
	zr_html_say(html, ZR_SAY_CODE_HINT);
	zr_html_raw(html, "</p>");
	if (is_wrong) {
		zr_html_raw(html, "<p class=error id=code-error><span class=unseen>");
		zr_html_say(html, ZR_SAY_ERROR);
		zr_html_raw(html, ": </span>");
		zr_html_say(html, entry->problem);
		zr_html_raw(html, "</p>");
	}
	zr_html_raw(html, "<input id=code name=code class=code autocomplete=off autocapitalize="
			  "characters spellcheck=false maxlength=40 aria-describedby=\"code-hint");
	zr_html_raw(html, is_wrong ? " code-error\" aria-invalid=true" : "\"");
	zr_html_attribute(html, "value", entry->typed);
	zr_html_raw(html, "></div>");
}

void zr_show_entry(struct zr_html *html, const struct zr_show_entry *entry)
{
	assert(html != NULL && entry != NULL && entry->typed != NULL);
	const char *code = zr_sayings_code(html->tongue);
	const struct zr_show_frame frame = {
		.title = zr_sayings_text(ZR_SAY_TITLE, html->tongue),
		.language = code,
		.is_error = entry->problem != ZR_SAYING_COUNT,
	};
	zr_show_frame_begin(html, &frame);
	if (entry->notice != ZR_SAYING_COUNT) {
		zr_html_raw(html, "<p class=notice role=status>");
		zr_html_say(html, entry->notice);
		zr_html_raw(html, "</p>");
	}
	if (frame.is_error) {
		add_problem(html, entry->problem);
	}
	add_tongues(html);
	zr_html_raw(html, "<h1>");
	zr_html_say(html, ZR_SAY_TITLE);
	zr_html_raw(html, "</h1><p>");
	zr_html_say(html, ZR_SAY_INTRODUCTION);
	zr_html_raw(html, "</p><form method=post action=\"/enter\" novalidate>"
			  "<input type=hidden name=lang value=");
	zr_html_raw(html, code);
	zr_html_raw(html, ">");
	add_code_field(html, entry);
	zr_html_raw(html, "<div class=ways><button>");
	zr_html_say(html, ZR_SAY_BEGIN);
	zr_html_raw(html, "</button></div></form><p class=hint>");
	zr_html_say(html, ZR_SAY_PRIVACY);
	zr_html_raw(html, "</p>");
	zr_show_frame_end(html);
}

void zr_show_sent(struct zr_html *html, const struct zr_answering *answering)
{
	assert(html != NULL && answering != NULL && answering->state == ZR_LOCKER_SENT);
	const struct zr_show_frame frame = {
		.title = zr_sayings_text(ZR_SAY_SENT, html->tongue),
		.language = zr_sayings_code(html->tongue),
	};
	zr_show_frame_begin(html, &frame);
	zr_html_raw(html, "<h1>");
	zr_html_say(html, ZR_SAY_SENT);
	zr_html_raw(html, "</h1><div class=receipt><p>");
	zr_html_say(html, ZR_SAY_RECEIPT);
	zr_html_raw(html, "</p><p class=number>");
	zr_html_text(html, answering->receipt);
	zr_html_raw(html, "</p></div><p>");
	zr_html_say(html, ZR_SAY_RECEIPT_HELP);
	zr_html_raw(html, "</p>");
	zr_show_frame_end(html);
}

void zr_show_message(struct zr_html *html, enum zr_saying saying)
{
	assert(html != NULL && saying < ZR_SAYING_COUNT);
	const struct zr_show_frame frame = {
		.title = zr_sayings_text(saying, html->tongue),
		.language = zr_sayings_code(html->tongue),
		.is_error = true,
	};
	zr_show_frame_begin(html, &frame);
	zr_html_raw(html, "<h1>");
	zr_html_say(html, saying);
	zr_html_raw(html, "</h1><p><a href=\"/\">");
	zr_html_say(html, ZR_SAY_BEGIN);
	zr_html_raw(html, "</a></p>");
	zr_show_frame_end(html);
}

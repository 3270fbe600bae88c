/*
 * The pages, as HTML without any script. Each is a function of what it shows; nothing here decides.
 * Every page can be read by a screen reader from top to bottom: one h1, what is wrong first, errors
 * tied to their fields, sets of fields with a legend.
 */
#ifndef ZR_RESPOND_SHOW_H
#define ZR_RESPOND_SHOW_H

#include "lib/interview/flow.h"
#include "respond/core/answering.h"
#include "respond/core/fields.h"
#include "lib/base/languages.h"
#include "respond/page/html.h"
#include "respond/core/taking.h"

/* A page of the questionnaire. */
struct zr_show_page {
	struct zr_answering *answering;
	const char *token;              /* against other sites' forms */
	const struct zr_screen *screen; /* of the answering's session */
	const struct zr_fields *typed;  /* what the browser sent and does not stand; NULL */
	const struct zr_taking *taking; /* what became of it; NULL */
	size_t fault_count;
	size_t hidden_count;
	bool is_held; /* nothing of it was taken yet: all that was typed is shown again */
	bool is_stale;
	bool has_more;
	bool was_form_faulty;
};

/* Before and behind the content of any page. title: what it is about, plain. */
struct zr_show_frame {
	const char *title;
	const char *language; /* of the page: "ru" */
	const char *address;  /* of the household; NULL outside an interview */
	bool is_error;
};
void zr_show_frame_begin(struct zr_html *html, const struct zr_show_frame *frame);
void zr_show_frame_end(struct zr_html *html);

/* The hidden fields of a form of the page. */
void zr_show_hidden(struct zr_html *html, const struct zr_show_page *page, const char *at);

/* The code; problem: ZR_SAYING_COUNT for none, notice likewise. */
struct zr_show_entry {
	const char *typed;
	enum zr_saying problem;
	enum zr_saying notice;
};
void zr_show_entry(struct zr_html *html, const struct zr_show_entry *entry);

/* The screen: questions, a roster, or all answers at the end. */
void zr_show_screen(struct zr_html *html, const struct zr_show_page *page);
void zr_show_roster(struct zr_html *html, const struct zr_show_page *page);
void zr_show_summary(struct zr_html *html, const struct zr_show_page *page);

/* The buttons and languages below a screen; has_next: there is a way on. */
void zr_show_ways(struct zr_html *html, const struct zr_show_page *page, bool has_next);

/* Before an instance goes. */
struct zr_show_removal {
	const struct zr_item *instance;
	size_t index;
	size_t answer_count;
};
void zr_show_removal(struct zr_html *html, const struct zr_show_page *page,
	const struct zr_show_removal *removal);

void zr_show_sent(struct zr_html *html, const struct zr_answering *answering);
/* A sentence alone, with a way back to the beginning. */
void zr_show_message(struct zr_html *html, enum zr_saying saying);

/* The language that the page of an answering is in: "ru", "tt". */
const char *zr_show_language(const struct zr_answering *answering, enum zr_tongue tongue);

/* What an instance is called. ZR_E_NOMEM is the page's. */
void zr_show_instance_name(
	struct zr_html *html, struct zr_session *session, const struct zr_item *instance);

extern const char zr_show_style[];

#endif

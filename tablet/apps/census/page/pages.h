/*
 * The pages, the application as they see it, and what each is shown with. A page is a table of
 * functions and knows no other page.
 */
#ifndef ZR_CENSUS_PAGES_H
#define ZR_CENSUS_PAGES_H

#include <glib.h>
#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/store/draft.h"
#include "lib/interview/flow.h"
#include "tablet/apps/census/model/interview.h"
#include "tablet/apps/census/model/library.h"
#include "tablet/apps/census/model/link.h"
#include "tablet/apps/census/model/visit_rows.h"
#include "tablet/ui/beacon.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/tapguard.h"

struct zr_app;

enum zr_page_id {
	ZR_PAGE_ENROL,
	ZR_PAGE_HOUSEHOLDS,
	ZR_PAGE_QUESTION,
	ZR_PAGE_ROSTER,
	ZR_PAGE_JUMP,
	ZR_PAGE_SUMMARY,
	ZR_PAGE_DONE,
	ZR_PAGE_ADDRESS,
	ZR_PAGE_CONFIRM,
	ZR_PAGE_LANGUAGE,
	ZR_PAGE_COUNT
};

struct zr_page {
	const char *name; /* of the probe's screen */
	/* What the page is shown with (pages.h), copied into the page's data; NULL: it needs none.
	 */
	void *(*begin)(struct zr_app *app, const void *wanted);
	void (*build)(struct zr_app *app);                    /* fills the cleared frame */
	void (*pressed)(struct zr_app *app, enum zr_key key); /* not LANGUAGE */
	void (*changed)(struct zr_app *app);                  /* the agent's view; NULL allowed */
	/* Before another page: stores what is typed; false (a storage fault is shown) keeps the
	 * page. NULL: nothing to do. */
	bool (*leave)(struct zr_app *app);
	void (*moved)(struct zr_app *app); /* geometry or scroll; NULL allowed */
	void (*describe)(struct zr_app *app, GString *members); /* for the probe; NULL allowed */
	void (*finish)(struct zr_app *app);                     /* frees page_data; NULL allowed */
};

/* Where the enumerator was in the address list, for when he comes back. */
struct zr_list_place {
	char *query; /* owned */
	enum zr_visit_filter filter;
	double scrolled;
};

/* Of the household of the open interview, as the list has it. */
struct zr_place_facts {
	bool is_listed;
	bool is_answered; /* online */
};

struct zr_app {
	struct zr_link *link;
	struct zr_library *library;
	struct zr_drafts *drafts; /* NULL when it could not be opened */
	struct zr_error drafts_error;
	struct zr_frame *frame;
	struct zr_beacon *beacon;
	int origin[2];
	const struct zr_page *const *pages; /* ZR_PAGE_COUNT of them */
	const struct zr_page *page;         /* NULL while none is shown */
	void *page_data;
	const struct zr_page *under; /* the page below the list of languages, with its data; NULL */
	void *under_data;
	char *page_path;                /* of the probe's screen; "" */
	struct zr_interview *interview; /* NULL outside one */
	struct zr_tapguard guard;
	bool is_telling; /* a screen event is due after the next layout */
	guint form_loader;
	bool has_language;       /* chosen here, or taken from the agent */
	GHashTable *told_states; /* of records, by id: what the probe was told last; owned */
	GArray *drafts_list;     /* struct zr_draft as they were stored last (journal.h) */
	struct zr_list_place list_place;
	char *zone_refused;                /* that the machine does not know; NULL */
	struct zr_place_facts place_facts; /* that the person knows of (notice.h) */
	bool is_fetching;                  /* a record that was sent back, from the agent */
};

/* For the one table of them, in app.c. */
extern const struct zr_page zr_page_enrol, zr_page_households, zr_page_question, zr_page_roster,
	zr_page_jump, zr_page_summary, zr_page_done, zr_page_address, zr_page_confirm,
	zr_page_language;

/* What pages are shown with: borrowed for the call, the page copies what it needs. */

/* ZR_PAGE_QUESTION: the screen of the interview; NULL is from its first question, without a fault.
 */
struct zr_question_wanted {
	const struct zr_item *question; /* is in sight, also where many stand together */
	bool shows_fault; /* what stands there is judged at once; a fault is in sight before all */
};

/* ZR_PAGE_DONE: a finished visit; with the record "" a household that answered online. */
struct zr_done_wanted {
	const char *record_id;
	const char *household_id;
	const char *address;
	const char *form_id;
	bool just_saved;
};

/* ZR_PAGE_CONFIRM: a question before something is lost. yes is what loses it; the other key is the
 * way back. */
struct zr_confirm_wanted {
	const char *title, *help;
	const char *yes, *no;
	const GPtrArray *lines; /* of text, below the help; NULL */
	void (*answered)(struct zr_app *app, bool is_yes, void *user);
	void (*free_user)(void *user); /* with the page; NULL */
	void *user;
};

#endif

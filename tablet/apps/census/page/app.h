/*
 * The application: the line to the agent, the drafts, the questionnaires, the present page and the
 * open interview. Pages are tables of functions; one is shown at a time.
 */
#ifndef ZR_CENSUS_APP_H
#define ZR_CENSUS_APP_H

#include <glib.h>
#include <stdbool.h>

#include "lib/base/error.h"
#include "lib/store/draft.h"
#include "tablet/apps/census/model/flow.h"
#include "tablet/apps/census/model/interview.h"
#include "tablet/apps/census/model/library.h"
#include "tablet/apps/census/model/link.h"
#include "tablet/apps/census/model/visit_rows.h"
#include "tablet/ui/beacon.h"
#include "tablet/ui/frame.h"
#include "tablet/ui/tapguard.h"

struct zr_app;

struct zr_page {
	const char *name;                                     /* of the probe's screen */
	void (*build)(struct zr_app *app);                    /* fills the cleared frame */
	void (*pressed)(struct zr_app *app, enum zr_key key); /* not LANGUAGE */
	void (*changed)(struct zr_app *app);                  /* the agent's view; NULL allowed */
	bool (*leave)(struct zr_app *app);                    /* before another page; see below */
	void (*moved)(struct zr_app *app);                    /* geometry or scroll; NULL allowed */
	void (*describe)(struct zr_app *app, GString *members); /* for the probe; NULL allowed */
	void (*finish)(struct zr_app *app);                     /* frees page_data; NULL allowed */
};
/* leave stores what is typed; false (a storage fault is shown) keeps the page. NULL: nothing to do.
 */

/* Where the enumerator was in the address list, for when he comes back. */
struct zr_list_place {
	char *query; /* owned */
	enum zr_visit_filter filter;
	double scrolled;
};

struct zr_app {
	char *data_folder;
	struct zr_link *link;
	struct zr_library *library;
	struct zr_drafts *drafts; /* NULL when it could not be opened */
	struct zr_error drafts_error;
	struct zr_frame *frame;
	struct zr_beacon *beacon;
	int origin[2];
	const struct zr_page *page;
	void *page_data;
	const struct zr_page *under; /* the page below the list of languages, with its data; NULL */
	void *under_data;
	char *page_path;                /* of the probe's screen; "" */
	struct zr_interview *interview; /* NULL outside one */
	GMainLoop *loop;
	struct zr_tapguard guard;
	bool is_telling; /* a screen event is due after the next layout */
	guint form_loader;
	bool has_language;   /* chosen here, or taken from the agent */
	GArray *drafts_list; /* struct zr_draft as they were stored last (journal.h) */
	struct zr_list_place list_place;
	char *zone_refused; /* that the machine does not know; NULL */
};

struct zr_app_options {
	const char *data;
	const char *socket; /* NULL: the agent's own */
	const char *probe;  /* NULL: the machine's port, if any */
	const char *form;   /* a file to try; NULL */
	bool has_language;  /* it was given: the agent's does not matter */
	int origin[2];
	int size[2];
	double dots_per_mm; /* 0: what the panel says */
};

int zr_app_run(const struct zr_app_options *options);

/* Shows the page (also again: rebuilds it). data is the page's and freed by its finish. */
void zr_app_show(struct zr_app *app, const struct zr_page *page, void *data);

/* Rebuilds the present page with its data. */
void zr_app_rebuild(struct zr_app *app);

/* Back from the list of languages to the page where its key was pressed. */
void zr_app_leave_languages(struct zr_app *app);

/* The next drawn frame is followed by a screen event of the probe. */
void zr_app_tell(struct zr_app *app);

/* The probe's event of an answer that is on disk. */
void zr_app_tell_stored(struct zr_app *app, const char *path, const char *value);

/* To the list, the screen of the interview, or a page of its own. */
void zr_app_show_list(struct zr_app *app);
void zr_app_go(struct zr_app *app, struct zr_screen screen);

void zr_app_close_interview(struct zr_app *app);

/* The banner for a failed store. */
void zr_app_show_store_fault(struct zr_app *app, const struct zr_error *error);

/* The interview's standard bars: title, progress, jump list, language, close. */
void zr_app_show_interview_bars(struct zr_app *app, const char *subtitle);

extern const struct zr_page zr_page_enrol;
extern const struct zr_page zr_page_households;
extern const struct zr_page zr_page_question;
extern const struct zr_page zr_page_roster;
extern const struct zr_page zr_page_jump;
extern const struct zr_page zr_page_summary;
extern const struct zr_page zr_page_done;
extern const struct zr_page zr_page_address;
extern const struct zr_page zr_page_confirm;
extern const struct zr_page zr_page_language;

/* Leaves the interview for the list. Where something typed would be lost it asks first. */
void zr_app_leave_interview(struct zr_app *app);

/* Data for pages that need some. */
void *zr_page_done_data(const char *record_id, const char *household_id, const char *address,
	const char *form_id, bool just_saved);

/* A question before something is lost. yes is what loses it; the other key is the way back. Texts
 * are copied. */
struct zr_confirm {
	const char *title, *help;
	const char *yes, *no;
	const GPtrArray *lines; /* of text, below the help; NULL */
	void (*answered)(struct zr_app *app, bool is_yes, void *user);
	void (*free_user)(void *user); /* with the page; NULL */
	void *user;
};
void *zr_page_confirm_data(const struct zr_confirm *question);

/* The question page shows that question with its fault. */
void zr_page_question_show_fault(struct zr_app *app, const struct zr_item *question);

#endif

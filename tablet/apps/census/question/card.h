/*
 * A question on the screen: its text, hint and message, and the widget of its kind. One file holds
 * each group of kinds; all of them speak through struct zr_card_kind.
 */
#ifndef ZR_CENSUS_CARD_H
#define ZR_CENSUS_CARD_H

#include <gtk/gtk.h>
#include <stdbool.h>

#include "lib/form/session.h"
#include "tablet/apps/census/model/typed.h"

struct zr_card;

/* What the typed text of a card means. */
enum zr_card_reading {
	ZR_READING_VALUE, /* ret_text is the answer that it would be; "" empties */
	ZR_READING_WRONG, /* ret_text is the sentence to show */
};

/* What those who go over the cards must know of a kind. */
enum zr_card_trait {
	ZR_CARD_IS_READ = 1,  /* nothing is entered */
	ZR_CARD_IS_ONE = 2,   /* one tap is a whole answer */
	ZR_CARD_IS_MANY = 4,  /* ticks, any number of them */
	ZR_CARD_HAS_FILE = 8, /* the answer names a file that is ours */
	ZR_CARD_IS_LONG = 16, /* the keyboard comes when the person asks for it, not before */
};

struct zr_card_kind {
	const char *name;                    /* of the probe's question */
	void (*build)(struct zr_card *card); /* fills card->body */
	void (*show)(
		struct zr_card *card); /* what is typed, else the session's value, and choices */
	enum zr_card_reading (*read)(
		struct zr_card *card, char **ret_text); /* NULL: the typed text is it */
	void (*focus)(struct zr_card *card);            /* NULL: nothing to focus */
	char *(*raw)(
		struct zr_card *card); /* what stands in the fields, in one text; NULL: no fields */
	void (*put_back)(struct zr_card *card, const char *raw);
	unsigned traits; /* of enum zr_card_trait */
};

/* What happens at a card, for the page. */
struct zr_card_host {
	struct zr_session *session;
	const char *media_folder; /* where the form's pictures lie */
	struct zr_typed *typed;   /* what stands at the cards and is no answer */
	GHashTable *opened;       /* nodes of the questions whose guidance is open */
	void (*edited)(void *user, struct zr_card *card);       /* a key was typed */
	void (*completed)(void *user, struct zr_card *card);    /* a whole answer stands there */
	void (*left)(void *user, struct zr_card *card);         /* the field lost the focus */
	void (*entered)(void *user, struct zr_card *card);      /* the Enter key in its field */
	void (*changed_face)(void *user, struct zr_card *card); /* guidance, or a key, changed */
	/* A file for an answer to name, durable when this returns; its name is the caller's. NULL:
	 * it could not be stored. And the file of an answer; false: it is not there. */
	char *(*put_file)(void *user, const char *suffix, const void *data, size_t bytes);
	bool (*get_file)(void *user, const char *name, struct zr_buffer *ret_data);
	void *user;
};

/* How a question's parts stand. */
enum zr_card_layout {
	ZR_LAYOUT_PLAIN, /* below each other */
	ZR_LAYOUT_HEAD,  /* the headings of a table */
	ZR_LAYOUT_ROW,   /* the question, and its marks beside it */
};

struct zr_card {
	const struct zr_card_kind *kind;
	const struct zr_card_host *host; /* borrowed */
	struct zr_item item;
	char *path;
	char *message; /* "" when fine */
	char *told;    /* the value that the probe was told last; the page's */
	GtkWidget *widget;
	GtkWidget *line; /* head, message, body; in a table head and body */
	GtkWidget *head; /* label, hint, guidance, picture */
	GtkWidget *label;
	GtkWidget *hint;
	GtkWidget *guidance_key; /* NULL while the question has no guidance, and the text below */
	GtkWidget *guidance;
	GtkWidget *message_label;
	GtkWidget *body;
	GtkWidget
		*rows; /* the choices (ZrRowList) of a kind that may stand in a table; else NULL */
	enum zr_card_layout layout;
	bool is_showing;          /* the widget is being filled: its signals are not the person's */
	void *data;               /* the kind's */
	GDestroyNotify free_data; /* NULL: g_free() */
	GtkWidget *parts[6];      /* the kind's widgets */
};

struct zr_card *zr_card_new(const struct zr_card_host *host, const struct zr_item *item);
void zr_card_free(struct zr_card *card);

/* Texts, value, choices and states anew from the session. */
void zr_card_show(struct zr_card *card);

/* NULL or "" takes the message away. */
void zr_card_set_message(struct zr_card *card, const char *message);

/* The sentence for a verdict: the form's own, else ours. The caller frees it. */
char *zr_card_verdict_text(struct zr_card *card, enum zr_verdict verdict);

bool zr_card_has(const struct zr_card *card, enum zr_card_trait trait);

/* It is read, nothing is entered. */
bool zr_card_is_note(const struct zr_card *card);

/* What the probe tells of the question, as a JSON object. */
void zr_card_describe(const struct zr_card *card, GString *json);

/* Something stands there that is not an answer. */
bool zr_card_is_typed(const struct zr_card *card);

/* What a choice shows as chosen: what is typed, else the answer. Borrowed until the next change. */
const char *zr_card_value(const struct zr_card *card);

/* What is typed as an answer would have it; call it only when something is. The caller frees it. */
enum zr_card_reading zr_card_read(struct zr_card *card, char **ret_text);

/* For kinds: the person changed something. edited: in the fields; completed: and more cannot be
 * typed there; chosen: a whole answer. */
void zr_card_edited(struct zr_card *card);
void zr_card_completed(struct zr_card *card);
void zr_card_chosen(struct zr_card *card, const char *value);

/* A one-line field that reports edits and leaving; digits opens the keyboard with digits. */
GtkWidget *zr_card_entry(struct zr_card *card, const char *target, bool is_number, int width_chars);

extern const struct zr_card_kind zr_card_text_kind;
extern const struct zr_card_kind zr_card_int_kind;
extern const struct zr_card_kind zr_card_decimal_kind;
extern const struct zr_card_kind zr_card_barcode_kind;
extern const struct zr_card_kind zr_card_area_kind;
extern const struct zr_card_kind zr_card_one_kind;
extern const struct zr_card_kind zr_card_many_kind;
extern const struct zr_card_kind zr_card_rank_kind;
extern const struct zr_card_kind zr_card_date_kind;
extern const struct zr_card_kind zr_card_time_kind;
extern const struct zr_card_kind zr_card_datetime_kind;
extern const struct zr_card_kind zr_card_range_kind;
extern const struct zr_card_kind zr_card_geopoint_kind;
extern const struct zr_card_kind zr_card_trigger_kind;
extern const struct zr_card_kind zr_card_note_kind;
extern const struct zr_card_kind zr_card_head_kind;
extern const struct zr_card_kind zr_card_drawing_kind;
extern const struct zr_card_kind zr_card_image_kind;
extern const struct zr_card_kind zr_card_audio_kind;
extern const struct zr_card_kind zr_card_video_kind;
extern const struct zr_card_kind zr_card_file_kind;
extern const struct zr_card_kind zr_card_unsupported_kind;

#endif

/* Codes first, then names, then letters. */
#include "tablet/apps/census/model/direction.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

#include "tablet/apps/census/model/overview.h"

enum {
	QUESTIONS_READ = 8, /* labels of as many tell the script of a form without language names */
};

/* ISO 639 codes of languages that are written from right to left when their script is not named. */
static const char *const rtl_codes[] = {"ar", "ara", "arb", "arc", "arz", "ary", "apc", "azb",
	"bal", "bcc", "ckb", "dv", "div", "fa", "fas", "per", "prs", "glk", "he", "heb", "iw",
	"khw", "kmr-arab", "lrc", "mzn", "nqo", "pnb", "ps", "pus", "pbt", "sd", "snd", "skr",
	"syr", "ug", "uig", "ur", "urd", "yi", "yid", "ji"};
static const char *const rtl_scripts[] = {
	"arab", "aran", "hebr", "thaa", "syrc", "nkoo", "rohg", "adlm", "mand", "samr"};
static const char *const rtl_names[] = {"Arabic", "Hebrew", "Persian", "Farsi", "Dari", "Urdu",
	"Pashto", "Sindhi", "Uyghur", "Uighur", "Yiddish", "Divehi", "Dhivehi", "Maldivian",
	"Sorani", "Syriac", "Aramaic", "Араб", "Иврит", "Персид", "Фарси", "Дари", "Урду", "Пушту",
	"Идиш", "Уйгур"};

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (g_ascii_strcasecmp(word, words[i]) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_code(const char *text)
{
	size_t length = strcspn(text, "-_");
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalpha(text[i])) {
			return false;
		}
	}
	return length == 2 || length == 3;
}

/* "ar", "ar-EG", "uz_Arab": a script that is named decides. */
static enum zr_direction direction_of_code(const char *code)
{
	assert(code != NULL);
	g_auto(GStrv) parts = g_strsplit_set(code, "-_", -1);
	for (guint i = 1; parts[i] != NULL; i++) {
		if (strlen(parts[i]) == 4) {
			return is_one_of(parts[i], rtl_scripts, G_N_ELEMENTS(rtl_scripts))
				       ? ZR_DIRECTION_RTL
				       : ZR_DIRECTION_LTR;
		}
	}
	return is_one_of(parts[0], rtl_codes, G_N_ELEMENTS(rtl_codes)) ? ZR_DIRECTION_RTL
								       : ZR_DIRECTION_LTR;
}

/* Letters of the scripts that run from right to left stand together in Unicode. */
static bool is_rtl_letter(gunichar letter)
{
	return (letter >= 0x0590 && letter <= 0x08ff) || (letter >= 0xfb1d && letter <= 0xfdff) ||
	       (letter >= 0xfe70 && letter <= 0xfefc) || (letter >= 0x10800 && letter <= 0x10fff) ||
	       (letter >= 0x1e800 && letter <= 0x1efff);
}

/* What most of its letters are. UNKNOWN without letters. */
static enum zr_direction of_text(const char *text)
{
	assert(text != NULL);
	size_t from_right = 0, from_left = 0;
	if (!g_utf8_validate(text, -1, NULL)) {
		return ZR_DIRECTION_UNKNOWN;
	}
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		if (g_unichar_isalpha(letter)) {
			from_right += is_rtl_letter(letter);
			from_left += !is_rtl_letter(letter);
		}
	}
	return from_right > from_left ? ZR_DIRECTION_RTL
	       : from_left > 0        ? ZR_DIRECTION_LTR
				      : ZR_DIRECTION_UNKNOWN;
}

enum zr_direction zr_direction_of_name(const char *name)
{
	assert(name != NULL);
	const char *open = strrchr(name, '(');
	const char *close = open != NULL ? strchr(open, ')') : NULL;
	g_autofree char *code =
		close != NULL ? g_strndup(open + 1, (size_t)(close - open - 1)) : g_strdup(name);
	if (is_code(code)) {
		return direction_of_code(code);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(rtl_names); i++) {
		if (g_str_has_prefix(name, rtl_names[i])) {
			return ZR_DIRECTION_RTL;
		}
	}
	enum zr_direction direction = of_text(name);
	return direction == ZR_DIRECTION_RTL || strcmp(name, "default") != 0 ? direction
									     : ZR_DIRECTION_UNKNOWN;
}

static enum zr_direction direction_of_questions(struct zr_session *session)
{
	g_autoptr(GString) labels = g_string_new(NULL);
	struct zr_item at = zr_session_start(session);
	unsigned count = 0;
	for (at = zr_session_next(session, &at); at.kind != ZR_ITEM_END && count < QUESTIONS_READ;
		at = zr_session_next(session, &at)) {
		if (at.kind == ZR_ITEM_QUESTION) {
			g_autofree char *label = zr_overview_title(session, &at);
			g_string_append(labels, label);
			count++;
		}
	}
	return of_text(labels->str);
}

enum zr_direction zr_direction_of_session(struct zr_session *session)
{
	assert(session != NULL);
	const struct zr_form *form = zr_session_form(session);
	enum zr_direction direction = ZR_DIRECTION_UNKNOWN;
	if (zr_form_language_count(form) > 0) {
		direction =
			zr_direction_of_name(zr_form_language(form, zr_session_language(session)));
	}
	return direction != ZR_DIRECTION_UNKNOWN ? direction : direction_of_questions(session);
}

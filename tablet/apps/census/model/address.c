/* Words are told by letters and digits; everything between them is a blank. */
#include "tablet/apps/census/model/address.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

char *zr_address_fold(const char *text)
{
	assert(text != NULL);
	g_autofree char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_ALL_COMPOSE);
	GString *folded = g_string_new(" ");
	for (const char *at = composed != NULL ? composed : ""; *at != '\0';
		at = g_utf8_next_char(at)) {
		gunichar character = g_unichar_tolower(g_utf8_get_char(at));
		bool is_word = g_unichar_isalnum(character) || g_unichar_ismark(character);
		if (is_word) {
			g_string_append_unichar(folded, character == 0x451 ? 0x435 : character);
		} else if (folded->str[folded->len - 1] != ' ') {
			g_string_append_c(folded, ' ');
		}
	}
	if (folded->str[folded->len - 1] != ' ') {
		g_string_append_c(folded, ' ');
	}
	return g_string_free(folded, FALSE);
}

/* word: " мира", with the blank before it; is_last: it may still be typed. */
static bool has_word(const char *folded, const char *word, bool is_last)
{
	size_t length = strlen(word);
	bool is_number = g_ascii_isdigit(word[length - 1]) != 0;
	for (const char *at = strstr(folded, word); at != NULL; at = strstr(at + 1, word)) {
		if (is_last || !is_number || g_ascii_isdigit(at[length]) == 0) {
			return true;
		}
	}
	return false;
}

bool zr_address_matches(const char *folded, const char *folded_query)
{
	assert(folded != NULL && folded_query != NULL);
	g_auto(GStrv) words = g_strsplit(folded_query, " ", -1);
	bool is_match = true;
	for (guint i = 0; words[i] != NULL && is_match; i++) {
		/* The blanks at the ends make empty words. */
		bool is_last = words[i + 1] == NULL || words[i + 1][0] == '\0';
		g_autofree char *word = g_strconcat(" ", words[i], NULL);
		is_match = words[i][0] == '\0' || has_word(folded, word, is_last);
	}
	return is_match;
}

/* What may stand before a number of a house or flat. */
static bool is_prefix(const char *word)
{
	static const char *const words[] = {"д", "дом", "кв", "квартира", "корп", "корпус", "к",
		"стр", "строение", "вл", "владение", "уч", "участок", "комн", "комната", "лит",
		"house", "flat", "apt", "no", "room"};
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strcmp(words[i], word) == 0) {
			return true;
		}
	}
	return false;
}

static bool starts_with_digit(const char *word)
{
	return g_ascii_isdigit(word[0]) != 0;
}

/* "5", "д. 5а", "5 корп. 2 кв. 12", "5 б": numbers with what goes with them, and nothing else. */
static bool is_house(const char *text)
{
	g_autofree char *folded = zr_address_fold(text);
	g_auto(GStrv) words = g_strsplit(g_strstrip(folded), " ", -1);
	bool has_number = false;
	for (guint i = 0; words[i] != NULL; i++) {
		if (starts_with_digit(words[i])) {
			has_number = true;
		} else if (!is_prefix(words[i]) && (i == 0 || g_utf8_strlen(words[i], -1) != 1)) {
			return false;
		}
	}
	return has_number;
}

/* Where the house begins in a text without a comma before it: "ул. Мира 5 кв. 12". NULL: nowhere.
 */
static const char *find_house(const char *text)
{
	const char *found = NULL;
	for (const char *end = text + strlen(text); end > text;) {
		const char *word = end;
		while (word > text && word[-1] != ' ') {
			word--;
		}
		if (word == text || !is_house(word)) {
			g_autofree char *folded = zr_address_fold(word);
			bool is_number_of =
				found != NULL && word != text && is_prefix(g_strstrip(folded));
			if (!is_number_of) {
				break;
			}
		}
		found = word;
		end = word;
		while (end > text && end[-1] == ' ') {
			end--;
		}
	}
	return found != NULL && is_house(found) ? found : NULL;
}

static char *trimmed(const char *text, size_t bytes)
{
	assert(text != NULL);
	char *copy = g_strndup(text, bytes);
	size_t length = strlen(copy);
	while (length > 0 && (copy[length - 1] == ' ' || copy[length - 1] == ',')) {
		copy[--length] = '\0';
	}
	return g_strchug(copy);
}

void zr_address_split(const char *address, char **ret_street, char **ret_house)
{
	assert(address != NULL);
	const char *house = NULL;
	for (const char *comma = strchr(address, ','); comma != NULL && house == NULL;
		comma = strchr(comma + 1, ',')) {
		const char *next = strchr(comma + 1, ',');
		size_t bytes = next != NULL ? (size_t)(next - comma - 1) : strlen(comma + 1);
		g_autofree char *part = g_strndup(comma + 1, bytes);
		house = is_house(part) ? comma + 1 : NULL;
	}
	if (house == NULL) {
		house = find_house(address);
	}
	size_t street_bytes = house != NULL ? (size_t)(house - address) : 0;
	*ret_street = trimmed(address, street_bytes);
	*ret_house = trimmed(address + street_bytes, strlen(address + street_bytes));
}

char *zr_address_common(const char *const *streets, unsigned count)
{
	assert(streets != NULL || count == 0);
	size_t common = count > 1 ? strlen(streets[0]) : 0;
	for (unsigned i = 1; i < count; i++) {
		size_t same = 0;
		while (same < common && streets[0][same] == streets[i][same]) {
			same++;
		}
		common = same;
	}
	/* Whole parts only: up to a comma with its blank. */
	while (common > 0 &&
		!(common > 1 && streets[0][common - 1] == ' ' && streets[0][common - 2] == ',')) {
		common--;
	}
	return g_strndup(count > 0 ? streets[0] : "", common);
}

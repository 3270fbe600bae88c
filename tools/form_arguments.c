/* Options stand anywhere; what is left has an order: verb, file, steps. */
#include "tools/form_arguments.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

const char *zr_form_arguments_usage(void)
{
	return "zarya form check FILE [--language CODE]   faults, each with sheet, row and column\n"
	       "zarya form convert FILE [-o FILE.xml]     the XForm, and itemsets.csv where "
	       "needed\n"
	       "zarya form show FILE [--language CODE]    an outline with types and conditions\n"
	       "zarya form play FILE [STEPS] [--language CODE] [--online]\n"
	       "                                          an interview, typed or from a file of "
	       "steps\n"
	       "zarya form play --help                    what can be typed, and the steps\n"
	       "FILE: an .xlsx workbook, a folder with survey.csv, one .csv with all sheets, or an "
	       "XForm\n";
}

static bool is_play(const struct zr_form_arguments *arguments)
{
	return arguments->verb != NULL && strcmp(arguments->verb, "play") == 0;
}

static bool is_verb(const char *word)
{
	assert(word != NULL);
	return strcmp(word, "check") == 0 || strcmp(word, "show") == 0 ||
	       strcmp(word, "convert") == 0 || strcmp(word, "play") == 0;
}

/* A word that is no option: verb, file and steps, in this order. */
static bool take_word(const char *word, struct zr_form_arguments *arguments)
{
	assert(word != NULL);
	if (arguments->verb == NULL) {
		arguments->verb = word;
		return is_verb(word);
	}
	if (arguments->file == NULL) {
		arguments->file = word;
		return true;
	}
	bool is_steps = arguments->steps == NULL && is_play(arguments);
	arguments->steps = word;
	return is_steps;
}

bool zr_form_arguments_parse(int count, char **words, struct zr_form_arguments *arguments)
{
	assert(words != NULL && arguments != NULL);
	assert(arguments->verb == NULL && arguments->file == NULL);
	bool is_good = true, is_help = false;
	for (int i = 1; i < count && is_good; i++) {
		bool has_value = i + 1 < count;
		if (has_value && strcmp(words[i], "-o") == 0) {
			arguments->output = words[++i];
		} else if (has_value && strcmp(words[i], "--language") == 0) {
			arguments->language = words[++i];
		} else if (is_play(arguments) && strcmp(words[i], "--online") == 0) {
			arguments->is_online = true;
		} else if (strcmp(words[i], "--help") == 0) {
			is_help = is_play(arguments) && arguments->file == NULL;
			is_good = is_help;
		} else {
			bool is_option = *words[i] == '-' && words[i][1] != '\0';
			is_good = !is_option && take_word(words[i], arguments);
		}
	}
	return is_good && (is_help ? arguments->file == NULL : arguments->file != NULL);
}

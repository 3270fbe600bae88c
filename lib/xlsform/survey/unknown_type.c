/*
 * What is said of a type that is none: what the dialects of other programs and everyday words want
 * instead, or the known type that is nearest.
 */
#include "lib/xlsform/survey/unknown_type.h"

#include <assert.h>
#include <string.h>

#include "lib/base/nearest.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report_text.h"
#include "lib/xlsform/survey/question_type.h"

#define SURVEYCTO "it is SurveyCTO's own; "
#define KOBO      "it is KoboToolbox's own; "
#define LOG       SURVEYCTO "remove the row, or write 'audit' where a log of the interview is wanted"
#define ONE       "write 'select_one' and the name of a list"
#define MANY      "write 'select_multiple' and the name of a list"
#define NUMBER    "write 'integer', or 'decimal' for numbers with a fraction"

/* Beginnings of the cell in lower case with "_" for blanks; "$" stands for the end. A longer one
 * comes before its own beginning. */
static const char *const advices[][2] = {
	{"#", "a row without a type is a remark; clear this cell and the name"},
	{"//", "a row without a type is a remark; clear this cell and the name"},
	{"text_audit$", LOG},
	{"audio_audit$", LOG},
	{"speed_violations", LOG},
	{"sensor_", SURVEYCTO "remove the row"},
	{"caseid$", SURVEYCTO "write 'text'"},
	{"comments$", SURVEYCTO "write 'text'"},
	{"enumerator$", SURVEYCTO "write 'select_one' with a list of the enumerators"},
	{"calculate_here$",
		SURVEYCTO "write 'calculate' and the question before it as its trigger"},
	{"encrypted_", SURVEYCTO "records are sealed to the hub anyway; write the type alone"},
	{"qual_", KOBO "remove the row"},
	{"begin_kobomatrix$", KOBO "write its questions once for each row, in a begin_group each, "
				   "or as a begin_repeat"},
	{"end_kobomatrix$", KOBO "write 'end_group'"},
	{"score__row$", KOBO "it stands between begin_score and end_score"},
	{"rank__level$", KOBO "it stands between begin_rank and end_rank"},
	{"number$", NUMBER},
	{"numeric$", NUMBER},
	{"float$", "write 'decimal'"},
	{"double$", "write 'decimal'"},
	{"currency$", "write 'decimal'"},
	{"boolean$", ONE},
	{"yes/no$", ONE},
	{"yes_no$", ONE},
	{"yesno$", ONE},
	{"choice$", ONE},
	{"single_choice", ONE},
	{"radio", ONE},
	{"dropdown", ONE},
	{"select$", ONE},
	{"multiple_choice", MANY},
	{"checkbox", MANY},
	{"paragraph$", "write 'text' with the appearance 'multiline'"},
	{"textarea$", "write 'text' with the appearance 'multiline'"},
	{"signature$", "write 'image' with the appearance 'signature'"},
	{"picture$", "write 'image'"},
	{"qr", "write 'barcode'"},
	{"phone$", "write 'text' with the appearance 'numbers'"},
	{"url$", "write 'text'"},
	{"label$", "write 'note'"},
	{"title$", "write 'note'"},
	{"heading$", "write 'note'"},
	{"begin$", "write 'begin_group' or 'begin_repeat'"},
	{"group$", "write 'begin_group', and 'end_group' where it ends"},
	{"section$", "write 'begin_group', and 'end_group' where it ends"},
	{"page$", "write 'begin_group' with the appearance 'field-list', and 'end_group'"},
	{"repeat$", "write 'begin_repeat', and 'end_repeat' where it ends"},
	{"loop$", "write 'begin_repeat', and 'end_repeat' where it ends"},
};

static const char *find_advice(const char *folded)
{
	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
		size_t bytes = strcspn(advices[i][0], "$");
		bool is_whole = advices[i][0][bytes] == '$';
		if (strncmp(folded, advices[i][0], bytes) == 0 &&
			(!is_whole || folded[bytes] == '\0')) {
			return advices[i][1];
		}
	}
	return NULL;
}

/* Blocks are held against first: "begin_grup" is nearer to them than to any question. Advice
 * comes only where nothing is near, as "note" for "notes" needs none. */
int zr_unknown_type_tell(struct zr_conversion *c, const struct zr_cell *cell)
{
	assert(cell != NULL);
	const char *folded = zr_phrase_snake(c, cell->text);
	if (folded == NULL) {
		return zr_report_nomem(c);
	}
	static const char *const blocks[] = {
		"begin_group", "end_group", "begin_repeat", "end_repeat"};
	struct zr_nearest nearest = {.wanted = folded};
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		zr_nearest_consider(&nearest, blocks[i]);
	}
	const char *block = nearest.found;
	nearest = (struct zr_nearest){.wanted = cell->text};
	zr_question_type_consider(&nearest);
	const char *advice = nearest.found == NULL && block == NULL ? find_advice(folded) : NULL;
	if (advice != NULL) {
		return zr_report_at(c, ZR_E_UNSUPPORTED, cell, "'%s' is not a type of question; %s",
			cell->text, advice);
	}
	nearest.found = block != NULL ? block : nearest.found;
	return zr_report_at(c, ZR_E_UNSUPPORTED, cell,
		"'%s' is not a type of question%s; docs/questionnaires.md lists the types",
		cell->text, zr_phrase_nearest(c, &nearest));
}

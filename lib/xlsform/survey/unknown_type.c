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
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/question_type.h"

/* Beginnings of the cell in lower case with "_" for blanks; "$" stands for the end. A longer one
 * comes before its own beginning. The phrase says what to do, with the facts behind it. */
static const struct advice {
	const char *beginning;
	enum zr_fault_kind phrase;
	const char *meant, *value, *around;
} advices[] = {
	{"#", ZR_FAULT_ROW_IS_REMARK},
	{"//", ZR_FAULT_ROW_IS_REMARK},
	{"text_audit$", ZR_FAULT_LOG_OF_OTHERS, .around = "SurveyCTO"},
	{"audio_audit$", ZR_FAULT_LOG_OF_OTHERS, .around = "SurveyCTO"},
	{"speed_violations", ZR_FAULT_LOG_OF_OTHERS, .around = "SurveyCTO"},
	{"sensor_", ZR_FAULT_REMOVE_OF_OTHERS, .around = "SurveyCTO"},
	{"caseid$", ZR_FAULT_TYPE_OF_OTHERS, .meant = "text", .around = "SurveyCTO"},
	{"comments$", ZR_FAULT_TYPE_OF_OTHERS, .meant = "text", .around = "SurveyCTO"},
	{"enumerator$", ZR_FAULT_ENUMERATOR_OF_OTHERS, .around = "SurveyCTO"},
	{"calculate_here$", ZR_FAULT_CALCULATE_OF_OTHERS, .around = "SurveyCTO"},
	{"encrypted_", ZR_FAULT_SEALED_OF_OTHERS, .around = "SurveyCTO"},
	{"qual_", ZR_FAULT_REMOVE_OF_OTHERS, .around = "KoboToolbox"},
	{"begin_kobomatrix$", ZR_FAULT_MATRIX_OF_OTHERS, .around = "KoboToolbox"},
	{"end_kobomatrix$", ZR_FAULT_TYPE_OF_OTHERS, .meant = "end_group", .around = "KoboToolbox"},
	{"score__row$", ZR_FAULT_PART_OF_OTHERS, .meant = "begin_score", .value = "end_score",
		.around = "KoboToolbox"},
	{"rank__level$", ZR_FAULT_PART_OF_OTHERS, .meant = "begin_rank", .value = "end_rank",
		.around = "KoboToolbox"},
	{"number$", ZR_FAULT_WRITE_NUMBER},
	{"numeric$", ZR_FAULT_WRITE_NUMBER},
	{"float$", ZR_FAULT_WRITE_TYPE, .meant = "decimal"},
	{"double$", ZR_FAULT_WRITE_TYPE, .meant = "decimal"},
	{"currency$", ZR_FAULT_WRITE_TYPE, .meant = "decimal"},
	{"boolean$", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"yes/no$", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"yes_no$", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"yesno$", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"choice$", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"single_choice", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"radio", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"dropdown", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"select$", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_one"},
	{"multiple_choice", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_multiple"},
	{"checkbox", ZR_FAULT_WRITE_WITH_LIST, .meant = "select_multiple"},
	{"paragraph$", ZR_FAULT_WRITE_WITH_APPEARANCE, .meant = "text", .value = "multiline"},
	{"textarea$", ZR_FAULT_WRITE_WITH_APPEARANCE, .meant = "text", .value = "multiline"},
	{"signature$", ZR_FAULT_WRITE_WITH_APPEARANCE, .meant = "image", .value = "signature"},
	{"picture$", ZR_FAULT_WRITE_TYPE, .meant = "image"},
	{"qr", ZR_FAULT_WRITE_TYPE, .meant = "barcode"},
	{"phone$", ZR_FAULT_WRITE_WITH_APPEARANCE, .meant = "text", .value = "numbers"},
	{"url$", ZR_FAULT_WRITE_TYPE, .meant = "text"},
	{"label$", ZR_FAULT_WRITE_TYPE, .meant = "note"},
	{"title$", ZR_FAULT_WRITE_TYPE, .meant = "note"},
	{"heading$", ZR_FAULT_WRITE_TYPE, .meant = "note"},
	{"begin$", ZR_FAULT_WRITE_EITHER, .meant = "begin_group", .value = "begin_repeat"},
	{"group$", ZR_FAULT_WRITE_AND_END, .meant = "begin_group", .value = "end_group"},
	{"section$", ZR_FAULT_WRITE_AND_END, .meant = "begin_group", .value = "end_group"},
	{"page$", ZR_FAULT_WRITE_PAGE},
	{"repeat$", ZR_FAULT_WRITE_AND_END, .meant = "begin_repeat", .value = "end_repeat"},
	{"loop$", ZR_FAULT_WRITE_AND_END, .meant = "begin_repeat", .value = "end_repeat"},
};

static const struct advice *find_advice(const char *folded)
{
	for (size_t i = 0; i < sizeof advices / sizeof *advices; i++) {
		size_t bytes = strcspn(advices[i].beginning, "$");
		bool is_whole = advices[i].beginning[bytes] == '$';
		if (strncmp(folded, advices[i].beginning, bytes) == 0 &&
			(!is_whole || folded[bytes] == '\0')) {
			return &advices[i];
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
	const struct advice *advice =
		nearest.found == NULL && block == NULL ? find_advice(folded) : NULL;
	struct zr_fault fault = {.kind = ZR_FAULT_NO_QUESTION_TYPE, .subject = cell->text};
	if (advice != NULL) {
		fault.kind = ZR_FAULT_ADVISED_TYPE;
		fault.phrase = advice->phrase;
		fault.meant = advice->meant;
		fault.value = advice->value;
		fault.around = advice->around;
	} else {
		nearest.found = block != NULL ? block : nearest.found;
		zr_nearest_word(&nearest, &fault);
	}
	return zr_report_at(c, ZR_E_UNSUPPORTED, cell, &fault);
}

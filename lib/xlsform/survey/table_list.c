/*
 * Groups with the appearance "table-list": selects of one list, a row each below one head.
 *
 * XForms has no table, and ODK Collect shows one for selects in a field list of which the first has
 * the appearance "label" and the others "list-nolabel". So "table-list minimal" becomes "field-list
 * minimal", the group's label a note, since nothing else of a group is seen among its rows, and a
 * select that takes no answer stands at the head. Source: docs.getodk.org, "Form styling",
 * "Table-list".
 */
#include "lib/xlsform/survey/table_list.h"

#include <assert.h>
#include <string.h>

#include "lib/base/arena.h"
#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/pair.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/survey/question_type.h"
#include "lib/xlsform/survey/survey_item.h"
#include "lib/xlsform/survey/wordings.h"

int zr_table_list_open(struct zr_conversion *c, struct zr_survey_item *group)
{
	assert(group->kind == ZR_SURVEY_GROUP && group->first == NULL);
	const char *appearance = zr_pair_value(group->control, "appearance");
	const char *at = appearance != NULL ? strstr(appearance, "table-list") : NULL;
	if (at == NULL) {
		return 0;
	}
	group->is_table_list = true;
	const char *rest = zr_phrase_format(
		c, "%.*s%s", (int)(at - appearance), appearance, at + strlen("table-list"));
	rest = rest != NULL ? zr_phrase_clean(c, rest, true) : NULL;
	const char *fields =
		rest == NULL ? NULL
		: strstr(rest, "field-list") != NULL
			? rest
			: zr_phrase_format(c, "field-list%s%s", rest[0] != '\0' ? " " : "", rest);
	int code = zr_pair_set(c, &group->control, "appearance", fields, NULL);
	if (code != 0 || group->texts == NULL) {
		return code;
	}
	struct zr_survey_item *note = zr_survey_item_new(c, ZR_SURVEY_QUESTION,
		zr_phrase_format(c, "generated_table_list_label_%zu", group->row + 1));
	if (note == NULL || note->name == NULL) {
		return zr_report_nomem(c);
	}
	note->type = zr_question_type_find("note");
	note->row = group->row;
	note->is_generated = true;
	note->texts = group->texts;
	group->texts = NULL;
	code = zr_pair_set(c, &note->bind, "type", "string", NULL);
	zr_survey_item_append(group, note);
	return code == 0 ? zr_pair_set(c, &note->bind, "readonly", "true()", NULL) : code;
}

int zr_table_list_add_head(
	struct zr_conversion *c, struct zr_survey_item *group, struct zr_survey_item *select)
{
	assert(group->last == select && !group->has_table_labels);
	struct zr_survey_item *head = zr_survey_item_new(c, ZR_SURVEY_QUESTION,
		zr_phrase_format(c, "reserved_name_for_field_list_labels_%zu", select->row + 1));
	struct zr_sheet_wording *label = zr_arena_new(c->arena, sizeof *label);
	if (head == NULL || head->name == NULL || label == NULL) {
		return zr_report_nomem(c);
	}
	*label = (struct zr_sheet_wording){.kind = ZR_WORDING_LABEL, .form = "", .text = " "};
	head->type = select->type;
	head->row = select->row;
	head->is_generated = true;
	head->texts = label;
	head->list = select->list;
	head->list_name = select->list_name;
	head->file = select->file;
	head->filter = select->filter;
	int code = zr_pair_set(c, &head->bind, "type", "string", NULL);
	code = code == 0 ? zr_pair_set(c, &head->control, "appearance", "label", NULL) : code;
	/* the head stands before the select, which is the last child already */
	struct zr_survey_item **slot = &group->first;
	while (*slot != select) {
		slot = &(*slot)->next;
	}
	head->parent = group;
	head->next = select;
	*slot = head;
	group->has_table_labels = true;
	return code;
}

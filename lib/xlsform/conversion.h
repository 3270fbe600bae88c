/*
 * One conversion: what its steps hand on to each other. It knows the names of things and none of
 * their insides, so that a file that works on questions need not see how languages are kept.
 *
 * Order of work (xlsform.c): tables -> settings -> lists -> entities -> rows -> names and links ->
 * output. Each step fills its fields and later ones only read them.
 *
 * Memory: everything made on the way lives in one arena until the conversion is over, so nothing is
 * freed singly. Texts are borrowed from the workbook or stand in the arena. A NULL text means
 * "none" or, from a function that makes one, that there is no memory.
 *
 * Errors: an int function that fails has told why (report.h); zr_report_go_on() decides whether the
 * conversion goes on behind it.
 */
#ifndef ZR_XLSFORM_CONVERSION_H
#define ZR_XLSFORM_CONVERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/arena.h"
#include "lib/xlsform/converted.h"
#include "lib/xlsform/sheet/cell.h"

struct zr_workbook;
struct zr_pair;
struct zr_list;
struct zr_survey_item;
struct zr_entity;
struct zr_languages;

/* Slots of the two indexes by name; a power of two is not needed. A census has some thousand names,
 * so that a slot holds one or two. */
#define ZR_NAME_SLOT_COUNT 4096

struct zr_conversion {
	const struct zr_workbook *book;
	const char *form_id, *root_name; /* what the settings may leave open; NULL: "data" */
	bool is_forgiving;               /* zr_xlsform_options */
	struct zr_xlsform *form;
	struct zr_arena *arena;
	struct zr_table tables[ZR_TABLE_COUNT];
	struct zr_pair *settings, *root_attributes;
	struct zr_list *lists, *external_lists, *osm_lists;
	struct zr_survey_item *root;
	struct zr_survey_item *meta; /* the root's last child: instanceID and the like */
	struct zr_entity *entities;
	size_t entity_count;
	size_t item_count;
	struct zr_survey_item *names[ZR_NAME_SLOT_COUNT];
	struct zr_list *list_slots[ZR_NAME_SLOT_COUNT];
	struct zr_languages *languages;
	const char *default_language;
	bool has_last_saved;
	bool has_or_other;
	bool has_itemsets; /* a question uses external_choices */
	bool has_entity_in_repeat;
	bool has_broken_item;
	bool has_entity_fault; /* entities are set aside */
	bool has_list_fault;   /* lists were set aside, or it is told that there are none */
	bool is_nameless;      /* the survey has no column of names, which is told */
	bool is_unwritable;    /* a fault left the XForm in pieces */
};

#endif

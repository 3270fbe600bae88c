/* The household of the bench. */
#include "test/conformance/household_form.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *type;
	const char *rest; /* of the bind */
} firsts[] = {
	{"name", "string", "required='true()'"},
	{"relation", "string", "required='position(..) &gt; 1'"},
	{"sex", "string", "required='true()'"},
	{"birth", "date", "constraint='. &lt;= today()'"},
	{"citizen", "string", ""},
	{"languages", "string", ""},
	{"school", "string", "relevant='../age &gt;= 6'"},
	{"marital", "string", "relevant='../age &gt;= 16'"},
	{"children", "int", "relevant=\"../sex = 'f' and ../age &gt;= 15\" constraint='. &lt; 30'"},
	{"work", "string", "relevant='../age &gt;= 15'"},
	{"income", "int", "relevant=\"../work = 'yes'\" constraint='. &gt;= 0'"},
	{"hours", "int", "relevant=\"../work = 'yes'\" constraint='. &lt;= 168'"},
};

enum {
	FIRSTS = sizeof firsts / sizeof *firsts
};

static const char head[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' "
	"xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Household</h:title><model>"
	"<instance><household id='household'><person jr:template=''>";

/* Worked out for each person; the last two from the whole household. */
static const char person_rules[] =
	"<bind nodeset='/household/person/age' type='int' calculate=\""
	"if(../birth = '', '', int((today() - ../birth) div 365.25))\"/>"
	"<bind nodeset='/household/person/grown' calculate='if(../age &gt;= 18, 1, 0)'/>"
	"<bind nodeset='/household/person/share' calculate="
	"'../income div /household/totals/income'/>"
	"<bind nodeset='/household/person/of_head' calculate="
	"'../age - /household/totals/head_age'/>";

static const char totals[] = "<persons/><men/><women/><minors/><grown/><old/><eldest/><youngest/>"
			     "<mean_age/><heads/><head_age/><names/>";

static const char total_rules[] =
	"<bind nodeset='/household/totals/persons' calculate='count(/household/person)'/>"
	"<bind nodeset='/household/totals/men' calculate=\"count(/household/person[sex = 'm'])\"/>"
	"<bind nodeset='/household/totals/women' calculate="
	"\"count(/household/person[sex = 'f'])\"/>"
	"<bind nodeset='/household/totals/minors' calculate="
	"'count(/household/person[age &lt; 18])'/>"
	"<bind nodeset='/household/totals/grown' calculate='sum(/household/person/grown)'/>"
	"<bind nodeset='/household/totals/old' calculate="
	"\"count(/household/person[age &gt;= 60 and sex = 'f' or age &gt;= 65])\"/>"
	"<bind nodeset='/household/totals/eldest' calculate='max(/household/person/age)'/>"
	"<bind nodeset='/household/totals/youngest' calculate='min(/household/person/age)'/>"
	"<bind nodeset='/household/totals/mean_age' calculate="
	"'sum(/household/person/age) div /household/totals/persons'/>"
	"<bind nodeset='/household/totals/heads' calculate="
	"\"count(/household/person[relation = 'head'])\"/>"
	"<bind nodeset='/household/totals/head_age' calculate="
	"\"/household/person[relation = 'head'][1]/age\"/>"
	"<bind nodeset='/household/totals/names' calculate=\"join(', ', /household/person/name)\"/>"
	"<bind nodeset='/household/totals/income' calculate='sum(/household/person/income)'/>"
	"<bind nodeset='/household/totals/hours' calculate='sum(/household/person/hours)'/>";

const char *household_form_question(size_t question, char *ret_name, size_t bytes)
{
	(void)snprintf(ret_name, bytes, "q%zu", question + 1);
	return question < FIRSTS ? firsts[question].name : ret_name;
}

static int write_binds(struct zr_buffer *xml)
{
	int code = 0;
	for (size_t i = 0; i < FIRSTS && code == 0; i++) {
		code = zr_buffer_add_format(xml,
			"<bind nodeset='/household/person/%s' type='%s' %s/>", firsts[i].name,
			firsts[i].type, firsts[i].rest);
	}
	/* The rest are numbers, asked while the one before is not 0, with a total each. */
	for (size_t i = FIRSTS; i < HOUSEHOLD_QUESTIONS && code == 0; i++) {
		char before[16] = "";
		code = zr_buffer_add_format(xml,
			"<bind nodeset='/household/person/q%zu' type='int' constraint='. &lt; "
			"1000' "
			"relevant='not(../%s = 0)'/><bind nodeset='/household/totals/q%zu' "
			"calculate='sum(/household/person/q%zu)'/>",
			i + 1, household_form_question(i - 1, before, sizeof before), i + 1, i + 1);
	}
	return code;
}

int household_form_write(struct zr_buffer *ret_xml)
{
	char name[16] = "";
	int code = zr_buffer_add_text(ret_xml, head);
	for (size_t i = 0; i < HOUSEHOLD_QUESTIONS && code == 0; i++) {
		code = zr_buffer_add_format(
			ret_xml, "<%s/>", household_form_question(i, name, sizeof name));
	}
	code = code != 0 ? code
			 : zr_buffer_add_format(ret_xml,
				   "<age/><grown/><share/><of_head/></person><totals>%s<income/>"
				   "<hours/>",
				   totals);
	for (size_t i = FIRSTS; i < HOUSEHOLD_QUESTIONS && code == 0; i++) {
		code = zr_buffer_add_format(ret_xml, "<q%zu/>", i + 1);
	}
	code = code != 0 ? code : zr_buffer_add_text(ret_xml, "</totals></household></instance>");
	code = code != 0 ? code : write_binds(ret_xml);
	code = code != 0 ? code
			 : zr_buffer_add_format(ret_xml,
				   "%s%s</model></h:head><h:body>"
				   "<repeat nodeset='/household/person'>",
				   person_rules, total_rules);
	for (size_t i = 0; i < HOUSEHOLD_QUESTIONS && code == 0; i++) {
		code = zr_buffer_add_format(ret_xml, "<input ref='/household/person/%s'/>",
			household_form_question(i, name, sizeof name));
	}
	return code != 0 ? code : zr_buffer_add_text(ret_xml, "</repeat></h:body></h:html>");
}

void household_form_value(
	size_t person, size_t question, size_t round, char *ret_value, size_t bytes)
{
	const char *name = question < FIRSTS ? firsts[question].name : "";
	bool is_odd = (person + round) % 2 == 1;
	if (strcmp(name, "relation") == 0) {
		(void)snprintf(ret_value, bytes, "%s", person == 1 ? "head" : is_odd ? "a" : "b");
	} else if (strcmp(name, "sex") == 0) {
		(void)snprintf(ret_value, bytes, "%s", is_odd ? "m" : "f");
	} else if (strcmp(name, "birth") == 0) {
		(void)snprintf(ret_value, bytes, "%zu-06-%02zu", 1950 + person * 7 % 55 + round % 2,
			1 + person % 28);
	} else if (strcmp(name, "work") == 0) {
		(void)snprintf(ret_value, bytes, "%s", round % 2 == 0 ? "yes" : "no");
	} else if (question < 8) {
		(void)snprintf(ret_value, bytes, "text %zu", person * 10 + round);
	} else {
		(void)snprintf(ret_value, bytes, "%zu", 1 + (person + question + round) % 29);
	}
}

int household_form_find(
	struct zr_session *session, size_t person, size_t question, struct zr_item *ret_item)
{
	char path[64];
	char name[16] = "";
	(void)snprintf(path, sizeof path, "/household/person[%zu]/%s", person,
		household_form_question(question, name, sizeof name));
	return zr_session_find(session, path, ret_item);
}

int household_form_fill(struct zr_session *session, size_t persons, struct zr_error *error)
{
	const struct zr_item start = zr_session_start(session);
	struct zr_item item = zr_session_next(session, &start);
	while (item.kind != ZR_ITEM_PROMPT && item.kind != ZR_ITEM_END) {
		item = zr_session_skip(session, &item);
	}
	int code = item.kind == ZR_ITEM_PROMPT ? 0 : ZR_E_STATE;
	size_t count = code == 0 ? zr_session_repeat_count(session, &item) : persons;
	for (; count < persons && code == 0; count++) {
		struct zr_item added;
		code = zr_session_repeat_add(session, &item, &added, error);
	}
	for (size_t person = 1; person <= persons && code == 0; person++) {
		for (size_t question = 0; question < HOUSEHOLD_QUESTIONS && code == 0; question++) {
			char value[64];
			struct zr_item asked;
			enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
			household_form_value(person, question, 0, value, sizeof value);
			code = household_form_find(session, person, question, &asked);
			if (code == 0) {
				code = zr_session_answer(session, &asked, value, &verdict, error);
			}
			if (code == 0 && verdict != ZR_VERDICT_ACCEPTED) {
				code = zr_error_set(error, ZR_E_INVALID, "%s refuses %s",
					asked.control->reference, value);
			}
		}
	}
	return code;
}

/*
 * Our own census questionnaire through the engine: it loads without a warning, the family of the
 * demonstration passes from the first question to the last, and each of its checks has answers that
 * break it and answers that pass, on both sides of its edge.
 *
 *	census2020 QUESTIONNAIRE FAMILY
 */
#include "test/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/census/census_steps.h"
#include "test/conformance/recording.h"

static const char *family_path;

static void loads_without_a_warning_in_five_languages(void **state)
{
	const struct interview *interview = *state;
	for (size_t i = 0; i < zr_form_warning_count(interview->form); i++) {
		print_error("%s\n", zr_form_warning(interview->form, i)->message);
	}
	assert_int_equal(zr_form_warning_count(interview->form), 0);
	assert_int_equal(zr_form_language_count(interview->form), 5);
}

static void the_family_of_the_demonstration_passes(void **state)
{
	struct interview *interview = *state;
	struct json_object *script = json_object_from_file(family_path);
	struct json_object *answers = json_object_object_get(script, "answers");
	assert_non_null(answers);
	json_object_object_foreach(answers, path, value)
	{
		struct zr_item item;
		if (zr_session_find(interview->session, path, &item) < 0) {
			census_add_residents(interview->session, 2);
		}
		census_accept(interview->session, path, json_object_get_string(value));
	}
	struct zr_item first;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(zr_session_validate(interview->session, &first, &verdict, NULL), 0);
	if (verdict != ZR_VERDICT_ACCEPTED) {
		fail_msg("%s does not stand", first.control->reference);
	}
	json_object_put(script);
}

static void nobody_home_ends_the_interview(void **state)
{
	struct interview *interview = *state;
	census_accept(interview->session, "/census2020/visit/outcome", "absent");
	struct zr_item first;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(zr_session_validate(interview->session, &first, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
	assert_false(census_is_asked(interview->session, "/census2020/dwelling/kind"));
}

static void who_answers_online_is_not_asked_about_the_door(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	assert_false(census_is_asked(session, "/census2020/visit/outcome"));
	assert_true(census_is_asked(session, "/census2020/list/persons"));
	census_accept(session, "/census2020/list/persons", "1");
	assert_true(census_is_asked(session, "/census2020/residents/person[1]/name"));
	assert_true(census_is_asked(session, "/census2020/dwelling/kind"));
}

static void an_enumerator_is_asked_about_the_door_first(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	assert_true(census_is_asked(session, "/census2020/visit/outcome"));
	assert_false(census_is_asked(session, "/census2020/list/persons"));
	census_accept(session, "/census2020/visit/outcome", "interview");
	assert_true(census_is_asked(session, "/census2020/list/persons"));
}

static void age_follows_from_the_date_of_birth(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	struct zr_item age;
	census_begin_household(session, "1");
	census_accept(session, "/census2020/residents/person[1]/birth/birth_kind", "date");
	assert_int_equal(census_answer(session, "/census2020/residents/person[1]/birth/birth_date",
				 "2021-10-01"),
		ZR_VERDICT_CONSTRAINT_VIOLATED);
	census_accept(session, "/census2020/residents/person[1]/birth/birth_date", "2005-10-02");
	assert_int_equal(
		zr_session_find(session, "/census2020/residents/person[1]/birth/age", &age), 0);
	assert_string_equal(zr_item_value(&age), "15");
	assert_false(census_is_asked(session, "/census2020/residents/person[1]/marital"));
	census_accept(session, "/census2020/residents/person[1]/birth/birth_date", "2005-10-01");
	assert_string_equal(zr_item_value(&age), "16");
	assert_true(census_is_asked(session, "/census2020/residents/person[1]/marital"));
}

static void a_child_is_twelve_years_younger_than_the_parent(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	census_begin_household(session, "2");
	census_accept(session, "/census2020/residents/person[1]/birth/birth_kind", "age");
	census_accept(session, "/census2020/residents/person[1]/birth/age_given", "30");
	census_accept(session, "/census2020/residents/person[2]/relation", "child");
	census_accept(session, "/census2020/residents/person[2]/birth/birth_kind", "age");
	assert_int_equal(
		census_answer(session, "/census2020/residents/person[2]/birth/age_given", "19"),
		ZR_VERDICT_CONSTRAINT_VIOLATED);
	census_accept(session, "/census2020/residents/person[2]/birth/age_given", "18");
	assert_false(census_is_asked(session, "/census2020/residents/person[1]/relation"));
}

/* ---- what cannot be ---- */

static void births_are_of_the_time_and_of_the_family(void **state)
{
#define BORN   "1 birth/birth_kind=date; 1 birth/birth_date="
#define BORN_2 "; 2 birth/birth_kind=date; 2 birth/birth_date="
	EDGES({BORN "2021-10-01", true}, {BORN "2021-09-30", false}, {BORN "1900-12-31", true},
		{BORN "1901-01-01", false}, {"1 age=121", true}, {"1 age=120", false},
		{"1 age=-1", true}, {"1 age=0", false},
		{"1 age=30; 2 relation=child; 2 age=19", true},
		{"1 age=30; 2 relation=child; 2 age=18", false},
		{"1 age=30; 2 relation=child" BORN_2 "2002-10-01", true},
		{"1 age=30; 2 relation=child" BORN_2 "2002-10-02", false},
		{"1 age=30; 2 relation=parent; 2 age=41", true},
		{"1 age=30; 2 relation=parent; 2 age=42", false},
		{"1 age=30; 2 age=19; 2 relation=child", true},
		{"1 age=30; 2 age=41; 2 relation=parent", true},
		{"1 age=30; 2 age=19; 2 relation=sibling", false});
}

static void spouses_are_numbers_of_the_list(void **state)
{
#define WED "1 age=30; 1 marital=registered; 1 spouse_number="
	EDGES({WED "1", true}, {WED "5", true}, {WED "-1", true}, {WED "4", false},
		{WED "0", false});
}

static void years_lie_within_the_life(void **state)
{
#define MOVED "1 age=30; 1 since=year; 1 arrival/since_year="
#define CAME  "1 age=30; 1 abroad=yes; 1 return/abroad_year="
	EDGES({MOVED "2022", true}, {MOVED "2021", false}, {MOVED "1989", true},
		{MOVED "1990", false}, {CAME "2022", true}, {CAME "2021", false},
		{CAME "1989", true}, {CAME "1990", false});
}

static void children_fit_the_age_of_the_mother(void **state)
{
#define MOTHER(age) "1 sex=female; 1 age=" age "; 1 births/children="
	EDGES({MOTHER("60") "26", true}, {MOTHER("60") "25", false}, {MOTHER("15") "9", true},
		{MOTHER("15") "8", false}, {MOTHER("15") "-1", true},
		{MOTHER("30") "1; 1 births/first_year=2022", true},
		{MOTHER("30") "1; 1 births/first_year=2001", true},
		{MOTHER("30") "1; 1 births/first_year=2002", false});
}

static void higher_education_is_not_completed_by_children(void **state)
{
	EDGES({"1 age=14; 1 education=bachelor", true}, {"1 age=15; 1 education=bachelor", false},
		{"1 age=14; 1 education=science", true}, {"1 age=14; 1 education=basic", false});
}

static void the_dwelling_and_the_stay_have_a_size(void **state)
{
#define FLAT "dwelling/kind=flat; dwelling/size/"
	EDGES({FLAT "area=3.9", true}, {FLAT "area=4", false}, {FLAT "area=2000.5", true},
		{FLAT "rooms=0", true}, {FLAT "rooms=60", false}, {FLAT "rooms=61", true},
		{"dwelling/kind=flat; dwelling/connection=internet none", true},
		{"dwelling/kind=flat; dwelling/connection=none", false},
		{"list/guests=1; temporary/guest[1]/stay/months=12", true},
		{"list/guests=1; temporary/guest[1]/stay/months=0; "
		 "temporary/guest[1]/stay/days=0",
			true},
		{"list/guests=1; temporary/guest[1]/stay/months=0; "
		 "temporary/guest[1]/stay/days=1",
			false},
		{"list/persons=201", true}, {"list/guests=-1", true},
		{"list/persons=0; list/guests=1; summary/agreed=yes", false});
}

static void the_door_takes_codes_and_times_to_come(void **state)
{
	EDGES({"visit/outcome=online; visit/online_code=AB", true},
		{"visit/outcome=online; visit/online_code=12ab", true},
		{"visit/outcome=online; visit/online_code=1234AB", true},
		{"visit/outcome=online; visit/online_code=1234", false},
		{"visit/outcome=later; visit/appointment=2021-10-15T07:00:00.000Z", true},
		{"visit/outcome=later; visit/appointment=2021-10-16T18:00:00.000+03:00", false});
}

/* ---- residents who come, go and refuse ---- */

static void remove_resident(struct zr_session *session, const char *path)
{
	struct zr_item item;
	assert_int_equal(zr_session_find(session, path, &item), 0);
	assert_int_equal(zr_session_repeat_remove(session, &item, NULL), 0);
}

static void expect_answer(struct zr_session *session, const char *path, const char *wanted)
{
	struct zr_item item;
	assert_int_equal(zr_session_find(session, path, &item), 0);
	assert_string_equal(zr_item_value(&item), wanted);
}

static void expect_stop_at(struct zr_session *session, const char *path)
{
	struct zr_item first;
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_item wanted;
	assert_int_equal(zr_session_validate(session, &first, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_CONSTRAINT_VIOLATED);
	assert_int_equal(zr_session_find(session, path, &wanted), 0);
	assert_ptr_equal(first.node, wanted.node);
}

static void a_resident_keeps_the_number(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	census_take(*state, "3", "1 name=A; 2 name=B; 3 name=C");
	remove_resident(session, "/census2020/residents/person[3]");
	remove_resident(session, "/census2020/residents/person[1]");
	expect_answer(session, "/census2020/residents/person[1]/number", "2");
	census_add_residents(session, 2);
	expect_answer(session, "/census2020/residents/person[1]/number", "2");
	expect_answer(session, "/census2020/residents/person[2]/number", "4"); /* 3 is gone */
}

static void a_spouse_who_was_removed_is_asked_for_again(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	assert_int_equal(census_take(*state, "3",
				 "1 name=A; 2 name=B; 3 name=C; 1 sex=female; 1 age=30;"
				 "1 marital=registered; 1 spouse_number=3"),
		ZR_VERDICT_ACCEPTED);
	remove_resident(session, "/census2020/residents/person[2]");
	expect_answer(session, "/census2020/residents/person[2]/name", "C");
	struct zr_item spouse;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(
		zr_session_find(session, "/census2020/residents/person[1]/spouse_number", &spouse),
		0);
	assert_int_equal(zr_session_answer(session, &spouse, "3", &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED); /* C is number 3 still */
	remove_resident(session, "/census2020/residents/person[2]");
	census_accept(session, "/census2020/list/persons", "1");
	expect_stop_at(session, "/census2020/residents/person[1]/spouse_number");
}

static void a_new_first_resident_raises_a_doubt_of_the_relations(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	census_take(
		*state, "3", "1 name=A; 2 name=B; 3 name=C; 2 relation=spouse; 3 relation=child");
	assert_false(census_is_asked(session, "/census2020/residents/person[3]/check_relation"));
	remove_resident(session, "/census2020/residents/person[1]");
	assert_true(census_is_asked(session, "/census2020/residents/person[2]/check_relation"));
	assert_false(census_is_asked(session, "/census2020/residents/person[1]/check_relation"));
	census_accept(session, "/census2020/residents/person[2]/relation", "grandchild");
	assert_false(census_is_asked(session, "/census2020/residents/person[2]/check_relation"));
}

static void who_refuses_is_counted_by_sex_and_age(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	assert_int_equal(
		census_take(*state, "1",
			"1 name=A; 1 sex=male; 1 birth/birth_kind=only; 1 birth/age_given=40;"
			"1 birth/told_by=neighbour; dwelling/kind=homeless; dwelling/seasonal=no;"
			"summary/agreed=yes"),
		ZR_VERDICT_ACCEPTED);
	struct zr_item first;
	enum zr_verdict verdict = ZR_VERDICT_REQUIRED;
	assert_int_equal(zr_session_validate(session, &first, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
	expect_answer(session, "/census2020/summary/total_refused", "1");
}

static void what_no_list_has_is_named(void **state)
{
	RULES({"1 birth_place=country; 1 birth_country=other", "1 birth_country_other", true},
		{"1 birth_place=country; 1 birth_country=KZ", "1 birth_country_other", false},
		{"1 other_languages=yes; 1 languages/spoken=tatar other",
			"1 languages/spoken_other", true},
		{"1 other_languages=yes; 1 languages/spoken=tatar", "1 languages/spoken_other",
			false},
		{"list/guests=1; temporary/guest[1]/residence=other",
			"temporary/guest[1]/residence_other", true});
}

/* ---- what is asked of whom ---- */

static void questions_begin_at_their_ages(void **state)
{
	RULES({"1 age=15", "1 marital", false}, {"1 age=16", "1 marital", true},
		{"1 age=5", "1 education", false}, {"1 age=6", "1 education", true},
		{"1 age=14", "1 work", false}, {"1 age=15", "1 work", true},
		{"1 age=0", "1 attends", false}, {"1 age=1", "1 attends", true},
		{"1 age=60", "1 attends", false}, {"1 age=0", "1 year_ago", false},
		{"1 age=0", "1 abroad", false}, {"1 age=1", "1 abroad", true},
		{"1 sex=female; 1 age=14", "1 births/children", false},
		{"1 sex=female; 1 age=15", "1 births/children", true},
		{"1 sex=male; 1 age=15", "1 births/children", false},
		{"1 age=6; 1 education=none", "1 literate", true},
		{"1 age=6; 1 education=primary", "1 literate", false},
		{"1 name=A", "1 relation", false}, {"1 name=A", "2 relation", true},
		{"visit/outcome=absent", "list/persons", false});
}

/* Of those who stay for a time some were born in Russia, some are its citizens, some nobody's. */
static void guests_are_of_any_country_and_of_none(void **state)
{
#define GUEST "list/guests=1; temporary/guest[1]/"
	RULES({GUEST "guest_citizenship=russia", "temporary/guest[1]/guest_citizenship_country",
		      false},
		{GUEST "guest_citizenship=none", "temporary/guest[1]/guest_citizenship_country",
			false},
		{GUEST "guest_citizenship=both", "temporary/guest[1]/guest_citizenship_country",
			true});
	struct zr_session *session = ((struct interview *)*state)->session;
	census_take(*state, "1", GUEST "guest_citizenship=other");
	assert_true(census_is_offered(session, "/census2020/temporary/guest[1]/guest_born", "RU"));
	assert_false(census_is_offered(session, "/census2020/temporary/guest[1]/residence", "RU"));
	assert_false(census_is_offered(
		session, "/census2020/temporary/guest[1]/guest_citizenship_country", "RU"));
}

/* ---- what is worth asking again ---- */

static void doubts_the_age_for_the_relation(void **state)
{
#define KIN(relation, age) "1 age=50; 2 relation=" relation "; 2 age=" age, "2 birth/check_kin"
#define BESIDE(first_sex, first_age, relation, sex, age)                                           \
	"1 sex=" first_sex "; 1 age=" first_age "; 2 relation=" relation "; 2 sex=" sex            \
	"; 2 age=" age,                                                                            \
		"2 birth/check_kin"
	RULES({KIN("grandchild", "27"), true}, {KIN("grandchild", "26"), false},
		{KIN("parent_in_law", "49"), true}, {KIN("parent_in_law", "50"), false},
		{KIN("child_in_law", "51"), true}, {KIN("child_in_law", "50"), false},
		{KIN("sibling", "86"), true}, {KIN("sibling", "85"), false},
		{KIN("sibling", "14"), true}, {KIN("sibling", "15"), false},
		{KIN("spouse", "15"), true}, {KIN("spouse", "16"), false},
		{KIN("unrelated", "2"), false},
		{BESIDE("female", "51", "child", "male", "0"), true},
		{BESIDE("female", "50", "child", "male", "0"), false},
		{BESIDE("male", "71", "child", "female", "0"), true},
		{BESIDE("male", "70", "child", "female", "0"), false},
		{BESIDE("male", "20", "parent", "female", "71"), true},
		{BESIDE("male", "20", "parent", "female", "70"), false},
		{BESIDE("female", "20", "parent", "male", "91"), true},
		{BESIDE("female", "20", "parent", "male", "90"), false},
		{"1 age=13", "1 birth/check_first", true},
		{"1 age=14", "1 birth/check_first", false},
		{"1 age=30; 2 age=13", "2 birth/check_first", false},
		{"2 relation=spouse; 3 relation=spouse", "3 check_kin_count", true},
		{"2 relation=spouse; 3 relation=other", "3 check_kin_count", false},
		{"2 relation=parent; 3 relation=parent; 4 relation=parent", "2 check_kin_count",
			true},
		{"2 relation=parent; 3 relation=parent", "3 check_kin_count", false});
}

static void doubts_the_marriage(void **state)
{
#define STATUS(age, marital) "1 age=" age "; 1 marital=" marital, "1 check_marital"
#define WIFE                 "1 age=30; 1 sex=female; 1 marital=registered; 1 spouse_number=2; "
#define HUSBAND(sex, age, marital, number)                                                         \
	WIFE "2 relation=spouse; 2 sex=" sex "; 2 age=" age "; 2 marital=" marital                 \
	     "; 2 spouse_number=" number
	RULES({STATUS("17", "registered"), true}, {STATUS("18", "registered"), false},
		{STATUS("17", "never"), false}, {STATUS("24", "widowed"), true},
		{STATUS("25", "widowed"), false},
		{"2 relation=spouse; 2 age=30; 2 marital=divorced", "2 check_marital", true},
		{"2 relation=other; 2 age=30; 2 marital=divorced", "2 check_marital", false},
		{HUSBAND("male", "31", "registered", "1"), "1 check_spouse", false},
		{HUSBAND("male", "31", "registered", "1"), "2 check_spouse", false},
		{HUSBAND("male", "31", "registered", "3"), "1 check_spouse", true},
		{HUSBAND("male", "31", "registered", "3"), "2 check_spouse", true},
		{HUSBAND("female", "31", "registered", "1"), "1 check_spouse", true},
		{HUSBAND("male", "31", "unregistered", "1"), "2 check_spouse", true},
		{WIFE "2 sex=male; 2 age=15", "1 check_spouse", true},
		{WIFE "2 sex=male; 2 age=16", "1 check_spouse", false},
		{HUSBAND("male", "31", "registered", "0"), "2 check_spouse", true},
		{WED "0; 2 relation=sibling; 2 age=30; 2 marital=registered; 2 spouse_number=1",
			"2 check_spouse", true},
		{WED "0; 2 relation=sibling; 2 age=30; 2 marital=registered; 2 spouse_number=0",
			"2 check_spouse", false});
}

static void doubts_what_does_not_fit_the_life(void **state)
{
#define WENT(since, where) "1 age=30; " since "; 1 year_ago=" where, "1 check_moved"
#define LEARNT(age, what)  "1 age=" age "; 1 education=" what, "1 check_education"
#define GOES(age, where)   "1 age=" age "; 1 attends=" where, "1 check_attends"
#define EARNS(age, what)   "1 age=" age "; 1 livelihood=" what, "1 check_income"
#define WORKS(work, what)  "1 age=30; 1 livelihood=" what "; 1 work=" work, "1 check_work"
	RULES({WENT("1 since=birth", "russia"), true}, {WENT("1 since=birth", "here"), false},
		{WENT("1 since=year; 1 arrival/since_year=2019", "abroad"), true},
		{WENT("1 since=year; 1 arrival/since_year=2020", "abroad"), false},
		{WENT("1 since=year; 1 arrival/since_year=2021", "here"), true},
		{WENT("1 since=year; 1 arrival/since_year=2020", "here"), false},
		{WENT("1 birth_place=country; 1 since=birth", "here"), true},
		{WENT("1 birth_place=region; 1 since=birth", "here"), true},
		{WENT("1 birth_place=here; 1 since=birth", "here"), false},
		{LEARNT("19", "bachelor"), true}, {LEARNT("20", "bachelor"), false},
		{LEARNT("8", "primary"), true}, {LEARNT("9", "primary"), false},
		{LEARNT("6", "none"), false}, {LEARNT("23", "science"), true},
		{GOES("9", "preschool"), true}, {GOES("8", "preschool"), false},
		{GOES("4", "school"), true}, {GOES("5", "school"), false},
		{GOES("22", "school"), true}, {GOES("14", "higher"), true},
		{GOES("30", "no"), false}, {EARNS("13", "wages support"), true},
		{EARNS("14", "wages"), false}, {EARNS("13", "pension"), false},
		{WORKS("yes", "pension"), true}, {WORKS("yes", "pension wages"), false},
		{WORKS("no", "wages"), true}, {WORKS("no", "pension"), false});
}

static void doubts_the_number_of_children(void **state)
{
#define BORE(age, children) MOTHER(age) children, "1 births/check_births"
	RULES({BORE("20", "6"), true}, {BORE("20", "5"), false}, {BORE("60", "13"), true},
		{BORE("60", "12"), false}, {BORE("60", "1; 1 births/first_year=2011"), true},
		{BORE("60", "1; 1 births/first_year=2010"), false},
		{BORE("60", "1; 1 births/first_year=1975"), true},
		{BORE("60", "1; 1 births/first_year=1976"), false},
		{BORE("40", "0; 2 relation=child"), true},
		{BORE("40", "1; 2 relation=child"), false});
}

static void doubts_the_household(void **state)
{
#define SPACE(area, rooms)                                                                         \
	FLAT "area=" area "; dwelling/size/rooms=" rooms, "dwelling/size/check_size"
	RULES({SPACE("19", "4"), true}, {SPACE("20", "4"), false}, {SPACE("81", "1"), true},
		{SPACE("80", "1"), false}, {SPACE("11.9", "1"), true}, {SPACE("12", "1"), false},
		{"list/persons=21", "list/check_list", true},
		{"list/persons=20", "list/check_list", false},
		{"list/persons=0", "list/check_list", true});
}

/* ---- totals ---- */

static void expect_text(struct zr_session *session, const char *path, const char *wanted)
{
	struct zr_item item;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer text = {0};
	assert_int_equal(zr_session_find(session, path, &item), 0);
	assert_int_equal(zr_session_text(session, &item, ZR_TEXT_LABEL, &text, NULL), 0);
	assert_string_equal(text.data, wanted);
}

static void totals_follow_the_answers(void **state)
{
	struct interview *interview = *state;
	struct zr_session *session = interview->session;
	zr_session_set_language(session, zr_form_find_language(interview->form, "en"));
	census_take(interview, "3",
		"1 name=Ann; 1 sex=female; 1 age=40; 1 work=yes; 1 russian/speaks=yes; 1 "
		"native=tatar;"
		"2 name=Ivan; 2 sex=male; 2 age=15; 2 relation=child; 2 russian/speaks=yes; "
		"2 native=russian; 3 name=Olga; 3 sex=female; 3 age=70; 3 work=no; "
		"3 no_job/looked=yes; 3 other_languages=yes; 3 languages/spoken=english tatar");
	expect_text(session, "/census2020/summary/totals",
		"Permanent residents: **3** (men 1, women 2, children under 16: 1)");
	expect_text(session, "/census2020/summary/totals_more",
		"With work: **1**, looking for it: 1. Speak Russian: **2**, languages in all: 3");
	assert_false(census_is_asked(session, "/census2020/summary/check_all"));
	assert_int_equal(census_step(session, "2 age=16"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(census_step(session, "2 marital=registered"), ZR_VERDICT_ACCEPTED);
	expect_text(session, "/census2020/summary/totals",
		"Permanent residents: **3** (men 1, women 2, children under 16: 0)");
	expect_text(session, "/census2020/summary/check_all",
		"**Please check:** answers worth asking about again: **1** (Ivan)");
}

/* Every rule of every resident over all the others. */
static void sixty_residents_are_counted(void **state)
{
	struct interview *interview = *state;
	struct zr_session *session = interview->session;
	static const char *const answers[] = {"sex=female", "age=30", "marital=never",
		"since=birth", "year_ago=here", "russian/speaks=yes", "native=chuvash",
		"education=master", "livelihood=wages", "work=yes", "births/children=0"};
	census_take(interview, "60", "1 name=A");
	for (int person = 1; person <= 60; person++) {
		for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
			char text[64];
			(void)snprintf(text, sizeof text, "%d %s", person, answers[i]);
			assert_int_equal(census_step(session, text), ZR_VERDICT_ACCEPTED);
		}
	}
	zr_session_set_language(session, zr_form_find_language(interview->form, "en"));
	expect_text(session, "/census2020/summary/totals_more",
		"With work: **60**, looking for it: 0. Speak Russian: **60**, languages in all: 2");
	expect_text(session, "/census2020/summary/check_all", /* so many residents are a doubt */
		"**Please check:** answers worth asking about again: **1** ");
}

static void texts_that_a_language_lacks_come_in_russian(void **state)
{
	struct interview *interview = *state;
	struct zr_session *session = interview->session;
	census_take(interview, "1", "1 name=Анна");
	zr_session_set_language(session, zr_form_find_language(interview->form, "cv"));
	expect_text(session, "/census2020/residents/person[1]/native", "Анна: тӑван чӗлхе");
	struct zr_item item;
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	assert_int_equal(census_step(session, "1 birth_place=region"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(
		zr_session_find(session, "/census2020/residents/person[1]/birth_region", &item), 0);
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_string_equal(choices[0].label, "Адыгея");
}

static void forms_must_equal_the_number_on_the_cover(void **state)
{
	struct zr_session *session = ((struct interview *)*state)->session;
	census_begin_household(session, "2");
	census_accept(session, "/census2020/list/persons", "3");
	assert_int_equal(census_answer(session, "/census2020/summary/agreed", "yes"),
		ZR_VERDICT_CONSTRAINT_VIOLATED);
	census_add_residents(session, 2);
	census_accept(session, "/census2020/summary/agreed", "yes");
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		(void)fprintf(stderr, "usage: %s QUESTIONNAIRE FAMILY\n", argv[0]);
		return 2;
	}
	census_use(argv[1]);
	family_path = argv[2];
#define ONE(test) cmocka_unit_test_setup_teardown(test, census_begin, census_end)
	const struct CMUnitTest tests[] = {
		ONE(loads_without_a_warning_in_five_languages),
		ONE(the_family_of_the_demonstration_passes),
		ONE(nobody_home_ends_the_interview),
		ONE(an_enumerator_is_asked_about_the_door_first),
		cmocka_unit_test_setup_teardown(who_answers_online_is_not_asked_about_the_door,
			census_begin_online, census_end),
		ONE(age_follows_from_the_date_of_birth),
		ONE(a_child_is_twelve_years_younger_than_the_parent),
		ONE(forms_must_equal_the_number_on_the_cover),
		ONE(births_are_of_the_time_and_of_the_family),
		ONE(spouses_are_numbers_of_the_list),
		ONE(years_lie_within_the_life),
		ONE(children_fit_the_age_of_the_mother),
		ONE(higher_education_is_not_completed_by_children),
		ONE(the_dwelling_and_the_stay_have_a_size),
		ONE(the_door_takes_codes_and_times_to_come),
		ONE(a_resident_keeps_the_number),
		ONE(a_spouse_who_was_removed_is_asked_for_again),
		ONE(a_new_first_resident_raises_a_doubt_of_the_relations),
		ONE(who_refuses_is_counted_by_sex_and_age),
		ONE(what_no_list_has_is_named),
		ONE(questions_begin_at_their_ages),
		ONE(guests_are_of_any_country_and_of_none),
		ONE(doubts_the_age_for_the_relation),
		ONE(doubts_the_marriage),
		ONE(doubts_what_does_not_fit_the_life),
		ONE(doubts_the_number_of_children),
		ONE(doubts_the_household),
		ONE(totals_follow_the_answers),
		ONE(sixty_residents_are_counted),
		ONE(texts_that_a_language_lacks_come_in_russian),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

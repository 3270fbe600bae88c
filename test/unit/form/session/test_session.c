/*
 * An interview. Tests: life.c lib/form/session/answer.c recalc.c repeat.c event.c places.c
 * Tests: choices.c text.c display.c calculate.c hooks.c instances.c steps.c working.c
 */
#include "lib/form/session.h"

#include "lib/base/limits.h"
#include "test/unit/form/form_unit.h"

static void keeps_what_depends_up_to_date(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/><c/><g><d/></g></data></instance>"
		"<bind nodeset='/data/a' type='int'/>"
		"<bind nodeset='/data/c' calculate='/data/b * 2'/>"
		"<bind nodeset='/data/b' calculate='/data/a + 1'/>"
		"<bind nodeset='/data/g' relevant='/data/c &gt; 10'/>"
		"<bind nodeset='/data/g/d' required='/data/a = 7' readonly='/data/a = 8'/>",
		"<input ref='/data/a'/><group ref='/data/g'><input ref='/data/g/d'/></group>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item d = form_unit_item(session, "/data/g/d");
	assert_false(zr_item_is_relevant(&d));
	assert_int_equal(form_unit_answer(session, "/data/a", "7"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/c"), "16");
	assert_true(zr_item_is_relevant(&d));
	assert_true(zr_item_is_required(&d));
	assert_int_equal(form_unit_answer(session, "/data/a", "8"), ZR_VERDICT_ACCEPTED);
	assert_false(zr_item_is_required(&d));
	assert_int_equal(form_unit_answer(session, "/data/g/d", "x"), ZR_VERDICT_READONLY);
	assert_int_equal(form_unit_answer(session, "/data/a", ""), ZR_VERDICT_ACCEPTED);
	assert_false(zr_item_is_relevant(&d));
	zr_session_free(session);
	zr_form_free(form);
}

static void stores_nothing_that_is_wrong(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a>1</a><b/></data></instance>"
		"<bind nodeset='/data/a' type='int' constraint='. &lt; 10' "
		"jr:constraintMsg='less than ten' required='true()' jr:requiredMsg='say it'/>"
		"<bind nodeset='/data/b' calculate='/data/a'/>",
		"<input ref='/data/a'/>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/a", "x"), ZR_VERDICT_WRONG_TYPE);
	assert_int_equal(
		form_unit_answer(session, "/data/a", "11"), ZR_VERDICT_CONSTRAINT_VIOLATED);
	assert_string_equal(form_unit_value(session, "/data/a"), "1");
	assert_string_equal(form_unit_value(session, "/data/b"), "1");
	form_unit_text(session, "/data/a", ZR_TEXT_CONSTRAINT_MESSAGE, "less than ten");
	form_unit_text(session, "/data/a", ZR_TEXT_REQUIRED_MESSAGE, "say it");
	enum zr_verdict verdict = ZR_VERDICT_READONLY;
	struct zr_item item = {0};
	assert_int_equal(zr_session_validate(session, &item, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_ACCEPTED);
	assert_int_equal(item.kind, ZR_ITEM_END);
	assert_int_equal(form_unit_answer(session, "/data/a", ""), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_session_validate(session, &item, &verdict, NULL), 0);
	assert_int_equal(verdict, ZR_VERDICT_REQUIRED);
	assert_string_equal(item.control->reference, "/data/a");
	zr_session_free(session);
	zr_form_free(form);
}

static const char REPEAT_MODEL[] =
	"<instance><data id='f'><total/><count/><p jr:template=''><age/><adult/><n/></p>"
	"</data></instance><bind nodeset='/data/p/age' type='int'/>"
	"<bind nodeset='/data/total' calculate='sum(/data/p/age)'/>"
	"<bind nodeset='/data/count' calculate='count(/data/p)'/>"
	"<bind nodeset='/data/p/adult' calculate=\"if(../age &gt; 17, 'yes', 'no')\"/>"
	"<bind nodeset='/data/p/n' calculate='position(..)'/>";
static const char REPEAT_BODY[] =
	"<group ref='/data/p'><label>Person</label><repeat nodeset='/data/p'>"
	"<input ref='/data/p/age'><label>Age of <output value='position(..)'/></label></input>"
	"<setvalue event='odk-new-repeat' ref='/data/p/age' value='20'/></repeat></group>";

/* The prompt behind the instances of the only repeat. */
static struct zr_item find_prompt(struct zr_session *session)
{
	struct zr_item item = zr_session_start(session);
	while (item.kind != ZR_ITEM_PROMPT) {
		assert_int_not_equal(item.kind, ZR_ITEM_END);
		item = zr_session_next(session, &item);
	}
	return item;
}

static void adds_and_removes_instances(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(REPEAT_MODEL, REPEAT_BODY);
	struct zr_session *session = form_unit_start(form);
	struct zr_item prompt = find_prompt(session);
	assert_int_equal(zr_session_repeat_count(session, &prompt), 0);
	assert_string_equal(form_unit_value(session, "/data/count"), "0");
	struct zr_item person = {0};
	for (int i = 0; i < 3; i++) {
		assert_true(zr_session_can_add(session, &prompt));
		assert_int_equal(zr_session_repeat_add(session, &prompt, &person, NULL), 0);
		assert_int_equal(person.index, i);
	}
	assert_string_equal(form_unit_value(session, "/data/p[3]/age"), "20");
	assert_string_equal(form_unit_value(session, "/data/total"), "60");
	assert_int_equal(form_unit_answer(session, "/data/p[2]/age", "5"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/p[2]/adult"), "no");
	assert_string_equal(form_unit_value(session, "/data/p[3]/adult"), "yes");
	form_unit_text(session, "/data/p[3]/age", ZR_TEXT_LABEL, "Age of 3");
	person = zr_session_repeat_at(session, &prompt, 0);
	assert_int_equal(zr_session_repeat_remove(session, &person, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/total"), "25");
	assert_string_equal(form_unit_value(session, "/data/p[1]/age"), "5");
	assert_string_equal(form_unit_value(session, "/data/p[1]/n"), "1");
	assert_string_equal(form_unit_value(session, "/data/p[2]/n"), "2");
	zr_session_free(session);
	zr_form_free(form);
}

static void steps_on_and_back(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(REPEAT_MODEL, REPEAT_BODY);
	struct zr_session *session = form_unit_start(form);
	struct zr_item prompt = find_prompt(session);
	struct zr_item person = {0};
	assert_int_equal(zr_session_repeat_add(session, &prompt, &person, NULL), 0);
	assert_int_equal(zr_session_repeat_add(session, &prompt, &person, NULL), 0);
	static const enum zr_item_kind KINDS[] = {ZR_ITEM_REPEAT, ZR_ITEM_QUESTION, ZR_ITEM_REPEAT,
		ZR_ITEM_QUESTION, ZR_ITEM_PROMPT, ZR_ITEM_END};
	struct zr_item trail[6];
	struct zr_item item = zr_session_start(session);
	for (size_t i = 0; i < 6; i++) {
		item = zr_session_next(session, &item);
		assert_int_equal(item.kind, KINDS[i]);
		trail[i] = item;
	}
	for (size_t i = 5; i > 0; i--) {
		item = zr_session_previous(session, &item);
		assert_true(zr_item_equal(&item, &trail[i - 1]));
	}
	item = zr_session_previous(session, &item);
	assert_int_equal(item.kind, ZR_ITEM_START);
	item = zr_session_skip(session, &trail[0]);
	assert_true(zr_item_equal(&item, &trail[2]));
	item = zr_session_up(session, &trail[3]);
	assert_true(zr_item_equal(&item, &trail[2]));
	item = zr_session_up(session, &trail[2]);
	assert_int_equal(item.kind, ZR_ITEM_START);
	assert_int_equal(trail[4].index, 2);
	zr_session_free(session);
	zr_form_free(form);
}

static void follows_jr_count(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><p jr:template=''><q jr:template=''><x/></q><m/></p>"
		"<p><q><x/></q><m/></p></data></instance>",
		"<input ref='/data/n'/><repeat nodeset='/data/p' jr:count='/data/n'>"
		"<input ref='/data/p/m'/><repeat nodeset='/data/p/q' jr:count='../m'>"
		"<input ref='/data/p/q/x'/></repeat></repeat>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/n", "3"), ZR_VERDICT_ACCEPTED);
	struct zr_item item = form_unit_item(session, "/data/p[3]");
	assert_int_equal(zr_session_repeat_count(session, &item), 3);
	assert_false(zr_session_can_add(session, &item));
	assert_int_equal(zr_session_repeat_add(session, &item, &item, NULL), ZR_E_STATE);
	assert_int_equal(form_unit_answer(session, "/data/p[2]/m", "2"), ZR_VERDICT_ACCEPTED);
	(void)form_unit_item(session, "/data/p[2]/q[2]/x");
	assert_int_equal(zr_session_find(session, "/data/p[3]/q[1]/x", &item), ZR_E_NOT_FOUND);
	assert_int_equal(form_unit_answer(session, "/data/n", "0"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_session_find(session, "/data/p[1]", &item), ZR_E_NOT_FOUND);
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	item = form_unit_item(session, "/data/n");
	assert_int_equal(zr_session_answer(session, &item, "10001", &verdict, NULL), ZR_E_LIMIT);
	zr_session_free(session);
	zr_form_free(form);
}

static void grows_a_repeat_that_feeds_its_own_count_on_the_way(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><n/><p jr:template=''><more/></p></data></instance>"
		"<bind nodeset='/data/n' calculate=\"if(count(/data/p) = 0 or "
		"/data/p[position() = last()]/more = 'yes', count(/data/p) + 1, "
		"count(/data/p))\"/>",
		"<repeat nodeset='/data/p' jr:count='/data/n'><input "
		"ref='/data/p/more'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item item = {0};
	assert_int_equal(zr_session_find(session, "/data/p[1]", &item), ZR_E_NOT_FOUND);
	item = zr_session_start(session);
	for (int i = 1; i <= 3; i++) {
		item = zr_session_next(session, &item);
		assert_int_equal(item.kind, ZR_ITEM_REPEAT);
		assert_int_equal(item.index, i - 1);
		item = zr_session_next(session, &item);
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		assert_int_equal(
			zr_session_answer(session, &item, i < 3 ? "yes" : "no", &verdict, NULL), 0);
	}
	item = zr_session_next(session, &item);
	assert_int_equal(item.kind, ZR_ITEM_END);
	assert_string_equal(form_unit_value(session, "/data/n"), "3");
	zr_session_free(session);
	zr_form_free(form);
}

static void follows_indexed_repeat_into_other_instances(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><p><a/><i>2</i><c/></p><p><a/><i>1</i><c/></p></data>"
		"</instance><bind nodeset='/data/p/c' "
		"calculate='indexed-repeat(/data/p/a, /data/p, ../i)'/>",
		"<repeat nodeset='/data/p'><input ref='/data/p/a'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/p[2]/a", "x"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/p[1]/c"), "x");
	assert_string_equal(form_unit_value(session, "/data/p[2]/c"), "");
	zr_session_free(session);
	zr_form_free(form);
}

static void drops_answers_that_a_filter_takes_away(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><r>r1</r><t/><m/></data></instance>"
		"<instance "
		"id='l'><root><item><n>a</n><r>r1</r></item><item><n>b</n><r>r2</r></item>"
		"<item><n>c</n><r>r1</r></item></root></instance>",
		"<input ref='/data/r'/>"
		"<select1 ref='/data/t'><itemset nodeset=\"instance('l')/root/item[r = /data/r]\">"
		"<value ref='n'/><label ref='n'/></itemset></select1>"
		"<select ref='/data/m'><itemset nodeset=\"instance('l')/root/item[r = /data/r or "
		"n = 'c']\"><value ref='n'/><label ref='n'/></itemset></select>");
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/t", "a"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/m", "a c"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(form_unit_answer(session, "/data/r", "r2"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/t"), "");
	assert_string_equal(form_unit_value(session, "/data/m"), "c");
	zr_session_free(session);
	zr_form_free(form);
}

static void stops_hostile_counts_and_values(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load("<instance><data id='f'><n/><v>x</v><w/><p "
					      "jr:template=''><q jr:template=''><x/></q>"
					      "</p></data></instance>",
		"<input ref='/data/n'/><input ref='/data/v'>"
		"<setvalue event='xforms-value-changed' ref='/data/w' "
		"value='concat(/data/v, /data/v)'/></input><input ref='/data/w'>"
		"<setvalue event='xforms-value-changed' ref='/data/v' value='/data/w'/></input>"
		"<repeat nodeset='/data/p' jr:count='/data/n'>"
		"<repeat nodeset='/data/p/q' jr:count='/data/n'><input "
		"ref='x'/></repeat></repeat>");
	struct zr_session *session = form_unit_start(form);
	struct zr_item item = form_unit_item(session, "/data/n");
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	struct zr_error error = {0};
	assert_int_equal(zr_session_answer(session, &item, "300", &verdict, &error), ZR_E_LIMIT);
	assert_non_null(strstr(error.message, "50000"));
	zr_session_free(session);
	session = form_unit_start(form);
	item = form_unit_item(session, "/data/v");
	assert_int_equal(zr_session_answer(session, &item, "y", &verdict, &error), ZR_E_LIMIT);
	assert_non_null(strstr(error.message, "longer"));
	zr_session_free(session);
	zr_form_free(form);
}

static void steps_from_a_removed_place_lead_to_the_start(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(REPEAT_MODEL, REPEAT_BODY);
	struct zr_session *session = form_unit_start(form);
	struct zr_item prompt = find_prompt(session);
	struct zr_item person = {0};
	assert_int_equal(zr_session_repeat_add(session, &prompt, &person, NULL), 0);
	struct zr_item age = zr_session_next(session, &person);
	assert_int_equal(zr_session_repeat_remove(session, &person, NULL), 0);
	struct zr_item next = zr_session_next(session, &age);
	assert_int_equal(next.kind, ZR_ITEM_START);
	next = zr_session_up(session, &age);
	assert_int_equal(next.kind, ZR_ITEM_START);
	next = zr_session_skip(session, &person);
	assert_int_equal(next.kind, ZR_ITEM_START);
	zr_session_free(session);
	zr_form_free(form);
}

static void preloads_and_sets_values(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><start/><end/><today/><dev/><user/><x/><y/><z/><meta>"
		"<instanceID/><instanceName/></meta></data></instance>"
		"<bind nodeset='/data/start' jr:preload='timestamp' jr:preloadParams='start'/>"
		"<bind nodeset='/data/end' jr:preload='timestamp' jr:preloadParams='end'/>"
		"<bind nodeset='/data/today' jr:preload='date' jr:preloadParams='today'/>"
		"<bind nodeset='/data/dev' jr:preload='property' jr:preloadParams='deviceid'/>"
		"<bind nodeset='/data/user' jr:preload='property' jr:preloadParams='username'/>"
		"<bind nodeset='/data/meta/instanceID' jr:preload='uid'/>"
		"<bind nodeset='/data/meta/instanceName' calculate=\"concat('n-', /data/x)\"/>"
		"<setvalue event='odk-instance-first-load' ref='/data/x' value='1 + 1'/>",
		"<input ref='/data/y'><setvalue event='xforms-value-changed' ref='/data/z' "
		"value=\"concat(/data/y, '!')\"/></input>");
	struct zr_session *session = form_unit_start(form);
	assert_string_equal(form_unit_value(session, "/data/start"), "2026-01-15T12:00:00.000Z");
	assert_string_equal(form_unit_value(session, "/data/today"), "2026-01-15");
	assert_string_equal(form_unit_value(session, "/data/dev"), "tablet-1");
	assert_string_equal(form_unit_value(session, "/data/user"), "anna");
	assert_string_equal(form_unit_value(session, "/data/meta/instanceName"), "n-2");
	assert_int_equal(
		strlen(form_unit_value(session, "/data/meta/instanceID")), strlen("uuid:") + 36);
	assert_int_equal(form_unit_answer(session, "/data/y", "hi"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/z"), "hi!");
	assert_string_equal(form_unit_value(session, "/data/end"), "");
	zr_session_set_now(session, INT64_C(1768478460000000));
	assert_int_equal(zr_session_finalize(session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/end"), "2026-01-15T12:01:00.000Z");
	zr_session_free(session);
	zr_form_free(form);
}

/* "-" stands where a language says nothing; a refusal without a message has words of its own. */
static void a_mark_for_no_text_is_no_message(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/></data></instance><itext><translation lang='en'>"
		"<text id='c'><value>-</value></text><text id='r'><value>needed</value></text>"
		"</translation><translation lang='ru'><text id='c'><value>много</value></text>"
		"<text id='r'><value>-</value></text></translation></itext>"
		"<bind nodeset='/data/a' type='int' constraint='. &lt; 10' required='true()' "
		"jr:constraintMsg=\"jr:itext('c')\" jr:requiredMsg=\"jr:itext('r')\"/>",
		"<input ref='/data/a'><label>-</label></input>");
	struct zr_session *session = form_unit_start(form);
	form_unit_text(session, "/data/a", ZR_TEXT_CONSTRAINT_MESSAGE, "");
	form_unit_text(session, "/data/a", ZR_TEXT_LABEL, "-");
	zr_session_set_language(session, 1);
	form_unit_text(session, "/data/a", ZR_TEXT_CONSTRAINT_MESSAGE, "много");
	form_unit_text(session, "/data/a", ZR_TEXT_REQUIRED_MESSAGE, "needed");
	zr_session_free(session);
	zr_form_free(form);
}

static const char CHOICE_MODEL[] =
	"<instance><data id='f'><r>r1</r><t/><m/><d>2026-01-15</d></data></instance>"
	"<instance id='towns'><root><item><itextId>t1</itextId><name>a</name><r>r1</r></item>"
	"<item><itextId>t2</itextId><name>b</name><r>r2</r></item>"
	"<item><itextId>t3</itextId><name>c</name><r>r1</r></item></root></instance>"
	"<itext><translation lang='en'><text id='t1'><value>A of <output value='/data/r'/></value>"
	"<value form='image'>jr://images/a.png</value></text><text id='t2'><value>B</value></text>"
	"<text id='t3'><value>C</value></text><text id='q'><value form='short'>Q</value>"
	"<value form='guidance'>G</value></text></translation><translation lang='ru'>"
	"<text id='t3'><value>Ц</value></text></translation></itext>"
	"<bind nodeset='/data/d' type='date'/>";
static const char CHOICE_BODY[] =
	"<select1 ref='/data/t'><label ref=\"jr:itext('q')\"/><hint ref=\"jr:itext('q')\"/>"
	"<itemset nodeset=\"instance('towns')/root/item[r = /data/r]\"><value ref='name'/>"
	"<label ref='jr:itext(itextId)'/></itemset></select1>"
	"<select ref='/data/m'><item><label>One</label><value>1</value></item>"
	"<item><label>Two</label><value>2</value></item><item><label>Three</label>"
	"<value>3</value></item></select><input ref='/data/d'/>";

static void offers_filtered_choices_in_the_language(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(CHOICE_MODEL, CHOICE_BODY);
	struct zr_session *session = form_unit_start(form);
	struct zr_item item = form_unit_item(session, "/data/t");
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	assert_int_equal(form_unit_answer(session, "/data/t", "c"), ZR_VERDICT_ACCEPTED);
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_int_equal(count, 2);
	assert_string_equal(choices[0].label, "A of r1");
	assert_string_equal(choices[0].image, "jr://images/a.png");
	assert_false(choices[0].is_selected);
	assert_string_equal(choices[1].value, "c");
	assert_true(choices[1].is_selected);
	zr_session_set_language(session, 1);
	assert_int_equal(zr_session_choices(session, &item, &choices, &count, NULL), 0);
	assert_string_equal(choices[1].label, "Ц");
	form_unit_text(session, "/data/t", ZR_TEXT_LABEL, "Q");
	form_unit_text(session, "/data/t", ZR_TEXT_GUIDANCE, "G");
	zr_session_free(session);
	zr_form_free(form);
}

static void shows_answers_as_a_person_reads_them(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(CHOICE_MODEL, CHOICE_BODY);
	struct zr_session *session = form_unit_start(form);
	assert_int_equal(form_unit_answer(session, "/data/m", "3 1"), ZR_VERDICT_ACCEPTED);
	assert_string_equal(form_unit_value(session, "/data/m"), "1 3");
	static const char *const PATHS[] = {"/data/m", "/data/d", "/data/t"};
	static const char *const TEXTS[] = {"One, Three", "15 Jan 2026", ""};
	for (size_t i = 0; i < 3; i++) {
		struct zr_item item = form_unit_item(session, PATHS[i]);
		struct zr_buffer text = {0};
		assert_int_equal(zr_session_display(session, &item, &text, NULL), 0);
		assert_string_equal(zr_buffer_text(&text), TEXTS[i]);
		zr_buffer_finish(&text);
	}
	zr_session_free(session);
	zr_form_free(form);
}

static void leaves_irrelevant_places_out(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><a/><b/><p><x/></p></data></instance>"
		"<bind nodeset='/data/b' relevant=\"/data/a = '1'\"/>"
		"<bind nodeset='/data/p' relevant=\"/data/a = '2'\"/>",
		"<input ref='/data/a'/><group><label>G</label><input ref='/data/b'/></group>"
		"<repeat nodeset='/data/p'><input ref='/data/p/x'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	size_t places[3] = {0};
	static const char *const ANSWERS[] = {"", "1", "2"};
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			form_unit_answer(session, "/data/a", ANSWERS[i]), ZR_VERDICT_ACCEPTED);
		struct zr_item item = zr_session_start(session);
		while (item.kind != ZR_ITEM_END) {
			item = zr_session_next(session, &item);
			places[i]++;
		}
	}
	assert_int_equal(places[0], 3); /* a, group, end */
	assert_int_equal(places[1], 4); /* and b */
	assert_int_equal(places[2], 6); /* and the instance, x, the prompt */
	zr_session_free(session);
	zr_form_free(form);
}

static void lets_nothing_in_that_is_not_utf8(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><who/><a/></data></instance>"
		"<bind nodeset='/data/who' jr:preload='property' jr:preloadParams='username'/>",
		"<input ref='/data/a'/>");
	const struct zr_session_env env = {.now_us = 1, .username = "Мари\xd0 \xcc\xee"};
	struct zr_session *session = NULL;
	assert_int_equal(zr_session_new(form, &env, &session, NULL), 0);
	assert_string_equal(form_unit_value(session, "/data/who"), "Мари ");
	assert_int_equal(form_unit_answer(session, "/data/a", "\xcc\xee"), ZR_VERDICT_WRONG_TYPE);
	static const char BROKEN[] = "<data id='f'><a>\xcc\xee</a></data>";
	struct zr_session *restored = NULL;
	assert_int_equal(zr_session_restore(form, &env, BROKEN, sizeof BROKEN - 1, &restored, NULL),
		ZR_E_SYNTAX);
	zr_session_free(session);
	zr_form_free(form);
}

static void a_group_without_a_node_is_one_place_whatever_leads_there(void **state)
{
	(void)state;
	struct zr_form *form = form_unit_load(
		"<instance><data id='f'><r><g><a/></g><b/><c/></r></data></instance>",
		"<repeat nodeset='/data/r'><group ref='/data/r/g'><input "
		"ref='/data/r/g/a'/></group>"
		"<group><input ref='/data/r/b'/></group><input ref='/data/r/c'/></repeat>");
	struct zr_session *session = form_unit_start(form);
	const struct zr_item before = form_unit_item(session, "/data/r[1]/g");
	const struct zr_item last = form_unit_item(session, "/data/r[1]/g/a");
	const struct zr_item inside = form_unit_item(session, "/data/r[1]/b");
	const struct zr_item group = zr_session_next(session, &last);
	assert_int_equal(group.kind, ZR_ITEM_GROUP);
	assert_null(group.node);
	const struct zr_item skipped = zr_session_skip(session, &before);
	assert_true(zr_item_equal(&skipped, &group));
	const struct zr_item around = zr_session_up(session, &inside);
	assert_true(zr_item_equal(&around, &group));
	const struct zr_item back = zr_session_previous(session, &around);
	assert_true(zr_item_equal(&back, &last));
	zr_session_free(session);
	zr_form_free(form);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_group_without_a_node_is_one_place_whatever_leads_there),
		cmocka_unit_test(lets_nothing_in_that_is_not_utf8),
		cmocka_unit_test(keeps_what_depends_up_to_date),
		cmocka_unit_test(stores_nothing_that_is_wrong),
		cmocka_unit_test(adds_and_removes_instances),
		cmocka_unit_test(steps_on_and_back),
		cmocka_unit_test(follows_jr_count),
		cmocka_unit_test(grows_a_repeat_that_feeds_its_own_count_on_the_way),
		cmocka_unit_test(follows_indexed_repeat_into_other_instances),
		cmocka_unit_test(drops_answers_that_a_filter_takes_away),
		cmocka_unit_test(stops_hostile_counts_and_values),
		cmocka_unit_test(steps_from_a_removed_place_lead_to_the_start),
		cmocka_unit_test(preloads_and_sets_values),
		cmocka_unit_test(a_mark_for_no_text_is_no_message),
		cmocka_unit_test(offers_filtered_choices_in_the_language),
		cmocka_unit_test(shows_answers_as_a_person_reads_them),
		cmocka_unit_test(leaves_irrelevant_places_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Steps, answers as they are typed, the conversation.
 * Tests: play.c play_answer.c play_run.c play_step.c play_talk.c play_view.c play_words.c */
#include "test/unit/form/form_unit.h"

#include <locale.h>

#include "tools/play/play_answer.h"
#include "tools/play/play_run.h"
#include "tools/play/play_step.h"
#include "tools/play/play_talk.h"

static const char MODEL[] =
	"<itext><translation lang='English (en)'><text "
	"id='who'><value>Who?</value></text></translation>"
	"<translation lang='Русский (ru)'><text "
	"id='who'><value>Кто?</value></text></translation></itext>"
	"<instance><data id='f'><age/><yes/><many/><day/><share/><twice/>"
	"<person jr:template=''><name/></person></data></instance>"
	"<bind nodeset='/data/age' type='int' required='true()' constraint='. &lt; 120' "
	"jr:constraintMsg='below 120'/>"
	"<bind nodeset='/data/yes' type='string' relevant='/data/age &gt; 17'/>"
	"<bind nodeset='/data/many' type='string'/>"
	"<bind nodeset='/data/day' type='date'/><bind nodeset='/data/share' type='decimal'/>"
	"<bind nodeset='/data/twice' type='int' calculate='/data/age * 2'/>"
	"<bind nodeset='/data/person/name' type='string'/>";
static const char BODY[] =
	"<input ref='/data/age'><label ref=\"jr:itext('who')\"/></input>"
	"<select1 ref='/data/yes'><label>Yes?</label><item><label>Да</label><value>y</value></item>"
	"<item><label>Нет</label><value>n</value></item></select1>"
	"<select "
	"ref='/data/many'><label>Many</label><item><label>Red</label><value>r</value></item>"
	"<item><label>Rose</label><value>o</value></item><item><label>Blue</label><value>7</"
	"value></item>"
	"</select><input ref='/data/day'><label>Day</label></input>"
	"<input ref='/data/share'><label>Share</label></input>"
	"<group ref='/data/person'><label>Person</label><repeat nodeset='/data/person'>"
	"<input ref='/data/person/name'><label>Name</label></input></repeat></group>";

struct desk {
	struct zr_form *form;
	struct zr_play play;
	char *said; /* what was printed */
	size_t bytes;
};

static struct desk desk_open(enum zr_play_tongue tongue)
{
	struct desk desk = {.form = form_unit_load(MODEL, BODY)};
	desk.play = (struct zr_play){
		.form = desk.form, .env = {.seed = 7}, .tongue = tongue, .width = 100};
	return desk;
}

/* The stream's buffer has its place in the desk, so the desk does not move any more. */
static void desk_begin(struct desk *desk)
{
	desk->play.out = open_memstream(&desk->said, &desk->bytes);
	assert_non_null(desk->play.out);
	assert_int_equal(zr_play_begin(&desk->play, NULL, NULL), 0);
}

static void desk_close(struct desk *desk)
{
	zr_play_finish(&desk->play);
	(void)fclose(desk->play.out);
	free(desk->said);
	zr_form_free(desk->form);
}

static struct zr_play_tally run(struct desk *desk, const char *steps)
{
	FILE *in = fmemopen((void *)(uintptr_t)steps, strlen(steps), "r");
	assert_non_null(in);
	struct zr_play_tally tally = {0};
	assert_int_equal(zr_play_run(&desk->play, in, &tally, NULL), 0);
	(void)fclose(in);
	(void)fflush(desk->play.out);
	return tally;
}

static void talk(struct desk *desk, const char *lines)
{
	FILE *in = fmemopen((void *)(uintptr_t)lines, strlen(lines), "r");
	assert_non_null(in);
	assert_int_equal(zr_play_talk(&desk->play, in, NULL, NULL), 0);
	(void)fclose(in);
	(void)fflush(desk->play.out);
}

static void assert_said(const struct desk *desk, const char *words)
{
	if (strstr(desk->said, words) == NULL) {
		fail_msg("'%s' was not said in:\n%s", words, desk->said);
	}
}

static void takes_a_line_apart(void **state)
{
	(void)state;
	char line[] = "  answer  /data/a  two words \r\n", bare[] = "items",
	     note[] = "# answer x 1";
	char lang[] = "lang Русский (ru)";
	struct zr_play_step step;
	zr_play_step_parse(line, &step);
	assert_string_equal(step.verb, "answer");
	assert_string_equal(step.path, "/data/a");
	assert_string_equal(step.value, " two words ");
	zr_play_step_parse(bare, &step);
	assert_string_equal(step.verb, "items");
	assert_string_equal(step.value, "");
	zr_play_step_parse(note, &step);
	assert_string_equal(step.verb, "");
	zr_play_step_parse(lang, &step);
	assert_string_equal(step.path, "");
	assert_string_equal(step.value, "Русский (ru)");
}

static void runs_steps(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_ENGLISH);
	desk_begin(&desk);
	struct zr_play_tally tally = run(&desk,
		"answer /data/age 30\nget twice\nanswer yes y\nadd /data/person\nanswer name Ann\n"
		"add person\nanswer person[2]/name Bo\nremove person[1]\nexpect name Bo\n"
		"refuse age 300\nrestore\nexpect /data/age 30\nlang ru\ntext age\nvalidate\n"
		"now 2026-12-28T18:30+03:00\nzone Asia/Kamchatka\nexpect age \nwrite sub\n");
	assert_int_equal(tally.failed_count, 0);
	assert_int_equal(tally.step_count, 19);
	assert_said(&desk, "> get twice\n  = 60\n");
	assert_said(&desk, "  = y (Да)\n");
	assert_said(&desk, "refused: /data/age: below 120\n");
	assert_said(&desk, "> text age\n  Кто?\n");
	assert_int_equal(desk.play.env.now_us / 1000000, 1798471800);
	desk_close(&desk);
}

/* A zone that forms do not know by name has the offset that it has at that moment. */
static void lives_in_any_zone_that_there_is(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_ENGLISH);
	desk_begin(&desk);
	struct zr_play_tally tally = run(&desk, "now 2026-07-01T12:00\nzone America/New_York\n");
	assert_int_equal(tally.failed_count, 0);
	assert_int_equal(desk.play.env.utc_offset_s, -4 * 3600);
	tally = run(&desk, "now 2026-12-01T12:00\nzone America/New_York\nzone Nowhere/Atlantis\n");
	assert_int_equal(tally.failed_count, 1);
	assert_said(&desk, "does not know the time zone 'Nowhere/Atlantis'");
	assert_int_equal(desk.play.env.utc_offset_s, -5 * 3600);
	assert_string_equal(desk.play.zone, "America/New_York");
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	desk_close(&desk);
}

static void takes_no_choice_that_is_not_offered(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_ENGLISH);
	desk_begin(&desk);
	struct zr_play_tally tally =
		run(&desk, "answer /data/age 30\nanswer yes y\nanswer yes zzz\nexpect yes "
			   "y\nrefuse yes zzz\nexpect yes y\n");
	assert_int_equal(tally.failed_count, 1);
	assert_said(&desk, "refused: /data/yes: the list has no such choice");
	desk_close(&desk);
}

static void gives_the_answers_of_a_screen_together(void **state)
{
	(void)state;
	struct desk desk = {
		.form = form_unit_load(
			"<instance><data id='f'><a/><b/></data></instance>"
			"<bind nodeset='/data/a' type='string' constraint='. != /data/b'/>"
			"<bind nodeset='/data/b' type='string' constraint='. != /data/a'/>",
			"<input ref='/data/a'><label>A</label></input><input "
			"ref='/data/b'><label>B</label></input>")};
	desk.play = (struct zr_play){.form = desk.form, .width = 100};
	desk_begin(&desk);
	struct zr_play_tally tally = run(&desk,
		"answer a x\nanswer b y\nrefuse a y\nhold a y\nanswer b x\nexpect a y\nexpect b x\n"
		"hold a z\nrefuse b z\nexpect a y\nexpect b x\nhold nothing 1\n");
	assert_int_equal(tally.failed_count, 1);
	assert_int_equal(tally.first_failed_line, 12);
	desk_close(&desk);
}

static void counts_steps_that_fail(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_ENGLISH);
	desk_begin(&desk);
	struct zr_play_tally tally = run(&desk,
		"# ten faults\nanswer age 300\nanswer nowhere 1\nfly\nanswer\nremove person\n"
		"validate\nanswer age 30\ncheck twice\nchoices twice\ntext twice\njump twice\n"
		"check .\nshow twice\n");
	assert_int_equal(tally.failed_count, 10);
	assert_int_equal(tally.step_count, 13);
	assert_int_equal(tally.first_failed_line, 2);
	assert_said(&desk, "failed (line 2): refused: /data/age: below 120\n");
	assert_said(&desk, "there is no question 'nowhere'");
	assert_said(&desk, "refused: /data/age: an answer is required");
	desk_close(&desk);
}

static void assert_read(
	struct zr_play *play, const char *path, const char *typed, const char *value)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer read = {0};
	struct zr_item item = form_unit_item(play->session, path);
	struct zr_error error = {0};
	int code = zr_play_answer_read(play, &item, typed, &read, &error);
	assert_int_equal(code, value == NULL ? ZR_E_NOT_FOUND : 0);
	assert_string_equal(zr_buffer_text(&read), value != NULL ? value : "");
}

static void reads_what_is_typed(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_ENGLISH);
	desk_begin(&desk);
	assert_read(&desk.play, "/data/yes", "y", "y");
	assert_read(&desk.play, "/data/yes", "2", "n");
	assert_read(&desk.play, "/data/yes", "нет", "n");
	assert_read(&desk.play, "/data/yes", "д", "y");
	assert_read(&desk.play, "/data/yes", "maybe", NULL);
	assert_read(&desk.play, "/data/many", "1 7", "r 7"); /* a name before a number */
	assert_read(&desk.play, "/data/many", "red, o", "r o");
	assert_read(&desk.play, "/data/day", "1.12.2026", "2026-12-01");
	assert_read(&desk.play, "/data/day", "2026-12-01", "2026-12-01");
	assert_read(&desk.play, "/data/share", "1,5", "1.5");
	desk_close(&desk);
}

static void talks(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_RUSSIAN);
	desk_begin(&desk);
	talk(&desk, "\n300\n30\nда\n\n\n\n:add\nАнна\n:list\n\n");
	assert_said(&desk, "ответ обязателен");
	assert_said(&desk, "below 120");
	assert_said(&desk, "1 из 1");
	assert_said(&desk, "Name = Анна");
	assert_said(&desk, "Опрос завершён");
	assert_string_equal(form_unit_value(desk.play.session, "/data/yes"), "y");
	desk_close(&desk);
}

static void does_not_end_with_an_answer_missing(void **state)
{
	(void)state;
	struct desk desk = desk_open(ZR_PLAY_ENGLISH);
	desk_begin(&desk);
	talk(&desk, ":jump share\n\n\n\n\n");
	assert_null(strstr(desk.said, "complete"));
	assert_int_equal(desk.play.at.kind, ZR_ITEM_QUESTION);
	assert_string_equal(desk.play.at.node->name->local, "age");
	desk_close(&desk);
}

static void has_every_word_in_both_tongues(void **state)
{
	(void)state;
	for (int i = 0; i < ZR_PLAY_WORD_COUNT; i++) {
		assert_true(*zr_play_word(ZR_PLAY_ENGLISH, (enum zr_play_word)i) != '\0');
		assert_true(*zr_play_word(ZR_PLAY_RUSSIAN, (enum zr_play_word)i) != '\0');
	}
	assert_int_equal(zr_play_word_tongue("ru_RU.UTF-8"), ZR_PLAY_RUSSIAN);
	assert_int_equal(zr_play_word_tongue("rundi"), ZR_PLAY_ENGLISH);
	assert_int_equal(zr_play_word_tongue(NULL), ZR_PLAY_ENGLISH);
}

int main(void)
{
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_a_line_apart),
		cmocka_unit_test(runs_steps),
		cmocka_unit_test(lives_in_any_zone_that_there_is),
		cmocka_unit_test(takes_no_choice_that_is_not_offered),
		cmocka_unit_test(gives_the_answers_of_a_screen_together),
		cmocka_unit_test(counts_steps_that_fail),
		cmocka_unit_test(reads_what_is_typed),
		cmocka_unit_test(talks),
		cmocka_unit_test(does_not_end_with_an_answer_missing),
		cmocka_unit_test(has_every_word_in_both_tongues),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

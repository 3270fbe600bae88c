#!/usr/bin/python3
"""The author's tool, as an author runs it: faults with sheet, row and column; conversion; outline.

Usage: test_form_tool.py BUILD    Runs BUILD/tools/zarya-form over questionnaires written here.

Tests: tools/form_arguments.c tools/form_check.c tools/form_convert.c tools/form_play.c tools/form_show.c
       tools/form_source.c tools/show_type.c tools/terminal.c
"""
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import unicodedata

from patience import LIMIT_S
from workbooks import workbook

BUILD = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = BUILD / "tools/zarya-form"
HEADER = "type,name,label,relevant,constraint,calculation,choice_filter\n"
GOOD = HEADER + 'integer,age,Age,,. < 120,,\nselect_one yn,works,Works,${age} >= 15,,,\ncalculate,months,,,,${age} * 12,\n'
CHOICES = "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"
SETTINGS = "form_title,form_id,version\nHousehold,hh,7\n"


def run(*words, locale="C.UTF-8"):
    done = subprocess.run([TOOL, *words], capture_output=True, text=True, timeout=LIMIT_S, env={**os.environ, "LC_ALL": locale})
    return done.returncode, done.stdout, done.stderr


def folder(path, survey, choices=CHOICES, settings=SETTINGS):
    path.mkdir()
    for name, text in (("survey", survey), ("choices", choices), ("settings", settings)):
        (path / f"{name}.csv").write_text(text)
    return path


def faults(path, survey, **sheets):
    """The lines of the check without the last, which counts them; the exit status."""
    status, out, err = run("check", folder(path / "form", survey, **sheets))
    assert err == "", err
    lines = out.splitlines()
    assert re.search(r"\d+ errors?, \d+ warnings?$", lines[-1]), lines
    return lines[:-1], status


def one_error(path, survey, begins, *words, **sheets):
    lines, status = faults(path, survey, **sheets)
    errors = [line for line in lines if line.startswith("error: ")]
    assert len(errors) == 1, lines
    assert errors[0].startswith("error: " + begins), errors[0]
    assert all(word in errors[0] for word in words), (errors[0], words)
    assert status == 1, status


def a_good_form_has_no_faults(path):
    lines, status = faults(path, GOOD)
    assert lines == [] and status == 0, lines


def misspelt_reference(path):
    one_error(path, GOOD + "text,job,Job,${wroks} = 'yes',,,\n", "survey row 5, column D (relevant): ", "wroks")


def unbalanced_bracket(path):
    one_error(path, GOOD + "integer,children,Children,${age} > 15,(. >= 0 and . < 20,,\n",
              "survey row 5, column E (constraint): ", "1 bracket is never closed", "add 1 ')'")


def missing_list(path):
    one_error(path, GOOD + "select_one colours,colour,Colour,,,,\n", "survey row 5, column A (type): ", "colours")


def cycle(path):
    one_error(path, GOOD + "calculate,a,,,,${b} + 1,\ncalculate,b,,,,${a} + 1,\n", "survey row ", "column F (calculation): ",
              "depends on itself", "${a}", "${b}", "break the cycle")


def duplicated_name(path):
    one_error(path, GOOD + "text,age,Age again,,,,\n", "survey row 5, column B (name): ", "age")


def unknown_function(path):
    one_error(path, GOOD + "calculate,x,,,,summ(${age}),\n", "survey row 5, column F (calculation): ", "summ()", "spelling")


FIVE = [("integer,rooms,Rooms,${aeg} > 15,,,", "D (relevant): there is no question named 'aeg' in the survey (did you mean 'age'?)"),
        ("integer,children,Children,,(. >= 0 and . < 20,,", "E (constraint): 1 bracket is never closed; add 1 ')'"),
        ("select_one colours,colour,Colour,,,,", "A (type): the list 'colours' is not on the sheet choices"),
        ("calculate,a,,,,${b} + 1,", None),
        ("calculate,b,,,,${a} + 1,", "F (calculation): the calculate depends on itself: "),
        ("text,age,Age again,,,,", "B (name): the 'name' 'age' stands twice in the survey (also in row 2); rename one")]


def five_mistakes_are_five_lines_of_one_run(path):
    lines, status = faults(path, GOOD + "\n".join(line for line, _ in FIVE) + "\n")
    expected = [(row, text) for row, (_, text) in enumerate(FIVE, 5) if text]
    assert len(lines) == 5 and status == 1, lines
    for line, (row, text) in zip(lines, expected):
        assert line.startswith("error: survey ") and text in line, (line, text)
        assert f"row {row}," in line or "depends on itself" in text, (line, row)


def what_follows_from_a_mistake_is_not_told(path):
    survey = (GOOD + "selct_one yn,poor,Poor,,,,\nselect_one none or_other,colour,Colour,,,,\n,typeless,No type,,,,\n"
              "text,,No name,,,,\nbegin_group,g,G,,,,\nbegin_repeat,r,R,,,,\ntext,job,Job,,,,\nend_group,,,,,,\n"
              "note,last,${poor} ${colour} ${colour_other} ${typeless} ${job},${poor} = ${typeless},,,\n")
    lines, _ = faults(path, survey)
    assert [re.match(r"error: survey row (\d+)", line)[1] for line in lines] == ["5", "6", "7", "8", "12"], lines


def every_fault_behind_a_fault_is_told(path):
    lines, _ = faults(path, GOOD + "calculate,a,,,,${a} + 1,\ncalculate,b,,,,${b} + 1,\ncalculate,c,,,,${wroks},\n"
                      "calculate,d,,,,${aeg} + ${wroks},\ntext,e,${aeg},,,,\n")
    assert [re.match(r"error: survey row (\d+), column (.)", line).groups() for line in lines] == [
        ("5", "F"), ("6", "F"), ("7", "F"), ("8", "F"), ("8", "F"), ("9", "C")], lines


def fifty_faults_are_told_and_the_rest_counted(path):
    lines, status = faults(path, GOOD + "".join(f"text,q{i},Q,${{none}} = {i},,,\n" for i in range(70)))
    assert len(lines) == 51 and lines[-1] == "and 20 more; correct these first", lines[-2:]
    assert status == 1


def every_bad_expression_is_told_at_once(path):
    lines, status = faults(path, GOOD + "text,a,A,(${age} > 1,. = 'x,,\ncalculate,b,,,,nonsense(),\n")
    assert [line.split(":")[1] for line in lines] == [
        " survey row 5, column D (relevant)", " survey row 5, column E (constraint)",
        " survey row 6, column F (calculation)"], lines
    assert status == 1


def habits_of_other_languages_are_translated(path):
    lines, _ = faults(path, GOOD + "text,a,A,${age} == 5,,,\ntext,b,B,${age} > 1 AND ${age} < 9,,,\ntext,c,C,${works} = TRUE,,,\n")
    assert "TRUE stands bare and counts as empty; write true()" in lines[0], lines
    assert "'==' is not understood; write '=', near “${age} == 5”" in lines[1], lines
    assert "'AND' is not understood; write 'and', near “${age} > 1 AND ${age} < 9”" in lines[2], lines


def a_forgotten_quote_is_a_warning(path):
    lines, status = faults(path, GOOD + "text,job,Job,${works} = yes,,,\n")
    assert len(lines) == 1 and lines[0].startswith("warning: survey row 5, column D (relevant): yes stands bare"), lines
    assert "'yes' in quotes" in lines[0] and status == 0


def a_row_in_a_group_is_found(path):
    one_error(path, GOOD + "begin_group,g,Group,,,,\nbegin repeat,r,Repeat,,,,\ninteger,age2,Age,,. < (5,,\nend repeat,,,,,,\n"
              "end_group,,,,,,\n", "survey row 7, column E (constraint): ")


def a_quote_in_the_csv_is_told_by_row(path):
    status, out, err = run("check", folder(path / "form", GOOD + 'text,job,"Job,,,,\n'))
    assert status == 2 and out == "", (status, out)
    assert err.startswith("error: survey row 5, column C (label): ") and "quotation mark" in err, err


def a_list_beside_the_form_must_be_there(path):
    form = folder(path / "form", GOOD + "select_one_from_file wards.csv,ward,Ward,,,,\n")
    status, out, _ = run("check", form)
    assert status == 1 and out.startswith("error: survey row 5, column A (type): the file wards.csv is not beside the form"), out
    (form / "wards.csv").write_text("name,label\n1,First\n")
    status, out, _ = run("check", form)
    assert status == 0, out


def an_xform_is_told_by_line_and_node(path):
    run("convert", folder(path / "form", GOOD), "-o", path / "form.xml")
    text = (path / "form.xml").read_text().replace("&lt; 120", "&lt; (120")
    assert "(120" in text
    (path / "form.xml").write_text(text)
    status, out, _ = run("check", path / "form.xml")
    assert status == 1 and re.match(r"error: line \d+: /data/age, constraint: ", out), out


def a_broken_encoding_is_one_line_and_nothing_beside(path):
    broken = '<?xml version="1.0" encoding="UTF-16"?><a>'.encode("utf-16") + b"\x00\xd8\x00\x00" * 20
    (path / "form.xml").write_bytes(broken)
    status, out, err = run("check", path / "form.xml")
    assert status == 1 and len(out.splitlines()) == 2 and err == "", (out, err)


def converts_to_an_xform_that_checks(path):
    status, out, _ = run("convert", folder(path / "form", GOOD))
    assert status == 0 and out.strip() == str(path / "form/form.xml"), out
    assert 'id="hh"' in (path / "form/form.xml").read_text()
    status, out, _ = run("check", path / "form/form.xml")
    assert status == 0 and "2 questions, 0 errors" in out, out
    status, _, err = run("convert", path / "form/form.xml")
    assert status == 2 and "already" in err


def converts_into_a_pipe_and_leaves_it_one(path):
    pipe, form = path / "pipe", folder(path / "form", GOOD)
    os.mkfifo(pipe)
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK), encoding="utf-8") as reader:
        status, _, err = run("convert", form, "-o", pipe)
        assert status == 0, err
        assert "<h:html" in reader.read(100)
    assert pipe.is_fifo()


def a_full_disk_leaves_the_old_form_and_no_half(path):
    form = folder(path / "form", GOOD)
    target = form / "form.xml"
    target.write_text("old")
    done = subprocess.run([TOOL, "convert", form], capture_output=True, text=True, timeout=LIMIT_S, preexec_fn=allow_tiny_files)
    assert done.returncode == 2 and f"cannot write {target}" in done.stderr, done
    assert target.read_text() == "old" and sorted(os.listdir(form)) == ["choices.csv", "form.xml", "settings.csv", "survey.csv"]


def a_report_that_does_not_fit_is_no_success(path):
    form = folder(path / "form", GOOD)
    for verb in ("check", "show"):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([TOOL, verb, form], stdout=full, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S)
        assert done.returncode == 2 and "the output cannot be written: " in done.stderr, (verb, done)


def allow_tiny_files():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def a_workbook_and_a_folder_say_the_same(path):
    book, bad = path / "form.xlsx", path / "bad.xlsx"
    book.write_bytes(workbook({"survey": GOOD, "choices": CHOICES, "settings": SETTINGS}))
    assert run("convert", book)[0] == 0
    assert run("convert", folder(path / "form", GOOD))[0] == 0
    assert (path / "form.xml").read_text() == (path / "form/form.xml").read_text()
    bad.write_bytes(workbook({"survey": GOOD.replace("* 12", "* (12"), "choices": CHOICES, "settings": SETTINGS}))
    status, out, _ = run("check", bad)
    assert status == 1 and "survey row 4, column F (calculation): 1 bracket is never closed" in out, out


def an_old_workbook_is_refused_with_what_to_do(path):
    (path / "form.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    status, out, err = run("check", path / "form.xls")
    assert status == 2 and "old binary .xls" in err and "save it as .xlsx" in err, err


def what_is_not_there_and_wrong_words_are_told(path):
    status, _, err = run("check", path / "nothing.xlsx")
    assert status == 2 and f"cannot read {path / 'nothing.xlsx'}: " in err, err
    (path / "empty").mkdir()
    status, _, err = run("check", path / "empty")
    assert status == 2 and "survey.csv" in err, err
    for words in ([], ["check"], ["bake", path / "empty"], ["check", "--bad", "x"]):
        status, _, err = run(*words)
        assert status == 2 and err, words


def the_files_that_an_author_names_are_found(path):
    form = folder(path / "form", GOOD)
    assert run("check", form / "survey.csv")[1] == run("check", form)[1]
    plain = path / "plain.csv"
    plain.write_text("type;name;label\ninteger;age;Age\n")
    assert run("check", plain)[0] == 0
    (form / "choices.csv").rename(form / "choises.csv")
    status, out, _ = run("check", form)
    assert status == 1 and "but 'choises'; rename it to 'choices'" in out, out
    other = path / "other"
    other.mkdir()
    (other / "form.xlsx").write_bytes(b"")
    status, _, err = run("check", other)
    assert status == 2 and "the folder has no survey.csv, but form.xlsx; name that file" in err, err
    (other / "Farm - survey.csv").write_text(GOOD)
    (other / "Farm - choices.csv").write_text(CHOICES)
    status, out, _ = run("check", other)
    assert status == 1 and "no sheet named 'survey', but there is 'Farm - survey'" in out, out


def columns(text):
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shows_an_outline_of_aligned_columns(path):
    survey = ("type,name,label::Русский (ru),label::English (en),relevant,constraint,required\n"
              "begin_group,жильё,Жилищные условия семьи,Housing,,,\n"
              "integer,rooms,Сколько жилых комнат занимает ваше домохозяйство в этом доме или квартире?,How many rooms?,,. < 50,yes\n"
              "select_one yn,bath,Есть ли ванная?,A bath?,${rooms} > 1,,\nend_group,,,,,,\n")
    choices = "list_name,name,label::Русский (ru),label::English (en)\nyn,yes,Да,Yes\nyn,no,Нет,No\n"
    form = folder(path / "form", survey, choices=choices, settings=SETTINGS.replace("version", "version,default_language")
                  .replace("hh,7", "hh,7,Русский (ru)"))
    status, out, err = run("show", form)
    assert status == 0, err
    lines = out.splitlines()
    assert lines[:3] == ["Household", "hh, version 7; languages: Русский (ru) (default), English (en)",
                         "2 questions (1 required, marked *), 1 group, 0 repeats"], lines[:3]
    assert max(map(columns, lines)) <= 100, out
    starts = {columns(line[:line.index(word)]) for line in lines for word in ("Жилищные", "Сколько", "Есть ли") if word in line}
    assert len(starts) == 1, out
    assert re.search(r"when +\$\{rooms\} > 1", out) and re.search(r"must +\. < 50", out) and "rooms *" in out, out
    assert re.search(r"yn +yes Да · no Нет", out), out
    status, out, _ = run("show", form, "--language", "en")
    assert status == 0 and "How many rooms?" in out and "Сколько" not in out
    assert run("show", form, "--language", "tt")[0] == 2


def shows_rows_types_beginnings_and_looks(path):
    survey = ("type,name,label,parameters,default,appearance,trigger,calculation\nstart-geopoint,place,,,,,,\n"
              "hidden,code,,,K5,,,\nrange,score,Score,start=0 end=10 step=2,,,,\n"
              "date,day,Day,,today(),month-year,,\ncalculate,at,,,,,${day},now()\n")
    status, out, err = run("show", folder(path / "form", survey))
    assert status == 0, err
    assert re.search(r"^   2 place +place of the device$", out, re.M) and re.search(r"^   3 code +hidden\n +begins +K5$", out, re.M), out
    assert re.search(r"^   4 score +range +Score\n +from +0 to 10 by 2$", out, re.M), out
    assert re.search(r"^   5 day +date +Day\n +begins +today\(\)\n +looks +month-year$", out, re.M), out
    assert re.search(r"becomes +now\(\) when the answer changes to \$\{day\}", out), out
    form = path / "form/form.xml"
    assert run("convert", path / "form", "-o", form)[0] == 0
    status, out, _ = run("show", form)
    assert status == 0 and re.search(r"^code +hidden$", out, re.M), out


def plays_an_interview_from_steps(path):
    form = folder(path / "form", GOOD)
    steps = path / "steps.txt"
    steps.write_text("# a child does not work\nanswer /data/age 30\nget months\nanswer works yes\nrefuse age 300\n"
                     "restore\nexpect works yes\nfinish\nwrite sub\n")
    status, out, err = run("play", form, steps)
    assert status == 0 and err == "", (status, out, err)
    assert "> get months\n  = 360\n> answer works yes\n  = yes (Yes)\n" in out, out
    assert "<age>30</age><works>yes</works><months>360</months>" in out, out
    assert run("play", form, steps)[1] == out, "the same steps print the same"
    steps.write_text("answer age 30\n\nanswer age 300\nwrite sub\n")
    status, out, err = run("play", form, steps)
    assert status == 1 and "failed (line 3): refused: /data/age: " in out and "<age>30</age>" in out, out
    assert err == f"{steps}: 1 of 3 steps failed, the first in line 3\n", err
    assert run("play", form, path / "none.txt")[0] == 2


def plays_the_census_as_an_enumerator_and_as_a_household(path):
    census = ROOT / "questionnaires/census2020/census2020.xml"
    steps = path / "steps.txt"
    steps.write_text("answer outcome absent\nfinish\n")
    assert run("play", census, steps)[0] == 0
    assert run("play", census, steps, "--online")[0] == 1, "a household is not asked what happened at its door"
    steps.write_text("answer persons 1\nanswer /census2020/residents/person[1]/name Anna\n")
    assert "not asked now" not in run("play", census, steps, "--online")[1]
    assert run("play", census, steps)[1].count("not asked now") == 2


def plays_an_interview_with_a_person(path):
    form = folder(path / "form", GOOD)
    done = subprocess.run([TOOL, "play", form, "--language", "ru"], capture_output=True, text=True, timeout=LIMIT_S,
                          input="300\n30\nyEs\n:list\n\n")
    assert done.returncode == 0 and done.stderr == "", done
    assert "ответ не отвечает условию" in done.stdout and "Works = yes (Yes)" in done.stdout, done.stdout
    assert "Опрос завершён" in done.stdout, done.stdout
    broken = folder(path / "broken", GOOD + "text,job,Job,${wroks} = 'yes',,,\n")
    status, out, err = run("play", broken)
    assert status == 1 and out == "" and err.startswith("error: survey row 5, column D (relevant): "), (status, out, err)


def speaks_the_language_of_who_asks(path):
    survey = HEADER + "integer,age,Age,,. < 120 && 5,,\nselect_one yn,works,Works,${age} => 15,,,\ntext,why,Why,${works} = 'yas',,,\n"
    form = folder(path / "form", survey)
    said = ["предупреждение: survey строка 4, столбец D (relevant): 'yas' — не вариант вопроса ${works}: в его списке yn такого имени нет (может быть, 'yes'?)",
            "ошибка: survey строка 2, столбец E (constraint): '&&' здесь не понимается; пишите 'and', возле «. < 120 && 5»",
            "ошибка: survey строка 3, столбец D (relevant): '=>' здесь не понимается; пишите '>=', возле «${age} => 15»",
            f"{form}: 3 вопроса, 2 ошибки, 1 предупреждение"]
    status, out, _ = run("check", form, "--language", "ru")
    assert status == 1 and out.splitlines() == said, out
    assert run("check", form, locale="ru_RU.UTF-8")[1].splitlines() == said
    sheets = folder(path / "sheets", HEADER + "integer,age,Age,,,,\ntext,job,Job,${aeg} = 1,,,\nnumber,years,Years,,,,\nselect_one sex,sex,Sex,,,,\nend group,,,,,,\n",
                    "list_name,name,label\nyn,yes,\n")
    out = run("check", sheets, "--language", "ru")[1]
    assert out.splitlines() == [
        "предупреждение: choices строка 2, столбец C (label): у варианта 'yes' нет подписи; заполните столбец label",
        "ошибка: survey строка 3, столбец D (relevant): вопроса с именем 'aeg' на листе survey нет (может быть, 'age'?); исправьте имя в ${aeg}",
        "ошибка: survey строка 4, столбец A (type): типа вопроса 'number' нет; пишите 'integer', а для дробных чисел 'decimal'",
        "ошибка: survey строка 5, столбец A (type): списка 'sex' на листе choices нет; добавьте туда его строки ('list_name', 'name', 'label')",
        "ошибка: survey строка 6, столбец A (type): этот 'end_group' ничего не закрывает: открытого 'begin_group' нет; уберите его или добавьте начало",
        f"{sheets}: 4 ошибки, 1 предупреждение"], out
    broken = folder(path / "broken", GOOD + "text,job,Job,${wroks} = 'yes',,,\n")
    assert run("convert", broken, "--language", "ru")[2].endswith(f"{broken}: не преобразовано, 1 ошибка\n")
    assert run("show", broken)[2].endswith(f"{broken}: not shown, 1 error\n")
    assert run("check", form, "--language", "en", locale="ru_RU.UTF-8")[1].endswith("2 errors, 1 warning\n")


TESTS = [speaks_the_language_of_who_asks, plays_an_interview_from_steps, plays_the_census_as_an_enumerator_and_as_a_household, plays_an_interview_with_a_person, a_good_form_has_no_faults, misspelt_reference, unbalanced_bracket, missing_list, cycle, duplicated_name, unknown_function,
         five_mistakes_are_five_lines_of_one_run, what_follows_from_a_mistake_is_not_told,
         every_fault_behind_a_fault_is_told, fifty_faults_are_told_and_the_rest_counted, every_bad_expression_is_told_at_once, habits_of_other_languages_are_translated, a_forgotten_quote_is_a_warning, a_row_in_a_group_is_found,
         a_quote_in_the_csv_is_told_by_row, a_list_beside_the_form_must_be_there, an_xform_is_told_by_line_and_node,
         a_broken_encoding_is_one_line_and_nothing_beside, converts_to_an_xform_that_checks, converts_into_a_pipe_and_leaves_it_one, a_full_disk_leaves_the_old_form_and_no_half, a_report_that_does_not_fit_is_no_success, a_workbook_and_a_folder_say_the_same, an_old_workbook_is_refused_with_what_to_do,
         what_is_not_there_and_wrong_words_are_told, the_files_that_an_author_names_are_found,
         shows_an_outline_of_aligned_columns, shows_rows_types_beginnings_and_looks]


def main():
    failed = 0
    for test in TESTS:
        with tempfile.TemporaryDirectory() as place:
            try:
                test(pathlib.Path(place))
            except AssertionError as error:
                failed += 1
                print(f"FAIL {test.__name__}: {error}")
    print(f"{len(TESTS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

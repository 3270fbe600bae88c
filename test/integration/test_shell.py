"""The shell, headless and real: its screens, one application, touches, the keyboard, and clients that misbehave.

Usage: test_shell.py BUILD

Tests: tablet/shell/bar/bar.c tablet/shell/core/core.c tablet/shell/core/moment.c tablet/shell/core/probe.c tablet/shell/core/screen.c
       tablet/shell/core/shell.c tablet/shell/input/finger.c tablet/shell/input/keymap.c
       tablet/shell/input/rehearsal.c tablet/shell/input/seat.c tablet/shell/input/text_input.c
       tablet/shell/keyboard/balloon.c tablet/shell/keyboard/keyboard.c tablet/shell/scene/canvas.c
       tablet/shell/scene/view.c tablet/shell/scene/welcome.c
"""
import sys

from journal import events_in
from patience import wait_for
from running_agent import RunningAgent
from running_hub import Score
from running_shell import Client, RunningShell

PAPER, GREEN, BLUE = 0xf7f8fa, 0x33aa66, 0x3366cc
NORMAL, DIGITS = 0, 2  # content purposes of text-input-v3
KEY_ENTER, KEY_BACKSPACE, KEY_A = 28, 14, 30


def test_application(score, shell, client):
    score.check("the application gets the space below the bar", client.says("configure 1280 752"))
    score.check("it stands below the bar", wait_for(lambda: shell.pixel(5, 60) == GREEN))
    score.check("the bar stays", shell.pixel(640, 3) == 0x35506b)
    shell.tap(100, 148)
    score.check("a touch comes in its coordinates", client.says("touch 100 100"))
    score.check("the finger lifts", client.says("lift"))
    shell.send("down 0 200 300", "move 0 260 310", "up 0")
    score.check("a finger drags", client.says("touch 200 252") and client.says("drag 260 262"))
    shell.tap(640, 20)
    shell.tap(30, 78)
    score.check("a touch on the bar is not the application's", client.says("touch 30 30"))
    score.check("... and was not told", "touch 640 0" not in client.lines and "touch 640 -28" not in client.lines)
    shell.send(f"key {KEY_A}")
    score.check("a hardware keyboard types", client.says("type a"))
    touches = shell.events("touch")
    score.check("the probe tells touches", [touches[0]["x"], touches[0]["y"]] == [100, 148], touches[:1])
    score.check("the probe tells frames", shell.last("frame"))


def test_keyboard(score, shell, client):
    client.send(f"field {NORMAL}")
    keyboard = shell.keyboard("ru")
    score.check("a text field brings up the keyboard", keyboard is not None)
    score.check("the application moves above it", client.says(f"configure 1280 {keyboard['rect'][1] - 48}"))
    score.check("every key is large enough", all(min(key["rect"][2:]) >= 53 for key in keyboard["keys"]))
    shell.press("п", "ё", "space", "-")
    score.check("Russian letters arrive", all(client.says(f"type {text}") for text in ("п", "ё", " ", "-")))
    shell.press("shift", "Ж", "ж")
    score.check("shift holds for one letter", client.says("type Ж") and client.says("type ж"))
    x, y = shell.place("shift")
    shell.send(*(f"down 0 {x} {y}", "up 0") * 2)
    shell.press("Я", "Я", "shift", "я")
    score.check("shift tapped twice holds", all(client.says(f"type {text}") for text in ("Я", "Я", "я")))
    shell.press("layout", "q", "digits", "7", "№")
    score.check("English and digits arrive", all(client.says(f"type {text}") for text in ("q", "7", "№")))
    shell.press("backspace")
    score.check("backspace is a key", client.says(f"key {KEY_BACKSPACE}"))
    shell.press("enter")
    score.check("enter is a key", client.says(f"key {KEY_ENTER}"))
    x, y = shell.place("backspace")
    shell.send(f"down 0 {x} {y}")
    score.check("held backspace repeats", all(client.says(f"key {KEY_BACKSPACE}") for _ in range(4)))
    shell.send("up 0")
    shell.press("layout")
    shell.keyboard("en")
    shell.press("layout")


def test_relatives(score, shell, client):
    more = {key["key"]: key.get("more") for key in shell.keyboard("ru")["keys"]}
    score.check("the probe tells what holding gives", more["а"] == ["ә", "ӑ"] and more["п"] is None, more)
    row = shell.hold("а", "ә")
    score.check("a held letter opens a row of large keys", all(min(key["rect"][2:]) >= 53 for key in row), row)
    score.check("... and types what is chosen there", client.says("type ә"))
    shell.press("shift")
    shell.hold("У", "Ӳ")
    shell.press("п")
    score.check("... capitals, too, once", client.says("type Ӳ") and client.says("type п"))
    x, y = shell.place("ж")
    shell.send(f"down 0 {x} {y}")
    wait_for(lambda: (shell.keyboard() or {}).get("row"))
    shell.send(f"move 0 {x} {y + 200}", "up 0")
    shell.press("н")
    score.check("a finger that goes away types nothing", client.says("type н") and "type ж" not in client.lines[-3:]
                and "type җ" not in client.lines)


def test_languages(score, build):
    letters = {"tt": "әҗңөүһ", "ba": "әөҡғҫҙһүң", "cv": "ӑӗҫӳ"}
    with RunningAgent(build) as agent, RunningShell(build, "--size", "800x1280") as shell:
        shell.agent_socket.symlink_to(agent.socket)
        with Client(shell, "shell_client") as client:
            client.says("configure 800 1232")
            client.send(f"field {NORMAL}")
            for code, own in letters.items():
                agent.ask("language", code)
                keyboard = shell.keyboard(code)
                score.check(f"{code}: the keyboard follows the tablet's language", keyboard)
                score.check(f"{code}: the application keeps above it", client.says(f"configure 800 {keyboard['rect'][1] - 48}"))
                score.check(f"{code}: every key is large enough", all(min(key["rect"][2:]) >= 53 for key in keyboard["keys"]))
                shell.press(*own, "shift", own[0].upper())
                score.check(f"{code}: its letters arrive", all(client.says(f"type {x}") for x in own + own[0].upper()))
                shell.press("layout", "q", "layout")
                score.check(f"{code}: English and back", client.says("type q") and shell.keyboard(code))
                score.check(f"{code}: the bar speaks it", wait_for(lambda: shell.last("status")["language"] == code))
                agent.ask("language", "ru")
                shell.keyboard("ru")
                client.says("configure 800 936")


def test_two_fingers(score, shell, client):
    shell.keyboard("ru")
    (ax, ay), (bx, by) = shell.place("а"), shell.place("б")
    shell.send(f"down 0 {ax} {ay}", f"down 1 {bx} {by}", "up 0", "up 1")
    score.check("rolling fingers type in order", client.says("type а") and client.says("type б"))
    shell.send(f"down 0 {ax} {ay}", "down 1 100 148", "up 1", "up 0")
    score.check("one finger types, one touches", client.says("touch 100 100") and client.says("type а"))


def test_fields(score, shell, client):
    shell.press("hide")
    score.check("the hide key hides", client.says("configure 1280 752") and shell.keyboard() is None)
    shell.tap(100, 148)
    client.says("touch 100 100")
    client.send(f"field {NORMAL}")
    score.check("touching the field again shows it", client.says("configure 1280 512"))
    client.send("field off")
    score.check("without a field it goes", client.says("configure 1280 752"))
    client.send(f"field {DIGITS}")
    keyboard = shell.keyboard("pad")
    names = {key["key"] for key in keyboard["keys"]}
    score.check("a number field brings up the pad", set("0123456789-.,") <= names, names)
    client.send("field off")
    score.check("... and takes them away", client.says("configure 1280 752"))


def test_dialog(score, shell, client):
    client.send("window")
    score.check("a second window keeps its size", client.says("dialog 400 200"))
    score.check("it is centred above", wait_for(lambda: shell.pixel(640, 424) == BLUE) and shell.pixel(430, 424) == GREEN
                and shell.pixel(640, 320) == GREEN)
    shell.tap(450, 334)
    score.check("it is touched", client.says("dialog-touch 10 10"))
    client.send("close")
    score.check("it goes", wait_for(lambda: shell.pixel(640, 424) == GREEN))
    shell.tap(100, 148)
    score.check("the application has the screen again", client.says("touch 100 100"))


def test_late_picture(score, shell):
    with Client(shell, "shell_client") as client:
        client.says("configure 1280 752")
        client.send(f"field {NORMAL}")
        client.says("configure 1280 512")
        client.send("late")
        shell.press("hide")
        client.says("late 1280 752")
        shell.tap(100, 700)
        score.check("a touch below a picture that has not grown yet is the application's", client.says("touch 100 652"))


def test_misbehaviour(score, shell, client):
    client.send(f"field {NORMAL}")
    shell.keyboard("ru")
    client.kill()
    score.check("a killed application leaves the start screen", wait_for(lambda: shell.pixel(5, 60) == PAPER))
    score.check("... without keyboard", wait_for(lambda: not shell.keyboard()))
    with Client(shell, "shell_client") as rude:
        score.check("the next one starts", rude.says("configure 1280 752"))
        rude.send("rude")
        score.check("a protocol error ends only the client", wait_for(lambda: rude.process.poll() is not None))
    score.check("the shell lives", wait_for(lambda: shell.pixel(5, 60) == PAPER))


def test_size(score, shell):
    with Client(shell, "shell_client") as client:
        score.check("another application comes", client.says("configure 1280 752"))
        client.send(f"field {NORMAL}")
        score.check("with its keyboard", client.says("configure 1280 512"))
        shell.send("size 1024 768")
        score.check("a new size of the screen reaches it", client.says("configure 1024 484"))
        keyboard = shell.keyboard()
        score.check("... and the keyboard", keyboard["rect"] == [0, 532, 1024, 236], keyboard["rect"])


def test_agent(score, build, shell):
    with RunningAgent(build) as agent:
        shell.agent_socket.symlink_to(agent.socket)
        status = wait_for(lambda: [event for event in shell.events("status") if event["agent"]])
        score.check("what the agent says reaches the bar", status and not status[-1]["enrolled"], status)
        score.check("the bar begins in Russian", status and status[-1]["language"] == "ru", status)
        agent.ask("language", "en")
        score.check("the bar follows the tablet's language", wait_for(lambda: shell.last("status")["language"] == "en"))
    score.check("an agent that ends does not matter", shell.is_alive())


def test_portrait(score, build, *options):
    with RunningShell(build, *options) as shell, Client(shell, "shell_client") as client:
        name = " ".join(options)
        score.check(f"{name}: the application fills it", client.says("configure 800 1232"))
        client.send(f"field {NORMAL}")
        keyboard = shell.keyboard("ru")
        score.check(f"{name}: the keyboard fits", all(min(key["rect"][2:]) >= 53 for key in keyboard["keys"]))
        shell.press("ъ")
        score.check(f"{name}: touches turn with the picture", client.says("type ъ"))
        score.check(f"{name}: the shell ends well", shell.stop() == 0, shell.log_text())


def test_blank(score, build):
    with RunningShell(build, "--size", "1280x800", "--blank-after", "1") as shell, Client(shell, "shell_client") as client:
        client.says("configure 1280 752")
        score.check("an untouched screen goes dark", wait_for(lambda: events_in(shell.log_text().splitlines(), "screen_dark")))
        shell.tap(50, 98)
        shell.tap(100, 148)
        score.check("a touch wakes a dark screen", client.says("touch 100 100"))
        score.check("... and presses nothing", "touch 50 50" not in client.lines)
        score.check("the picture is there again", shell.pixel(5, 60) == GREEN)


def test_kinds(score, shell, entry, places):
    """What a field asks for: Latin letters with their digits, capitals where names and sentences begin."""
    shell.tap(*places["address"])
    keyboard = shell.keyboard("en")
    score.check("an address brings up Latin letters, and digits beside them",
                keyboard and {"a", "1", ":", "/", "#", ".", "-"} <= {key["key"] for key in keyboard["keys"]}, keyboard)
    shell.press("h", "1", ".", "2")
    score.check("... which arrive, a tap each", entry.says("address h1.2"))
    shell.tap(*places["code"])
    shell.press("K", "7", "Z")
    score.check("a code comes in capitals without shift", entry.says("code K7Z"))
    shell.tap(*places["text"])
    score.check("the next field has the person's own letters again", shell.keyboard("ru"))
    shell.tap(*places["name"])
    shell.press("А", "н", "н", "а", "-", "М", "а", "р", "и", "я", "space", "П")
    score.check("each word of a name begins with a capital", entry.says("name Анна-Мария П"))
    shell.press("backspace", "П")
    entry.says("name Анна-Мария П")
    shell.press("backspace")
    entry.says("name Анна-Мария ")
    shell.place("П")
    shell.press("shift", "п")
    score.check("... again behind a backspace, and not when shift takes it back", entry.says("name Анна-Мария п"))
    shell.tap(*places["note"])
    shell.press("Н", "е", "т", ".", "space", "О", "н", "space", "у", "ш")
    score.check("sentences begin with a capital", entry.says("note Нет. Он уш"))


def test_panel(score, build):
    """One screen as three panels: keys are as large as a touch on each, and the application is told the size."""
    for size, panel, key, height in (("1024x600", "222x130", 41, 192), ("1024x600", "154x90", 60, 264),
                                     ("1024x600", None, 53, 236), ("600x1024", "90x154", 60, 312), ("1920x1200", "217x136", 80, 368)):
        with RunningShell(build, "--size", size, *(("--panel", panel) if panel else ())) as shell, \
                Client(shell, "shell_entry") as entry:
            name = f"{size}, {panel} mm"
            score.check(f"{name}: a window comes", entry.says("ready "), shell.log_text())
            told = "panel " + (panel or "0x0").replace("x", " ")
            score.check(f"{name}: the application knows the panel", told in entry.lines, entry.lines)
            place = next(line.split() for line in entry.lines if line.startswith("at text "))
            shell.tap(int(place[2]), int(place[3]) + shell.bar_height())
            keyboard = shell.keyboard("ru")
            score.check(f"{name}: a key is as high as a touch", min(k["rect"][3] for k in keyboard["keys"]) >= key, keyboard["rect"])
            score.check(f"{name}: the keyboard leaves the rest", keyboard["rect"][3] <= height, keyboard["rect"])


def test_gtk(score, build):
    with RunningShell(build, "--size", "1280x800") as shell, Client(shell, "shell_entry") as entry:
        score.check("a GTK window comes", entry.says("ready "), shell.log_text())
        places = {name: (int(x), int(y) + 48) for _, name, x, y in
                  (line.split() for line in entry.lines if line.startswith("at "))}
        shell.tap(*places["text"])
        score.check("its entry brings up the keyboard", shell.keyboard("ru"))
        shell.press("shift", "И", "в", "а", "н", "backspace", "enter")
        score.check("GTK takes letters", all(entry.says(f"text {text}") for text in ("И", "Ив", "Ива", "Иван")))
        score.check("GTK takes backspace and enter", entry.says("text Ива") and entry.says("enter text"))
        shell.press("shift")
        shell.hold("А", "Ә")
        shell.press("л")
        shell.hold("у", "ү")
        score.check("GTK takes letters of other languages", entry.says("text ИваӘлү"), entry.lines[-4:])
        shell.tap(*places["number"])
        score.check("its number entry brings up the pad", shell.keyboard("pad"))
        shell.press("4", ".", "5")
        score.check("GTK takes digits", entry.says("number 4.5"))
        shell.tap(*places["slow"])
        shell.keyboard("ru")
        shell.press("shift", "А", "н", "н", "а", "space", "п", "backspace", "digits", "№", "7")
        score.check("a slow application loses no letter", entry.says("slow Анна №7"), entry.lines[-8:])
        test_kinds(score, shell, entry, places)
        shell.tap(*places["list"])
        score.check("a list takes the keyboard away", wait_for(lambda: not shell.keyboard()))
        shell.send("key 108", f"key {KEY_ENTER}")  # down
        score.check("its menu works", entry.says("list 1"))
        score.check("the shell ends well behind GTK", shell.stop() == 0, shell.log_text())


def main():
    build = sys.argv[1]
    score = Score()
    with RunningShell(build, "--size", "1280x800") as shell:
        score.check("the start screen comes before any application", shell.pixel(5, 60) == PAPER)
        with Client(shell, "shell_client") as client:
            test_application(score, shell, client)
            test_keyboard(score, shell, client)
            test_relatives(score, shell, client)
            test_two_fingers(score, shell, client)
            test_fields(score, shell, client)
            test_dialog(score, shell, client)
            test_misbehaviour(score, shell, client)
        test_late_picture(score, shell)
        test_size(score, shell)
        test_agent(score, build, shell)
        score.check("the shell ends well", shell.stop() == 0, shell.log_text())
    test_portrait(score, build, "--size", "800x1280")
    test_portrait(score, build, "--size", "1280x800", "--transform", "90")
    test_portrait(score, build, "--size", "1280x800", "--transform", "270", "--language", "ru")
    test_languages(score, build)
    test_blank(score, build)
    test_gtk(score, build)
    test_panel(score, build)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())

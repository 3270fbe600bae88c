#!/usr/bin/python3
"""One household, from the power button to the hub, in a virtual tablet and by real touches.

Usage: demo.py [--power-cut] [--form PATH] [--household ID] [--language CODE]
A fresh hub and a tablet fresh from the factory; the tablet enrols, the interviewer answers; with --power-cut the power
fails in mid-interview; at the end the hub's record must hold what was entered, field by field.
Leaves in build/demo/: a picture of each step, demo.json with the seconds, tablet.log, hub.log.
Exit status 0 when everything held; else the step that did not is named and pictured.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "run"))  # the hub and the tablet, as `./zarya run` starts them

from area import add_area, add_form
from console import HubError
from hub import Hub
from answers import Policy, Script
from interview import Interviewer
from probe import ProbeTimeout
from screen import InterviewError, same_answer
from program import ProgramError
from tablet import HOST_IN_TABLET, Tablet, TabletError

CENSUS = ROOT / "questionnaires/census2020/census2020.xml"
# Answers confirmed before the power fails: in the middle of the second person of the family.
CUT_AFTER = 40
CUT_AFTER_UNSCRIPTED = 12
USUAL_FIRST_FRAME_S = 10
TOUCHES_MAX = 215  # of the family in Russian, from the list of addresses to "saved"; it was 307
PACE_MAX = 6  # a machine that was busier while the tablet started would have it touched slowly to the end
EXPECTED = (HubError, InterviewError, ProbeTimeout, ProgramError, TabletError)


class Broken(Exception):
    """Something that the demonstration promises did not hold."""


class Demo:
    def __init__(self, arguments):
        self.arguments = arguments
        self.out = ROOT / "build/demo"
        self.started = time.monotonic()
        self.step_name = "preparing"
        self.report = {"form": None, "power_cut": arguments.power_cut, "seconds": {}}
        self.confirmed = {}  # path -> value that the application said is stored
        self.timings = []

    def step(self, name):
        self.step_name = name
        print(f"  [{time.monotonic() - self.started:4.0f} s] {name}", flush=True)

    def prepare(self):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        form = pathlib.Path(self.arguments.form) if self.arguments.form else CENSUS
        self.step(f"starting a fresh hub with the form {form.name}")
        self.hub = Hub(ROOT / "build/release/hub/zarya-hub", self.out / "hub", names=[HOST_IN_TABLET],
                       console=ROOT / "hub/console/dist", log=self.out / "hub.log")
        size = (800, 1280) if self.arguments.portrait else (1280, 800)
        self.tablet = Tablet(ROOT / "build/image", self.out / "data.img", self.out, *size)
        self.hub.start()
        self.report["form"] = form_id = add_form(self.hub, form)
        self.code = add_area(self.hub, form_id)
        script = json.loads((ROOT / "test/vm/family.json").read_text())
        for number, name in enumerate(script["names"].get(self.arguments.language, []), 1):
            script["answers"][f"/census2020/residents/person[{number}]/name"] = name
        self.script = script if script["form"] == form_id and not self.arguments.form else None

    def interviewer(self, before=None):
        """Enters what stands in the script; without one it answers any questionnaire."""
        answers = Script(self.script["answers"], self.script["repeat_counts"]) if self.script else Policy()
        return Interviewer(self.tablet, answers, before)

    def boot(self, name, enrol=None):
        """To the list of households; the seconds from power on are noted under the name."""
        self.tablet.boot(enrol=enrol)
        seconds = self.report["seconds"].setdefault(name, {})
        first = self.tablet.shell.wait(lambda e: e["event"] == "first-frame", 0, "the first frame")
        seconds["first_frame"] = round(first["host"] - self.tablet.power_on, 2)
        for probe in (self.tablet.shell, self.tablet.census):
            probe.pace = min(PACE_MAX, max(1.0, seconds["first_frame"] / USUAL_FIRST_FRAME_S))
        time.sleep(0.5)  # the event comes with the commit; the picture is on the screen a moment later
        self.tablet.shot(f"000-{name}-first-frame")
        shown = self.tablet.census.wait(lambda e: e["event"] == "screen", 0, "the application")
        seconds["application"] = round(shown["host"] - self.tablet.power_on, 2)
        household = self.arguments.household
        listed = self.tablet.census.wait(
            lambda e: e["event"] == "screen" and any(t.get("id") == household for t in e["targets"])
            and sum(t["name"] == "household" for t in e["targets"]) > 1, 0,
            f"household {household} in the list")
        seconds["census_list"] = round(listed["host"] - self.tablet.power_on, 2)

    def open_household(self, interviewer, name):
        screen = self.tablet.census.settle("screen")
        screen = interviewer.choose_language(screen, self.arguments.language)
        self.touches_before = self.tablet.touches
        screen = interviewer.open_household(screen, self.arguments.household)
        self.report["seconds"][name]["first_question"] = round(screen["host"] - self.tablet.power_on, 2)
        return screen

    def collect(self, interviewer):
        """Takes over what an interviewer did. Touches are counted from the list of addresses to "saved"."""
        self.report["touches"] = self.report.get("touches", 0) + self.tablet.touches - self.touches_before
        again = sorted(path for path in interviewer.entered if path in self.confirmed)
        self.confirmed.update(interviewer.entered)
        self.timings += interviewer.timings
        self.report.setdefault("touches_by_screen", []).extend(interviewer.touches)
        self.report.setdefault("touches_repeated", []).extend(interviewer.hands.repeated)
        return again

    def interview(self):
        interviewer = self.interviewer()
        screen = self.open_household(interviewer, "first_boot")
        if not self.arguments.power_cut:
            interviewer.run(screen)
            self.collect(interviewer)
            return
        enough = CUT_AFTER if self.script else CUT_AFTER_UNSCRIPTED
        screen = interviewer.run(screen, stop=lambda who, _: len(who.entered) >= enough)
        self.tablet.cut_power()
        self.collect(interviewer)
        if screen["name"] == "done":
            raise Broken(f"the interview was over before {enough} answers: nothing to cut")
        self.step(f"power cut after {len(self.confirmed)} confirmed answers; booting again")
        self.boot("second_boot")
        again = self.interviewer(interviewer)
        screen = self.open_household(again, "second_boot")
        again.hands.shot("after the power cut")
        self.step(f"the draft is back at {screen.get('path')}; going on")
        again.run(screen)
        repeated = self.collect(again)
        if repeated:
            raise Broken(f"confirmed before the power cut and asked again after it: {', '.join(repeated)}")

    def wait_for_receipt(self):
        self.step(f"{len(self.confirmed)} answers entered; waiting for the hub's receipt")
        self.tablet.census.wait(lambda e: e["event"] == "state" and e["state"] == "received", 0, "the state 'received'")
        self.tablet.census.wait(lambda e: e["event"] == "screen" and e.get("state") == "received", 0,
                                "the page that says 'received'")
        self.tablet.census.settle("screen")
        self.tablet.shot("999-received")

    def compare(self):
        records = self.hub.records()
        if len(records) != 1:
            raise Broken(f"the hub has {len(records)} records, not one")
        record = self.hub.call("GET", f"/api/records/{urllib.parse.quote(records[0]['id'], safe='')}?lang=ru")
        (self.out / "record.json").write_text(json.dumps(record, ensure_ascii=False, indent=1))
        stored = {answer["path"]: answer["value"] for answer in record["answers"]}
        wanted = dict(self.confirmed)
        if self.script:
            wanted.update(self.script["answers"])
        faults = [f"{path}: entered {value!r}, the hub has {stored.get(path)!r}" for path, value in sorted(wanted.items())
                  if value != "" and not same_answer(stored.get(path) or "", value)]
        self.report.update(answers=len(self.confirmed), compared=len(wanted), faults=faults)
        if faults:
            raise Broken(f"{len(faults)} of {len(wanted)} fields differ:\n    " + "\n    ".join(faults[:20]))
        self.step(f"the hub's record holds all {len(wanted)} fields as entered")

    def count(self):
        """An interview costs no more touches than it did; not asked where a slow machine or a cut made some twice."""
        is_plain = self.script and self.arguments.language == "ru" and not self.arguments.power_cut
        if is_plain and not self.report["touches_repeated"] and self.report["touches"] > TOUCHES_MAX:
            raise Broken(f"{self.report['touches']} touches, not the {TOUCHES_MAX} that the family takes at most")

    def write_report(self):
        self.report["seconds"]["total"] = round(time.monotonic() - self.started, 1)
        for name in ("touch_to_stored_us", "touch_to_frame_us"):
            values = sorted(timing[name] for timing in self.timings if timing.get(name) is not None)
            if values:
                self.report[name.replace("_us", "_ms")] = {
                    "count": len(values), "median": round(statistics.median(values) / 1000, 1),
                    "p95": round(values[min(len(values) - 1, len(values) * 95 // 100)] / 1000, 1)}
        self.report["per_answer"] = self.timings
        (self.out / "demo.json").write_text(json.dumps(self.report, ensure_ascii=False, indent=1))

    def run(self):
        self.prepare()
        self.step("switching a new tablet on")
        self.boot("first_boot", enrol=self.code)
        self.step("interviewing a household")
        self.interview()
        self.wait_for_receipt()
        self.compare()
        self.count()

    def close(self):
        for name, end in (("tablet", "shutdown"), ("hub", "stop")):
            if hasattr(self, name):
                getattr(getattr(self, name), end)()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--power-cut", action="store_true", help="cut the power in mid-interview")
    parser.add_argument("--form", help="an XForm instead of the census; its media lie beside it")
    parser.add_argument("--portrait", action="store_true", help="the tablet stands upright")
    parser.add_argument("--household", default="h01")
    parser.add_argument("--language", default="ru", help="ru (as the tablet starts), en, tt, ba, cv")
    demo = Demo(parser.parse_args())
    try:
        demo.run()
        demo.report["passed"] = True
        return 0
    except (Broken, *EXPECTED) as error:
        demo.report.update(passed=False, failed_step=demo.step_name, error=str(error))
        print(f"  FAILED while {demo.step_name}: {error}", flush=True)
        try:
            if hasattr(demo, "tablet"):
                (demo.out / "last-events.json").write_text("\n".join(
                    json.dumps(event, ensure_ascii=False) for probe in (demo.tablet.census, demo.tablet.shell)
                    for event in probe.events[-30:]))
            if hasattr(demo, "tablet") and demo.tablet.is_on():
                print(f"  the screen then: {demo.tablet.shot('failed')}", flush=True)
        except (OSError, TabletError):
            pass
        return 1
    finally:
        demo.write_report()
        demo.close()
        brief = {key: value for key, value in demo.report.items() if key not in ("per_answer", "touches_by_screen")}
        print("  " + json.dumps(brief, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())

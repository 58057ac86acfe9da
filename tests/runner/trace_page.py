# SPDX-License-Identifier: MIT
"""The page of `make trace` in headless Chromium: every phase of every path by keys, slider and buttons, wide and narrow, light and dark."""

import os
import sys

from . import chromium, tap
from .points import Points

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "debug", "trace"))

import page  # noqa: E402
import phases  # noqa: E402

WIDE, NARROW = (1280, 800), (390, 844)
CONTRAST = 4.5  # WCAG 2.1, 1.4.3, for text of ordinary size
SMALLEST = 10000  # bytes of a screenshot that shows something

# Elements whose own text stands out too little from what is behind it.
FAINT = """(() => {
	const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
	const light = (part) => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
	const behind = (node) => {
		for (; node; node = node.parentElement) {
			const colour = parse(getComputedStyle(node).backgroundColor);
			if (colour.length === 3 || colour[3] > 0.5)
				return colour;
		}
		return parse(getComputedStyle(document.body).backgroundColor);
	};
	const found = [];
	for (const node of document.querySelectorAll("body *:not(script)")) {
		const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
		if (!own || !node.getClientRects().length)
			continue;
		const style = getComputedStyle(node), ink = parse(node.namespaceURI.endsWith("svg") ? style.fill : style.color);
		const [a, b] = [luminance(ink), luminance(behind(node))].sort((x, y) => y - x);
		if ((a + 0.05) / (b + 0.05) < %s)
			found.push(`${node.tagName}.${node.className.baseVal ?? node.className} ${((a + 0.05) / (b + 0.05)).toFixed(1)}`);
	}
	return [...new Set(found)].join("; ");
})()"""
NAMELESS = """[...document.querySelectorAll("button, input, [tabindex]")].filter((node) =>
	!(node.ariaLabel || node.textContent.trim() || node.closest("label"))).length"""


def states(trace):
    """The registers after each instruction, from the recording: what the page must show."""
    registers = dict(trace["start"]["registers"])
    for step in trace["steps"]:
        registers.update(step["set"])
        yield dict(registers)


class Walk:
    def __init__(self, points, browser, shots):
        self.points, self.browser, self.shots = points, browser, shots

    def choose(self, number):
        self.browser.click(f'label:has(input[value="{number}"])')

    def phases(self, trace, number, shoot):
        """Home, then Page Down through all; the page shows each phase, and the registers that were recorded there."""
        value, bad = self.browser.value, []
        self.choose(number)
        self.browser.key("Home")
        after = list(states(trace))
        for index, (key, first, count) in enumerate(phases.runs(trace, lambda step: step["phase"])):
            if index:
                self.browser.key("PageDown")
            shown = value("[step, document.getElementById('phase-title').textContent, Number(document.getElementById('slider').value)]")
            if shown != [first, phases.title(key), first]:
                bad.append(f"{key}: {shown}")
            if value("[...document.querySelectorAll('#registers .reg')].map((box) => box.children[1].textContent).join()") != self.text(after[first]):
                bad.append(f"{key}: other registers than recorded")
            if shoot:
                path = f"{self.shots}/{trace['arch']}-{trace['entry']}-{index + 1}.png"
                self.browser.screenshot(path)
                if os.path.getsize(path) < SMALLEST:
                    bad.append(f"{path} is empty")
        self.points.ok(not bad, f"{trace['arch']} {trace['entry']}: each phase by Page Down, with the recorded registers", "; ".join(bad))

    @staticmethod
    def text(registers):
        bits = ((0, "CF"), (2, "PF"), (4, "AF"), (6, "ZF"), (7, "SF"), (8, "TF"), (9, "IF"), (10, "DF"), (11, "OF"), (14, "NT"),
                (16, "RF"), (17, "VM"), (18, "AC"), (21, "ID"))
        words = lambda value: " ".join(name for bit, name in bits if int(value, 16) >> bit & 1) or "none set"
        return ",".join(words(value) if name == "eflags" else value[2:] for name, value in registers.items())

    def frame(self, trace):
        """The frame grows while it is pushed, is whole in C, and gone at the end."""
        there = lambda: self.browser.value("document.querySelectorAll('#frame .there').length")
        sizes = []
        for key, first, count in phases.runs(trace, lambda step: step["phase"]):
            if key in ("registers saved", "dispatched", "returned"):
                self.browser.value(f"go({first})")
                sizes.append(there())
                self.browser.value(f"go({first + count - 1})")
                sizes.append(there())
        words = len(trace["fields"])
        good = sizes[0] < words - 8 and sizes[1:4] == [words] * 3 and sizes[4:] == [0, 0]
        self.points.ok(good, f"{trace['arch']} {trace['entry']}: struct pt_regs grows and goes", str(sizes))

    def moves(self, trace):
        """Every way to move, and the place in the address."""
        at = lambda: self.browser.value("step")
        last = len(trace["steps"]) - 1
        moves = []
        for key, wanted in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", last), ("PageUp", None)):
            self.browser.key(key)
            moves.append(wanted is None or at() == wanted)
        for selector, wanted in (("#first", 0), ("#on", 1), ("#back", 0), ("#last", last)):
            self.browser.click(selector)
            moves.append(at() == wanted)
        self.points.ok(all(moves), "keys and buttons move by instruction, phase and to the ends", str(moves))
        self.browser.click("#slider")
        self.points.ok(abs(at() - last / 2) < last / 20, "a click in the middle of the slider goes there", f"{at()} of {last}")
        self.browser.click("#timeline .stay.lane-4")
        lane = self.browser.value("trace.steps[step][1]")
        self.points.ok(lane == 4, "a click on the timeline goes there", f"lane {lane}")
        place = f"#{trace['arch']}-{trace['entry']}-{at()}"
        self.points.ok(self.browser.value("location.hash") == place, "the address names the place", place)

    def look(self, size, dark):
        """Nothing sticks out to the side, and all text can be read."""
        self.browser.window(*size, dark)
        name = f"{size[0]} wide, {'dark' if dark else 'light'}"
        width = self.browser.value("document.documentElement.scrollWidth")
        self.points.ok(width <= size[0], f"{name}: nothing overflows", f"{width}")
        self.points.ok(self.browser.value("matchMedia('(prefers-color-scheme: dark)').matches") == dark, f"{name}: the theme is the reader's")
        faint = self.browser.value(FAINT % CONTRAST)
        self.points.ok(not faint, f"{name}: contrast is {CONTRAST} or more", faint)


def complaints(browser):
    """(what the console said, what was asked of the network)"""
    said, asked = [], []
    for event in browser.events:
        detail = event["params"]
        if event["method"] == "Runtime.exceptionThrown":
            said.append(detail["exceptionDetails"].get("exception", {}).get("description", "exception"))
        elif event["method"] == "Runtime.consoleAPICalled":
            said.append(f"console.{detail['type']}")
        elif event["method"] == "Log.entryAdded":
            said.append(detail["entry"]["text"])
        elif event["method"] == "Network.requestWillBeSent" and not detail["request"]["url"].startswith("data:"):
            asked.append(detail["request"]["url"])
    return said, asked


def run(name, traces, logs):
    path = chromium.find()
    target = page.write(traces, f"{logs}/{name}.html")
    if not path:
        return tap.Result(name, tap.SKIP, skips=["no Chromium on this machine"])
    shots = f"{logs}/{name}"
    os.makedirs(shots, exist_ok=True)
    points, url = Points(name), "file://" + os.path.abspath(target)
    try:
        with chromium.Browser(path, f"{logs}/{name}.log") as browser:
            browser.window(*WIDE)
            browser.open(url)
            walk = Walk(points, browser, shots)
            for number, trace in enumerate(traces):
                walk.phases(trace, number, shoot=True)
                walk.frame(trace)
            walk.moves(traces[-1])
            points.ok(browser.value(NAMELESS) == 0, "everything that can be operated has a name")
            for size in (WIDE, NARROW):
                for dark in (False, True):
                    walk.look(size, dark)
                    browser.screenshot(f"{shots}/{size[0]}-{'dark' if dark else 'light'}.png")
            said, asked = complaints(browser)
            points.ok(not said, "the console is empty", "; ".join(said))
            points.ok(asked == [url], "nothing but the file itself is asked for", " ".join(asked))
    except chromium.Failed as error:
        points.ok(False, "the browser answers", str(error))
    return points.result()

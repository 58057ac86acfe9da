# SPDX-License-Identifier: MIT
"""Headless Chromium over the DevTools protocol, by its pipe: JSON messages, each ended by a zero byte, on descriptors 3 and 4."""

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe")
PATIENCE = 60  # seconds for one answer
# Puts the pipes' ends where Chromium looks for them; they may be there already, crosswise.
PLACE = """import os, sys
ends = [os.dup(os.dup(int(end))) for end in sys.argv[1:3]]
for number, end in zip((3, 4), [os.dup(end) for end in ends]):
    os.dup2(end, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Failed(Exception):
    """What the browser said, or that it said nothing."""


def find():
    """The browser's path, or None."""
    return next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM") or "", *NAMES])), None)


class Browser:
    """One page in one browser with a profile of its own; a context manager."""

    def __init__(self, path, log):
        self.profile = tempfile.mkdtemp(prefix="vestibule-")
        self.events, self.pending, self.number, self.session = [], b"", 0, None
        ours_in, self.theirs_in = os.pipe()
        self.theirs_out, ours_out = os.pipe()
        command = [sys.executable, "-c", PLACE, str(ours_in), str(ours_out), path, *FLAGS, f"--user-data-dir={self.profile}", "about:blank"]
        with open(log, "wb") as file:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
                                            pass_fds=(ours_in, ours_out))
        os.close(ours_in)
        os.close(ours_out)

    def __enter__(self):
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.call(f"{domain}.enable")
        except Failed:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.theirs_in)
        os.close(self.theirs_out)
        shutil.rmtree(self.profile, ignore_errors=True)

    # ---- messages ----

    def call(self, method, **parameters):
        """Sends a command; its result. What comes meanwhile goes to `events`."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        try:
            os.write(self.theirs_in, json.dumps(message).encode() + b"\0")
        except BrokenPipeError:
            raise Failed("the browser has ended") from None
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.message(end)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error'].get('message')}")
                return answer["result"]
            if "method" in answer:
                self.events.append(answer)

    def message(self, end):
        while b"\0" not in self.pending:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.theirs_out], [], [], left)[0]:
                raise Failed(f"no answer in {PATIENCE} s")
            piece = os.read(self.theirs_out, 1 << 20)
            if not piece:
                raise Failed("the browser has ended")
            self.pending += piece
        one, self.pending = self.pending.split(b"\0", 1)
        return json.loads(one)

    # ---- the page ----

    def open(self, url):
        self.call("Page.navigate", url=url)
        end = time.monotonic() + PATIENCE
        while self.value("document.readyState") != "complete":
            if time.monotonic() > end:
                raise Failed(f"the page is not there after {PATIENCE} s")
            time.sleep(0.02)

    def value(self, expression):
        """Of a JavaScript expression."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise Failed(f"{expression}: {result['exceptionDetails'].get('exception', {}).get('description', 'exception')}")
        return result["result"].get("value")

    def window(self, width, height, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def key(self, name):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name)

    def click(self, selector):
        place = self.value(f"(() => {{ const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
                           "return [box.x + box.width / 2, box.y + box.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))


# SPDX-License-Identifier: MIT
"""A copy of the tree, in which a file may be changed and built without touching the original."""

import os
import re
import shutil
import signal
import subprocess
import threading

from .cells import CELLS, DEBUG_BOOTS

BUILD_LIMIT = 300  # seconds
TEST_LIMIT = 240
FAILED = re.compile(r"^  FAILED (.*)$", re.MULTILINE)
# A mutant that hangs says nothing, and costs this many seconds instead of the runner's own limits.
LIMITS = {"TEST_SILENCE": "25", "TEST_TOTAL": "120"}
# The caller's make hands down its words and its job server: not meant for the copy's.
NOT_FOR_COPY = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "TEST", "CELL")

RUNNING = set()
LOCK = threading.Lock()


def sources():
    """The tree's files as they are now, new ones too; raises CalledProcessError without git."""
    listing = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], check=True, capture_output=True, text=True)
    return [path for path in listing.stdout.splitlines() if os.path.isfile(path)]


def builds(run):
    """The words of the make commands that build what `make test RUN` needs."""
    given = dict(word.split("=", 1) for word in run.split())
    names = given.get("CELL", "").replace(",", " ").split()
    cells = {cell.name: cell for cell in CELLS}
    if names == ["host"]:
        return [["host-tests"]]
    if not names or any(name not in cells or cells[name].boot not in DEBUG_BOOTS for name in names):
        return [["kernels-debug", "iso-built", "host-tests"]]
    # Bochs boots an ISO that has both kernels on it.
    bochs = any(cells[name].boot == "bochs" for name in names)
    arches = ["i386", "x86_64"] if bochs else sorted({cells[name].arch for name in names})
    return [[f"ARCH={arch}", "DEBUG=1", "kernel"] for arch in arches] + [["initramfs"]]


def stop_all():
    """Ends the commands that still run; a test run switches off its machines itself."""
    with LOCK:
        for process in RUNNING:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)


class Scratch:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def copy(self, files):
        """Makes the copy equal; files that are the same keep their time, so that little is built again."""
        for folder, folders, names in os.walk(self.folder):
            if folder == self.folder:
                folders[:] = [name for name in folders if name != "build"]
            for name in names:
                path = os.path.join(folder, name)
                if os.path.relpath(path, self.folder) not in files:
                    os.remove(path)
        for name in files:
            self.copy_file(name)

    def copy_file(self, name):
        with open(name, "rb") as file:
            data = file.read()
        target = self.path(name)
        if os.path.exists(target):
            with open(target, "rb") as file:
                if file.read() == data:
                    return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)
        shutil.copymode(name, target)

    def command(self, words, limit):
        """(status, output) of a command in the copy; status None: it was stopped after limit seconds."""
        environment = {key: value for key, value in os.environ.items() if key not in NOT_FOR_COPY}
        process = subprocess.Popen(words, cwd=self.folder, env={**environment, **LIMITS}, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                   start_new_session=True)
        with LOCK:
            RUNNING.add(process)
        try:
            output, _ = process.communicate(timeout=limit)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            return None, process.communicate()[0]
        finally:
            with LOCK:
                RUNNING.discard(process)

    def build(self, run):
        """None, or why the copy does not build."""
        for words in builds(run):
            status, output = self.command(["make", "-j2", *words], BUILD_LIMIT)
            if status is None:
                return f"not built in {BUILD_LIMIT} s"
            if status:
                errors = [line for line in output.splitlines() if "rror:" in line or "undefined" in line]
                return (errors or output.splitlines() or ["no output"])[0]
        return None

    def test(self, run):
        """(passed, the first failure's line) of `make test RUN`; passed None: no test judged anything."""
        status, output = self.command(["python3", "-B", "tests/run.py", *run.split()], TEST_LIMIT)
        failure = FAILED.search(output)
        if failure:
            return False, failure[1]
        if status is None:
            return False, f"not done in {TEST_LIMIT} s"
        return (True if status == 0 else None), (output.splitlines() or ["no output"])[-1]

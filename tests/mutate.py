#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make mutate`: applies each mutation of mutations/*.py, one by one, to a copy of the tree, builds, and runs the
test that must then fail. MUTATION=name,name and AREA=name,name narrow it down.

killed: the test failed (or the compiler did, where that is the test). Anything else fails the command: a mutation
that survives, one that no longer applies or builds, a test that fails without any mutation.
"""

import glob
import importlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "mutations"))

from runner import scratch  # noqa: E402

HOME = "build/mutate"
KILLED, SURVIVED, BROKEN = "killed", "SURVIVED", "BROKEN"


def load():
    """{area: its mutations}; ends the program with one line if two have one name."""
    areas, seen = {}, {}
    for path in sorted(glob.glob("tests/mutations/*.py")):
        area = os.path.basename(path)[:-3]
        if area == "mutation":
            continue
        areas[area] = importlib.import_module(area).MUTATIONS
        for mutation in areas[area]:
            if mutation.name in seen:
                sys.exit(f"mutate: {mutation.name} is in {seen[mutation.name]}.py and in {area}.py; rename one")
            seen[mutation.name] = area
    return areas


def words(given, key, valid):
    wanted = given.get(key, "").replace(",", " ").split()
    for one in wanted:
        if one not in valid:
            sys.exit(f"{key}='{one}' is unknown; valid are: {' '.join(valid)}")
    return wanted


def chosen(given):
    areas = load()
    wanted_areas = words(given, "AREA", list(areas)) or list(areas)
    mutations = [one for area in wanted_areas for one in areas[area]]
    names = words(given, "MUTATION", [one.name for one in mutations])
    return [one for one in mutations if not names or one.name in names]


def judge(tree, mutation):
    """Applies, builds, tests, restores; returns (verdict, why)."""
    path = tree.path(mutation.file)
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return BROKEN, f"no longer applies: there is no {mutation.file}"
    count = text.count(mutation.old)
    if count != 1:
        return BROKEN, f"no longer applies: '{mutation.old.strip()}' stands {count} times in {mutation.file}, not once"
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(mutation.old, mutation.new))
        return outcome(tree, mutation)
    finally:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def outcome(tree, mutation):
    error = tree.build(mutation.run)
    if mutation.build == "fails":
        return (KILLED, error) if error else (SURVIVED, "it builds, and was not meant to")
    if error:
        return BROKEN, f"does not build: {error}"
    passed, line = tree.test(mutation.run)
    if passed is None:
        return BROKEN, f"make test {mutation.run} judged nothing: {line}"
    return (SURVIVED, f"make test {mutation.run} passes") if passed else (KILLED, line)


class Work:
    """Jobs for the scratch trees, and the lines about them as they are done."""

    def __init__(self, trees):
        self.trees = trees
        self.lock = threading.Lock()

    def each(self, jobs, do, report):
        """report(job, do(tree, job), seconds, how many are done) for each job, in the order in which they end."""
        left = queue.SimpleQueue()
        for job in jobs:
            left.put(job)
        done = []

        def worker(tree):
            while True:
                try:
                    job = left.get_nowait()
                except queue.Empty:
                    return
                began = time.monotonic()
                result = do(tree, job)
                with self.lock:
                    done.append(job)
                    report(job, result, time.monotonic() - began, len(done))

        workers = [threading.Thread(target=worker, args=(tree,), daemon=True) for tree in self.trees]
        for one in workers:
            one.start()
        for one in workers:
            while one.is_alive():
                one.join(0.5)  # short, so that a signal is heard


def baseline(work, runs):
    """Each test must pass as long as nothing is taken out; returns the runs that do."""
    good = set()

    def check(tree, run):
        error = tree.build(run)
        return (None, f"does not build: {error}") if error else tree.test(run)

    def report(run, result, seconds, done):
        passed, line = result
        print(f"[{done:2}/{len(runs)}] unmutated  {run}: {'passes' if passed else line} ({seconds:.1f} s)", flush=True)
        if passed:
            good.add(run)

    work.each(runs, check, report)
    return good


def mutate(work, mutations, good):
    counts = {KILLED: 0, SURVIVED: 0, BROKEN: 0}

    def check(tree, mutation):
        if mutation.build != "fails" and mutation.run not in good:
            return BROKEN, f"make test {mutation.run} fails without it"
        return judge(tree, mutation)

    def report(mutation, result, seconds, done):
        verdict, why = result
        counts[verdict] += 1
        if why.startswith("no longer applies"):
            why = f"mutation {mutation.name} {why}"
        print(f"[{done:2}/{len(mutations)}] {verdict:8} {mutation.name:30} {seconds:5.1f} s  {why}"[:200], flush=True)
        if verdict == SURVIVED:
            print(f"        {mutation.what} ({mutation.file})\n        repeat: make mutate MUTATION={mutation.name}", flush=True)

    work.each(mutations, check, report)
    return counts


def interrupted(number, _frame):
    scratch.stop_all()
    os._exit(128 + number)


def main():
    given = dict(word.split("=", 1) for word in sys.argv[1:])
    mutations = chosen(given)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        files = scratch.sources()
    except (OSError, subprocess.CalledProcessError):
        sys.exit("mutate: `git ls-files` does not list this tree; run it in a git checkout with git installed")
    began = time.monotonic()
    trees = [scratch.Scratch(f"{HOME}/tree-{n + 1}") for n in range(min(2, os.cpu_count() or 1, len(mutations)))]
    for tree in trees:
        tree.copy(set(files))
    work = Work(trees)
    good = baseline(work, list(dict.fromkeys(one.run for one in mutations if one.build != "fails")))
    counts = mutate(work, mutations, good)
    print(f"{counts[KILLED]} killed, {counts[SURVIVED]} survived"
          + (f", {counts[BROKEN]} broken" if counts[BROKEN] else "") + f" in {time.monotonic() - began:.0f} s")
    sys.exit(0 if counts[KILLED] == len(mutations) else 1)


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make trace`: records system calls instruction by instruction.

First word: check (the words only), trace or docs; then ARCH= ENTRY= CALL= CPU= ACCEL= DEBUG= FULL=. Without ENTRY every entry
is recorded (of both kernels without ARCH), and a table shows their counts; with it, the listing.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import capture  # noqa: E402

import docs  # noqa: E402
import launch  # noqa: E402
import listing  # noqa: E402
import page  # noqa: E402


def chosen(given):
    """[(arch, entry)]"""
    arch, entry = given.get("ARCH"), given.get("ENTRY")
    if arch and arch not in capture.ENTRIES:
        raise capture.Failed(f"ARCH='{arch}' is unknown; valid are: {' '.join(capture.ENTRIES)}")
    arches = [arch] if arch else ["x86_64"] if entry else list(capture.ENTRIES)
    if entry and entry not in capture.ENTRIES[arches[0]]:
        raise capture.Failed(f"ENTRY='{entry}' is unknown; valid on {arches[0]} are: {' '.join(capture.ENTRIES[arches[0]])}")
    return [(one, kind) for one in arches for kind in capture.ENTRIES[one] if not entry or kind == entry]


def call(given):
    name, valid = given.get("CALL") or "write", capture.calls()
    if name not in valid:
        raise capture.Failed(f"CALL='{name}' is unknown; valid are: {' '.join(valid)}")
    return name


def record(given):
    """(the call's name, its traces)"""
    name, paths = call(given), chosen(given)
    arches = list(dict.fromkeys(arch for arch, _ in paths))
    gdb = launch.check_gdb()
    capture.check_qemu(arches)
    if given.get("CPU"):
        for arch in arches:
            capture.machine.check_cpu(arch, given["CPU"])
    if given.get("ACCEL"):
        capture.machine.check_accel(arches[0], given["ACCEL"])
    return name, capture.record_all(gdb, paths, name, given.get("CPU", ""), given.get("ACCEL") or "tcg", bool(given.get("DEBUG")))


def trace(given):
    name, traces = record(given)
    for line in listing.listing(traces[0], bool(given.get("FULL"))) if given.get("ENTRY") else listing.table(traces):
        print(line)
    target = page.write(traces, f"{capture.OUT}/{'-'.join(filter(None, (given.get('ARCH'), given.get('ENTRY'), name)))}.html")
    print(f"\nrecorded: {' '.join(capture.file_of(one['arch'], one['entry'], one['call']) for one in traces)}"
          f"\nto walk it in a browser: {os.path.abspath(target)}")


def documents(given):
    for path in docs.renew(record({"CALL": docs.CALL})[1]):
        print(f"written: {path}")


def main():
    what, given = sys.argv[1], dict(word.split("=", 1) for word in sys.argv[2:])
    try:
        if what == "check":
            call(given), chosen(given)
        else:
            {"trace": trace, "docs": documents}[what](given)
    except capture.Failed as error:
        sys.exit(f"trace: {error}")


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # piped into head

# SPDX-License-Identifier: MIT
"""Host tests: build/host/NAME, plain programs of this machine that print TAP."""

import os
import subprocess

from . import tap

LIMIT = 60  # seconds


def names():
    return sorted(name[:-2] for name in os.listdir("tests/host") if name.endswith(".c")) \
        if os.path.isdir("tests/host") else []


def run(name):
    try:
        done = subprocess.run([f"build/host/{name}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT)
    except subprocess.TimeoutExpired as error:
        return tap.Result(name, why=f"not done in {LIMIT} s",
                          lines=(error.stdout or b"").decode("utf-8", "replace").splitlines())
    except OSError as error:
        return tap.Result(name, why=error.strerror)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    status = done.returncode if done.returncode >= 0 else 128 - done.returncode
    return tap.judge(name, lines, status)

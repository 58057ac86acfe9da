#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`make nullcall-record`: measures the null calls of this tree and writes what `make test` then holds them to."""

import sys

from runner import machine, nullcall

machine.catch_signals()
why = nullcall.record("build/initramfs.cpio", "build/test")
if why:
    sys.exit(f"nullcall: {why}")
with open(nullcall.RECORD, encoding="utf-8") as file:
    print(file.read(), end="")

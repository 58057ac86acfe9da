# SPDX-License-Identifier: MIT
# gdb loads this by itself when it opens the kernel beside which the build puts a copy (README.md, Debug).

import os
import sys

import gdb

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "debug"))

from vestibule import session  # noqa: E402

session.start(os.path.join(HERE, "kernel"))

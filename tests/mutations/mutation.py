# SPDX-License-Identifier: MIT
"""One mutation: a defence or an invariant taken out of the kernel, and the test that must then fail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutation:
    name: str  # kebab-case, the only one of this name
    what: str  # what is taken out, in a line
    file: str
    old: str   # stands exactly once in the file; short, so that a change beside it leaves it valid
    new: str
    run: str   # arguments of `make test`, CELL= among them
    build: str = "passes"  # or "fails": the compiler is the test

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the initramfs: a cpio archive in the newc format, the same bytes for the same input.

newc (cpio(5)): per file a 110-byte ASCII header, the name with its NUL, the data, each padded to 4 bytes.
"""

import argparse
import os
import stat
import sys

DIRECTORIES = ("bin", "dev", "etc", "proc", "root", "tests", "tmp")
CONSOLE = (5, 1)  # Linux opens /dev/console before init has mounted anything.


class Archive:
    def __init__(self):
        self.data = bytearray()
        self.inode = 0

    def add(self, name, mode, body=b"", rdev=(0, 0)):
        self.inode += 1
        encoded = name.encode() + b"\0"
        links = 2 if stat.S_ISDIR(mode) else 1
        fields = (self.inode, mode, 0, 0, links, 0, len(body), 0, 0, *rdev, len(encoded), 0)
        self.data += b"070701" + b"".join(b"%08x" % field for field in fields) + encoded
        self.pad(4)
        self.data += body
        self.pad(4)

    def pad(self, unit):
        self.data += bytes(-len(self.data) % unit)

    def close(self):
        self.inode = -1
        self.add("TRAILER!!!", 0)
        self.pad(512)
        return bytes(self.data)


def refusal(path, body):
    """Why this program of the user's cannot run, or None."""
    if body[:2] == b"#!":
        return None
    if body[:4] != b"\x7fELF" or len(body) < 52:
        return "is no ELF program"
    if body[4] != 1 or int.from_bytes(body[18:20], "little") != 3:
        return "is no 32-bit x86 program; build it with -m32"
    offset = int.from_bytes(body[28:32], "little")
    size = int.from_bytes(body[42:44], "little")
    for index in range(int.from_bytes(body[44:46], "little")):
        header = body[offset + index * size : offset + index * size + 4]
        if int.from_bytes(header, "little") == 3:  # PT_INTERP
            return "is dynamically linked; build it with -static"
    return None


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        sys.exit(f"initramfs: {path}: {error.strerror}")


def build(programs, extra):
    archive = Archive()
    files = {}
    for path in programs:
        area, name = path.split("/")[-2:]
        target = "init" if (area, name) == ("bin", "init") else f"{area}/{name}"
        files[target] = read(path)
    run = []
    for path in extra:
        name = "bin/" + os.path.basename(path)
        body = read(path)
        why = refusal(path, body)
        if why:
            sys.exit(f"BIN: {path} {why}")
        if name in files:
            sys.exit(f"BIN: {path}: /{name} exists already; give it another name")
        files[name] = body
        run.append(f"/{name}\n")
    if run:
        files["etc/run"] = "".join(run).encode()
    for name in DIRECTORIES:
        archive.add(name, stat.S_IFDIR | (0o1777 if name == "tmp" else 0o755))
    archive.add("dev/console", stat.S_IFCHR | 0o600, rdev=CONSOLE)
    for name in sorted(files):
        archive.add(name, stat.S_IFREG | (0o644 if name == "etc/run" else 0o755), files[name])
    return archive.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", dest="output", required=True)
    parser.add_argument("--programs", nargs="*", default=[], help=".../bin/NAME and .../tests/NAME")
    parser.add_argument("--bin", nargs="*", default=[], help="the user's own, run after the tests")
    options = parser.parse_args()
    data = build(options.programs, options.bin)
    if os.path.exists(options.output) and read(options.output) == data:
        return
    with open(options.output + ".new", "wb") as file:
        file.write(data)
    os.replace(options.output + ".new", options.output)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""The parts of an ELF file (elf(5)) that a debugger of two widths needs beside gdb's own reader."""

import struct

PT_LOAD = 1
SHT_SYMTAB, SHT_NOBITS = 2, 8


class Elf:
    """One file: its width, entry, sections by name, and symbols by name."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:4] != b"\x7fELF":
            raise ValueError(f"{path} is no ELF file")
        self.bits = 64 if self.data[4] == 2 else 32
        wide = self.bits == 64
        header = struct.unpack_from("<HHIQQQIHHHHHH" if wide else "<HHIIIIIHHHHHH", self.data, 16)
        self.dynamic = header[0] == 3  # ET_DYN: addresses are relative
        self.entry, self.phoff, self.shoff = header[3], header[4], header[5]
        self.phnum, self.shnum, self.shstrndx = header[9], header[11], header[12]
        self._sections = None
        self._symbols = None

    def _headers(self):
        wide = self.bits == 64
        size = 64 if wide else 40
        for index in range(self.shnum):
            fields = struct.unpack_from("<IIQQQQIIQQ" if wide else "<10I", self.data, self.shoff + index * size)
            yield fields  # name type flags addr offset size link info align entsize

    def _string(self, table, offset):
        start = table + offset
        return self.data[start:self.data.index(b"\0", start)].decode("utf-8", "replace")

    @property
    def sections(self):
        """name -> (address, bytes)"""
        if self._sections is None:
            headers = list(self._headers())
            names = headers[self.shstrndx][4] if headers else 0
            self._sections = {}
            for name, kind, _, addr, offset, size, *_ in headers:
                body = b"" if kind == SHT_NOBITS else self.data[offset:offset + size]
                self._sections[self._string(names, name)] = (addr, body)
        return self._sections

    @property
    def symbols(self):
        """name -> address"""
        if self._symbols is None:
            self._symbols = {}
            headers = list(self._headers())
            wide = self.bits == 64
            for _, kind, _, _, offset, size, link, *_ in headers:
                if kind != SHT_SYMTAB:
                    continue
                for at in range(offset, offset + size, 24 if wide else 16):
                    fields = struct.unpack_from("<IBBHQQ" if wide else "<IIIBBH", self.data, at)
                    name, value = fields[0], fields[4] if wide else fields[1]
                    if name:
                        self._symbols.setdefault(self._string(headers[link][4], name), value)
        return self._symbols

    def segments(self):
        """(start, end) of what is loaded, as linked."""
        wide = self.bits == 64
        for index in range(self.phnum):
            at = self.phoff + index * (56 if wide else 32)
            if wide:
                kind, _, _, addr, _, _, size, _ = struct.unpack_from("<IIQQQQQQ", self.data, at)
            else:
                kind, _, addr, _, _, size, _, _ = struct.unpack_from("<8I", self.data, at)
            if kind == PT_LOAD:
                yield addr, addr + size

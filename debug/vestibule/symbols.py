# SPDX-License-Identifier: MIT
"""The symbols of what is mapped now: the vDSO where this process has it, and this process's program.

They change when another address space becomes active (mm_switch: context switch and execve). Breakpoints
on programs are bound to the program for which they were set: others have the same addresses.
"""

import os

import gdb

from .cfi import Table
from .command import Point
from .elf import Elf
from .kernel import Gone


class Image:
    """An ELF file mapped at its linked addresses + bias."""

    def __init__(self, path, bias):
        self.path, self.bias = path, bias
        self.elf = Elf(path)
        self.table = Table(self.elf)
        spans = list(self.elf.segments())
        self.start, self.end = min(spans)[0] + bias, max(end for _, end in spans) + bias

    def has(self, pc):
        return self.start <= pc < self.end

    def symbol(self, name):
        value = self.elf.symbols.get(name)
        return None if value is None else value + self.bias


class Symbols:
    """Keeps gdb's symbol files equal to the active address space."""

    def __init__(self, kernel, build):
        self.kernel = kernel
        self.build = build
        self.vdso = self.program = None  # Image
        self.name = ""  # path of the program in the guest
        self.cache = {}
        self.extra = [path for path in os.environ.get("VESTIBULE_BIN", "").split() if path]
        self.point = None

    def start(self):
        """From the first stop on: follow each switch of address spaces."""
        if not self.point:
            self.point = Point(self.kernel.address("mm_switch"), self.switched)
        self.follow()

    def switched(self):
        """At mm_switch(next): never stops."""
        try:
            mm = self.kernel.register("di" if self.kernel.wide else "ax")
            if mm and not self.stepping():
                self.load(mm)
        except (Gone, gdb.error):
            pass
        return False

    @staticmethod
    def stepping():
        """True while a finish, until or step is under way: it holds on to the symbols that it began with."""
        table = gdb.execute("maint info breakpoints", to_string=True)
        return any(word in table for word in (" finish ", " until ", " step resume ", " call dummy "))

    def follow(self):
        """At a stop: the running task's."""
        try:
            task = self.kernel.current()
            mm = self.kernel.task(task, "mm") if task else 0
            if mm:
                self.load(mm)
        except Gone:
            pass  # before the kernel is there

    def load(self, mm):
        base = self.kernel.get("mm_struct", mm, "vdso")
        name = self.kernel.program(mm)
        if base and (not self.vdso or self.vdso.bias != base):
            self.vdso = self.replace(self.vdso, f"{self.build}/vdso/vdso32.so.dbg", base)
        path = self.file_of(name)
        if name != self.name or (self.program is None) != (path is None):
            entry = self.kernel.entry_point(mm)
            self.program = self.replace(self.program, path, self.bias(path, entry) if path else 0)
            self.name = name

    def image(self, path, bias):
        key = (path, bias)
        if key not in self.cache:
            if len(self.cache) > 40:
                self.cache.clear()
            self.cache[key] = Image(path, bias)
        return self.cache[key]

    def bias(self, path, entry):
        elf = self.image(path, 0).elf
        return entry - elf.entry if elf.dynamic and entry else 0

    def replace(self, old, path, bias):
        if old:
            self.command(f"remove-symbol-file -a {self.text_address(old):#x}")
        if not path:
            return None
        new = self.image(path, bias)
        self.command(f"add-symbol-file {path} -o {bias:#x}")
        return new

    @staticmethod
    def text_address(image):
        return image.elf.sections[".text"][0] + image.bias

    @staticmethod
    def command(text):
        try:
            gdb.execute(text, False, True)
        except gdb.error as error:
            gdb.write(f"symbols: {error}\n", gdb.STDERR)

    def file_of(self, name):
        """The file with symbols of a guest's program, or None."""
        if not name:
            return None
        short = os.path.basename(name)
        for path in self.extra:
            if os.path.basename(path) == short:
                return os.path.abspath(path)
        where = "tests" if name.startswith("/tests/") else "bin"
        path = f"{self.build}/user/{where}/{short}"
        return path if os.path.exists(path) else None

    def known(self, name):
        """True if the guest has a program of that name, as far as the build knows."""
        short = os.path.basename(name)
        return bool(self.file_of("/bin/" + short) or self.file_of("/tests/" + short))

    def at(self, pc):
        """The image that has the user address pc, or None."""
        for image in (self.vdso, self.program):
            if image and image.has(pc):
                return image
        return None

    def short_name(self):
        return os.path.basename(self.name)


class InProgram(gdb.Function):
    """$_program("name"): true while the running task executes that program.

Breakpoints on a program's code get this condition by themselves, since other programs lie at the same addresses."""

    def __init__(self, kernel):
        self.kernel = kernel
        super().__init__("_program")

    def invoke(self, name):
        task = self.kernel.current()
        mm = self.kernel.task(task, "mm") if task else 0
        return os.path.basename(self.kernel.program(mm)) == name.string()


class Binder:
    """Gives each new breakpoint on user code the condition that the program is the present one."""

    def __init__(self, kernel, symbols):
        self.kernel, self.symbols = kernel, symbols
        gdb.events.breakpoint_created.connect(self.created)

    def created(self, point):
        if not point.visible or point.number < 0 or point.type not in (gdb.BP_BREAKPOINT, gdb.BP_HARDWARE_BREAKPOINT):
            return
        name = self.symbols.short_name()
        places = [location.address for location in point.locations]
        if not name or not places or max(places) >= self.kernel.user_limit:
            return
        if self.symbols.vdso and all(self.symbols.vdso.has(place) for place in places):
            return  # every program has the vDSO
        if point.condition and "$_program" in point.condition:
            return
        own = f'$_program("{name}")'
        point.condition = f"{own} && ({point.condition})" if point.condition else own

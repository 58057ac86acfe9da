# SPDX-License-Identifier: MIT
"""The CPU's state, saved, changed and put back: so a door can be entered as the hardware enters it."""

import gdb

from vestibule.command import Point, resume

DB, NMI = 1, 2
NAMES = {
    "i386": ["eax", "ebx", "ecx", "edx", "esi", "edi", "ebp", "esp", "eip", "eflags", "ss", "ds", "es", "fs", "gs"],
    "x86_64": ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "rip", "eflags", "gs_base", "k_gs_base"] +
              [f"r{number}" for number in range(8, 16)],
}


class State:
    """Registers, and the memory that the doors write."""

    def __init__(self, registers, memory):
        self.registers, self.memory = registers, memory

    def copy(self):
        return State(dict(self.registers), dict(self.memory))


class Cpu:
    def __init__(self, kernel):
        self.kernel = kernel
        self.wide = kernel.wide
        self.names = NAMES[kernel.arch]
        self.types = {}
        self.areas = [(kernel.cpu("sp0") - kernel.thread_size, kernel.thread_size)]
        cpu = kernel.address("boot_cpu")
        if self.wide:
            offset, size = kernel.field("cpu", "ist_stack")
            self.areas.append((cpu + offset, size))
        else:
            offset, size = kernel.field("cpu", "gdt")
            self.areas.append((cpu + offset, size))

    @property
    def pc(self):
        return self.get("rip" if self.wide else "eip")

    def get(self, name):
        value = gdb.newest_frame().read_register(name)
        self.types[name] = value.type
        return int(value.format_string(format="x"), 16)

    def set(self, name, number):
        kind = self.types.get(name) or gdb.newest_frame().read_register(name).type
        number &= (1 << 8 * kind.sizeof) - 1
        gdb.set_convenience_variable("_new", gdb.Value(number.to_bytes(kind.sizeof, "little"), kind))
        gdb.execute(f"set ${name} = $_new", to_string=True)

    def write(self, address, number, size=None):
        data = (number & (1 << 64) - 1).to_bytes(8, "little")[:size or self.kernel.word]
        gdb.selected_inferior().write_memory(address, data)

    def save(self):
        return State({name: self.get(name) for name in self.names},
                     {start: self.kernel.read(start, size) for start, size in self.areas})

    def load(self, state):
        gdb.newest_frame().select()
        for start, data in state.memory.items():
            if self.kernel.read(start, len(data)) != data:
                gdb.selected_inferior().write_memory(start, data)
        for name in self.names:
            if self.get(name) != state.registers[name]:
                self.set(name, state.registers[name])

    # ---- interrupts ----

    @staticmethod
    def nmi():
        """One that is taken when the machine goes on; stepi leaves it pending."""
        gdb.execute("monitor nmi", to_string=True)

    def run_to(self, *places):
        """True if the machine came to one of them."""
        points = [Point(place) for place in places]
        there = resume()
        for point in points:
            point.delete()
        return there and self.pc in places

    def arrived(self, vector, pc):
        """Why it is not this vector, with this saved ip, that comes to C next, or ''."""
        if not self.run_to(self.kernel.address("ist_trap_entry" if self.wide else "trap_entry")):
            return "it did not arrive"
        frame, number = (self.get(name) for name in (("rdi", "rsi") if self.wide else ("eax", "edx")))
        saved = self.kernel.pt(frame, "ip")
        return "" if (number, saved) == (vector, pc) else f"vector {number} came, from {saved:#x}"

    def returned(self, pc, sp):
        """Why it did not come back, or ''. Its own way out may lead by there too, lower on the stack; and other tasks."""
        task = self.kernel.current()
        point = Point(pc, lambda: self.get("rsp" if self.wide else "esp") == sp and self.kernel.current() == task)
        there = resume()
        point.delete()
        return "" if there and self.pc == pc else "it did not come back"

# SPDX-License-Identifier: MIT
"""What call frame information alone cannot do for gdb: 32-bit code under a 64-bit kernel, doors that have no
kernel stack yet (x86_64), and stacks that are not flat (espfix on i386)."""

import gdb
from gdb.unwinder import Unwinder

from .cfi import Machine, Table, UNDEFINED, Unreadable
from .elf import Elf
from .kernel import Gone

LOW = (1 << 32) - 1
DWARF_32 = ("ax", "cx", "dx", "bx", "sp", "bp", "si", "di")
RA = 8
ESPFIX_SS = 26 * 8  # asm/segment.h


class FrameId:
    """What gdb asks of the identity of a frame: both as gdb's values."""

    def __init__(self, sp, pc):
        self.sp, self.pc = gdb.Value(sp), gdb.Value(pc)


class Base(Unwinder):
    """Registers of the frame that is asked for, and the answer."""

    def __init__(self, name, session):
        super().__init__(name)
        self.kernel = session.kernel
        self.symbols = session.symbols
        self.registers = [self.kernel.prefix + one for one in (*DWARF_32, "ip")] + ["eflags", "cs", "ss"]
        if self.kernel.wide:
            self.registers += [f"r{number}" for number in range(8, 16)]

    def read(self, pending, name):
        full = name if name in ("cs", "ss") or name[0] == "r" else self.kernel.prefix + name
        return int(pending.read_register(full)) & (1 << 8 * self.kernel.word) - 1

    def answer(self, pending, frame_id, values):
        """values: {register without its prefix: number in the caller}; the others are as they are here.

        gdb takes a register that is not named for lost.
        """
        info = pending.create_unwind_info(frame_id)
        named = {name if name[0] == "r" else self.kernel.prefix + name: value for name, value in values.items()}
        for register in self.registers:
            here = pending.read_register(register)
            if register not in named:
                info.add_saved_register(register, here)
            elif named[register] is not None:
                info.add_saved_register(register, gdb.Value(named[register]).cast(here.type))
        return info


class UserUnwinder(Base):
    """A frame of a 32-bit program, by the CFI of the ELF file that is mapped there."""

    def __init__(self, session):
        super().__init__("vestibule-user", session)
        self.returns = set()  # (sp, pc) that came out of here as return addresses

    def forget(self, *_):
        self.returns.clear()

    def __call__(self, pending):
        try:
            pc = self.read(pending, "ip")
            if pc > LOW or pc == 0:
                return None
            return self.unwind(pending, pc)
        except (Gone, Unreadable, gdb.error, ValueError, IndexError):
            return None

    def unwind(self, pending, pc):
        sp = self.read(pending, "sp") & LOW
        # A return address may lie behind the last instruction of its function.
        inside = pc - 1 if (sp, pc) in self.returns and pending.level() else pc
        image = self.symbols.at(inside)
        function = image.table.find(inside - image.bias) if image else None
        if not function:
            return self.by_frame_pointer(pending, pc, sp)
        row = function.row(inside - image.bias)
        if row.rules.get(RA, (None,))[0] == UNDEFINED:
            return self.outermost(pending, sp, function.start + image.bias)
        machine = Machine(4, lambda number: self.register(pending, number),
                          lambda address, size: self.kernel.number(address, size))
        cfa = machine.cfa(row)
        values = {"sp": cfa}
        for number, name in enumerate(DWARF_32):
            if number in row.rules:
                values[name] = machine.value(number, row.rules[number], cfa)
            elif name != "sp":
                values[name] = self.register(pending, number)
        values["ip"] = machine.value(RA, row.rules[RA], cfa)
        if not function.cie.signal:
            self.returns.add((values["sp"], values["ip"]))
        return self.answer(pending, FrameId(cfa, function.start + image.bias), values)

    def register(self, pending, number):
        return self.read(pending, DWARF_32[number] if number < RA else "ip") & LOW

    def outermost(self, pending, sp, start):
        """gdb ends a backtrace silently where the caller's pc is 0."""
        return self.answer(pending, FrameId(sp, start), {"ip": 0, "sp": sp + 4})

    def by_frame_pointer(self, pending, pc, sp):
        """Code without a description, if it keeps ebp as frame pointer; else the end."""
        bp = self.read(pending, "bp") & LOW
        if not sp <= bp < sp + (1 << 20) or bp & 3:
            return self.outermost(pending, sp, pc)
        values = {"bp": self.kernel.number(bp, 4), "ip": self.kernel.number(bp + 4, 4), "sp": bp + 8}
        self.returns.add((values["sp"], values["ip"]))
        return self.answer(pending, FrameId(bp + 8, pc), values)


class DoorUnwinder(Base):
    """x86_64: a fast door's first instructions, while the program's stack pointer is in no place that CFI can name.

    SYSENTER leaves 0 in rsp and SYSCALL the program's rsp, until the door loads the task's; and until it is pushed, the
    program's is in struct cpu.
    """

    DOORS = ("entry_SYSENTER_compat", "entry_SYSCALL_compat", "entry_SYSCALL_64")
    REACH = 64  # bytes: sp is in the frame by then

    def __init__(self, session):
        super().__init__("vestibule-door", session)
        self.doors = [(name, self.kernel.address(name)) for name in self.DOORS]

    def __call__(self, pending):
        try:
            pc = self.read(pending, "ip")
            for name, start in self.doors:
                if start and start <= pc < start + self.REACH:
                    return self.unwind(pending, name, start)
        except (Gone, gdb.error):
            pass
        return None

    def unwind(self, pending, name, start):
        sp, top = self.read(pending, "sp"), self.kernel.cpu("sp0")
        if top - self.kernel.thread_size < sp <= top - 16:
            return None  # sp is in the frame: CFI knows
        on_stack = sp in (top, top - 8)
        pad = self.kernel.landing_pad(self.kernel.current())
        if name == "entry_SYSENTER_compat":
            values = {"ip": pad, "sp": self.read(pending, "cx") & LOW}
        elif not on_stack:
            return None  # rip is in rcx and rsp the program's: CFI knows
        else:
            ip = pad if name == "entry_SYSCALL_compat" else self.read(pending, "cx")
            values = {"ip": ip, "sp": self.kernel.cpu("user_sp")}
        # gdb lets no ordinary frame lie above its caller's: this one has the program's place.
        return self.answer(pending, FrameId(values["sp"], start), values)


class EspfixUnwinder(Base):
    """i386: doors on the segment whose base makes the program's bits 16-31 appear in ESP (leave_iret_espfix).

    gdb takes ESP for an address. The kernel's own CFI holds, once ESP is one.
    """

    def __init__(self, session):
        super().__init__("vestibule-espfix", session)
        self.table = None

    def __call__(self, pending):
        try:
            pc = self.read(pending, "ip")
            if not self.kernel.in_doors(pc) or self.read(pending, "ss") != ESPFIX_SS:
                return None
            return self.unwind(pending, pc, self.read(pending, "sp") + self.base() & LOW)
        except (Gone, Unreadable, gdb.error):
            return None

    def base(self):
        """Of the segment's descriptor (SDM vol. 3, 3.4.5)."""
        entry = self.kernel.read(self.kernel.address("boot_cpu") + self.kernel.field("cpu", "gdt")[0] + ESPFIX_SS, 8)
        return int.from_bytes(entry[2:5] + entry[7:8], "little")

    def unwind(self, pending, pc, sp):
        if not self.table:
            self.table = Table(Elf(self.kernel.path))
        function = self.table.find(pc)
        row = function.row(pc)
        machine = Machine(4, lambda number: sp if number == 4 else self.read(pending, (*DWARF_32, "ip")[number]),
                          lambda address, size: self.kernel.number(address, size))
        cfa = machine.cfa(row)
        values = {name: machine.value(number, row.rules[number], cfa)
                  for number, name in enumerate((*DWARF_32, "ip")) if number in row.rules}
        return self.answer(pending, FrameId(values["sp"], function.start), values)

# SPDX-License-Identifier: MIT
"""Leads the CPU over every instruction of every door; what is done at each is the subclass's.

The program stands in an int $0x80 of its vDSO's stub. From there the CPU is put before each door as the hardware would leave it, and
goes through by stepi. Both ways of each branch are taken. Calls are not made: what C would do to the frame is done here.
"""

import struct

import gdb

import listing
from common import tap
from cpu import Cpu
from vestibule.command import Point, resume, step
from vestibule.elf import Elf
from vestibule.kernel import GENERAL, PT_ORDER

ESPFIX_SS, KERNEL_PERCPU, USER_DS = 0xd0, 0xd8, 0x7b  # i386, asm/segment.h
HAS_ERROR_CODE = 0x60227d00  # arch/x86/entry/trap_stubs.h
SCRATCH = {"i386": ("ecx", "edx"), "x86_64": ("rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11")}  # C keeps none
IST = {"entry_DF": (0, True), "entry_NMI": (1, False), "entry_DB": (2, False), "entry_MC": (3, False)}  # asm/cpu.h


class Walk:
    def __init__(self, session):
        self.session, self.kernel = session, session.kernel
        self.word = self.kernel.word
        self.code = listing.read(self.kernel.path)
        self.elf = Elf(self.kernel.path)
        self.fixups = dict(self.exceptions())
        self.seen = set()
        self.todo = []

    def exceptions(self):
        """The exception table (asm/extable.h): (instruction, where it goes on)."""
        address, data = self.elf.sections["__ex_table"]
        for at in range(0, len(data), 8):
            insn, fixup = struct.unpack_from("<ii", data, at)
            yield address + at + insn, address + at + 4 + fixup

    # ---- one instruction ----

    def visit(self, pc):
        """The CPU stands at pc; subclasses look. It must stand there again afterwards, with the same state."""
        raise NotImplementedError

    def advance(self):
        """Off this instruction: rep movs takes many steps."""
        pc = self.cpu.pc
        for _ in range(64):
            step()
            if self.cpu.pc != pc:
                return

    def flat_sp(self):
        sp = self.cpu.get(self.sp)
        return sp + self.espfix_base() & 0xffffffff if not self.kernel.wide and self.cpu.get("ss") == ESPFIX_SS else sp

    def espfix_base(self):
        at = self.kernel.address("boot_cpu") + self.kernel.field("cpu", "gdt")[0] + ESPFIX_SS
        entry = self.kernel.read(at, 8)
        return int.from_bytes(entry[2:5] + entry[7:8], "little")

    # ---- a way through ----

    def go(self, state, again=False):
        """From this state until the way out, or (unless again) until an instruction that has been seen."""
        self.cpu.load(state)
        for _ in range(200):
            pc = self.cpu.pc
            one = self.code.get(pc)
            if one is None or (pc in self.seen and not again):
                return
            self.seen.add(pc)
            self.visit(pc)
            if one.ends():
                return
            if pc in self.fixups:
                self.fork(self.fixups[pc])
            if one.jumps():
                self.fork(one.target())
                self.fork(one.next)
            if one.text.startswith("call"):
                self.stand_in(one)
            else:
                self.advance()

    def fork(self, pc):
        """Another way that starts here, for later."""
        if pc not in self.seen:
            state = self.cpu.save()
            state.registers[self.ip] = pc
            self.todo.append(state)

    def stand_in(self, one):
        """What the called C leaves behind."""
        frame = self.cpu.get(self.sp)
        if "entry_SYS" in one.label and "64" not in one.label:
            # Not the landing pad: as if a tracer had moved it, so the frame must be believed.
            self.cpu.write(frame + self.slot("ip"), self.moved)
            self.cpu.set(self.ax, 1)
        else:
            self.cpu.set(self.ax, frame)
        for name in SCRATCH[self.kernel.arch]:
            self.cpu.set(name, 0xdead)
        self.cpu.set(self.ip, one.next)

    def slot(self, name):
        return PT_ORDER[self.kernel.arch].index(name) * self.word

    # ---- where the CPU comes in ----

    def start(self, where, **registers):
        """The base state with these registers, at the symbol or address."""
        state = self.base.copy()
        state.registers.update(registers)
        state.registers[self.ip] = where if isinstance(where, int) else self.address(where)
        return state

    def address(self, name):
        return self.elf.symbols[name]

    def run(self):
        session = self.session
        gdb.execute("program hello", to_string=True)
        gdb.execute("entry int80 hello", to_string=True)
        point = Point(self.address("entry_INT80_compat" if self.kernel.wide else "entry_INT80_32"))
        resume()
        point.delete()
        self.ip, self.sp, self.ax = (self.kernel.prefix + name for name in ("ip", "sp", "ax"))
        self.cpu = Cpu(self.kernel)
        self.top = self.kernel.cpu("sp0")
        self.user_sp = self.kernel.number(self.top - 2 * self.word)
        self.pad = self.kernel.landing_pad(self.kernel.current())
        self.base = self.cpu.save()
        gdb.events.stop.disconnect(session.stops.stopped)  # the program stays the same, and nobody looks
        prefix = self.kernel.prefix
        self.moved = self.session.symbols.vdso.symbol("vsyscall_insn") + 2  # the stub's stack is the same there
        self.truth = {prefix + name: [self.base.registers[prefix + name]] for name in ("bx", "si", "di", "bp")}
        self.truth[self.sp] = [self.user_sp]
        tap.ok(self.kernel.number(self.cpu.get(self.sp)) == self.pad, "the program stands in its vDSO's int $0x80")
        self.entries()
        self.traps()
        (self.espfix_64 if self.kernel.wide else self.espfix_32)()
        self.finish_forks()

    def finish_forks(self):
        while self.todo:
            state = self.todo.pop()
            if state.registers[self.ip] not in self.seen:
                self.go(state)

    def entries(self):
        if self.kernel.wide:
            self.go(self.start("entry_INT80_compat"))
            self.go(self.start("entry_SYSENTER_compat", rsp=0, rcx=self.user_sp))
            for door in ("entry_SYSCALL_compat", "entry_SYSCALL_64"):
                self.go(self.start(door, rsp=self.user_sp, rcx=self.moved, r11=0x202))
        else:
            self.go(self.start("entry_INT80_32"))
            self.go(self.start("entry_SYSENTER_32", esp=self.top, ecx=self.user_sp))
        self.finish_forks()
        # A new task, and a call into the kernel that was interrupted, have the whole frame.
        self.go(self.whole("ret_from_fork"))

    def whole(self, start):
        """The base state with the whole frame written and the kernel's segments loaded."""
        state = self.base.copy()
        registers = state.registers
        area = self.top - self.kernel.thread_size
        frame = self.top - self.kernel.pt_size
        data = bytearray(state.memory[area])
        values = {name: registers[self.kernel.prefix + name] for name in GENERAL}
        if not self.kernel.wide:
            values.update({name: registers[name] for name in ("ds", "es", "fs", "gs")})
        for name, value in values.items():
            at = frame - area + self.slot(name)
            data[at:at + self.word] = value.to_bytes(self.word, "little")
        state.memory[area] = bytes(data)
        registers[self.sp] = frame
        registers[self.ip] = self.address(start) if isinstance(start, str) else start
        if self.kernel.wide:  # behind the door's SWAPGS
            registers["gs_base"], registers["k_gs_base"] = registers["k_gs_base"], registers["gs_base"]
        else:
            registers["ds"] = registers["es"] = USER_DS
            registers["fs"] = KERNEL_PERCPU
        return state

    def push(self, state, *words):
        """Words onto the state's stack, the first one highest."""
        for word in words:
            state.registers[self.sp] -= self.word
            at = state.registers[self.sp]
            for area, data in state.memory.items():
                if area <= at < area + len(data):
                    data = bytearray(data)
                    data[at - area:at - area + self.word] = (word & (1 << 8 * self.word) - 1).to_bytes(self.word, "little")
                    state.memory[area] = bytes(data)
        return state

    def stub(self, vector):
        return self.address("trap_stubs") + vector * 16

    def traps(self):
        """From user mode by every vector; from the kernel; by the stacks of their own."""
        for vector in range(256):
            state = self.start(self.stub(vector))
            if vector < 32 and HAS_ERROR_CODE >> vector & 1:
                self.push(state, 0)
            self.go(state)
        self.finish_forks()
        # An interrupt that came while a door had called C.
        door = self.address("entry_INT80_compat" if self.kernel.wide else "entry_INT80_32")
        call = next(one for at, one in sorted(self.code.items()) if at > door and one.text.startswith("call"))
        state = self.whole(call.next)
        if self.kernel.wide:
            self.push(state, 0x18, state.registers["rsp"], 0x202, 0x10, call.next)
        else:
            self.push(state, 0x202, 0x60, call.next)
        state.registers[self.ip] = self.stub(0x20)
        self.go(state, again=True)
        if self.kernel.wide:
            self.traps_64(call)
        self.finish_forks()

    def traps_64(self, call):
        # IRETQ refused the frame: on the program's GS base.
        state = self.base.copy()
        self.push(state, 0x18, self.top - 40, 0x2, 0x10, self.address("iret_insn"), 0)
        state.registers[self.ip] = self.stub(13)
        self.go(state, again=True)
        # The program's GS does not load: in load_gs_index, as if the door had called it.
        state = self.push(self.whole(call.next), call.next)
        registers = state.registers
        inside = state.copy()
        registers["gs_base"], registers["k_gs_base"] = registers["k_gs_base"], registers["gs_base"]
        self.push(state, 0x18, registers["rsp"], 0x2, 0x10, self.address("load_gs_insn"), 0)
        registers[self.ip] = self.stub(13)
        self.go(state, again=True)
        inside.registers[self.ip] = self.fixups[self.address("load_gs_insn")]
        self.go(inside)
        for name, (index, error_code) in IST.items():
            offset = self.kernel.field("cpu", "ist_stack")[0]
            state = self.base.copy()
            state.registers["rsp"] = self.kernel.address("boot_cpu") + offset + (index + 1) * 4096
            frame = [self.kernel.number(self.top - number * 8) for number in range(1, 6)]
            self.push(state, *frame, *([0] if error_code else []))
            state.registers[self.ip] = self.address(name)
            self.go(state, again=True)

    def lay_ss(self, state):
        """The frame's ss becomes one of the LDT: the way out by espfix."""
        area = self.top - self.kernel.thread_size
        data = bytearray(state.memory[area])
        data[-self.word] = 7
        state.memory[area] = bytes(data)
        return state

    def espfix_32(self):
        self.go(self.lay_ss(self.whole("leave_iret")), again=True)
        # Now at IRET on the 16-bit segment. It faults there.
        state = self.cpu.save()
        pc = state.registers["eip"]
        tap.ok(state.registers["ss"] == ESPFIX_SS and self.code[pc].ends(), "IRET of espfix is reached")
        base = self.espfix_base()
        state.registers["esp"] = state.registers["esp"] + base & 0xffffffff
        self.push(state, 0x2, 0x60, pc, 0)
        state.registers["esp"] = state.registers["esp"] - base & 0xffffffff
        state.registers["eip"] = self.stub(13)
        self.go(state, again=True)

    def espfix_64(self):
        self.go(self.lay_ss(self.whole("leave_iret_user")), again=True)
        state = self.cpu.save()
        tap.ok(state.registers["rip"] == self.address("iret_espfix_insn"), "IRETQ of espfix is reached")
        alias = state.registers["rsp"]
        offset = self.kernel.field("cpu", "ist_stack")[0]
        state.registers["rsp"] = self.kernel.address("boot_cpu") + offset + 4096
        self.push(state, 0x18, alias, 0x2, 0x10, self.address("iret_espfix_insn"), 0)
        state.registers["rip"] = self.stub(13)
        self.go(state, again=True)

    # ---- the report ----

    def left(self):
        """The instructions that no way led to: a message if there are any."""
        left = [pc for pc in self.code if pc not in self.seen]
        return "not reached: " + self.places(left) if left else ""

    def places(self, pcs):
        return " ".join(map(self.session.describe, list(pcs)[:12]))

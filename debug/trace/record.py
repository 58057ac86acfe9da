# SPDX-License-Identifier: MIT
"""Runs inside gdb: records one system call of the guest program `traced`, instruction by instruction, as JSON.

The environment says what: VESTIBULE_MACHINE (QEMU's command line, gdb protocol on its standard input and output),
VESTIBULE_CALL, VESTIBULE_ENTRY, VESTIBULE_TRACE (the file to write). capture.py starts it, reads the file and adds what phases.py
finds out.

The file: `start` is the state before the first instruction, the program's call of the vDSO; each of `steps` has its pc, what it
`set` in registers and `wrote` to either stack, and (added) phase, lane and cpl. `code` has instruction, symbol and source of each pc;
`frame` is the address of struct pt_regs, whose words are named by `fields`, lowest first. Numbers are hexadecimal text: they have 64 bits.
"""

import json
import os

import gdb

MOST = 50000  # instructions
PAGE = 4096
BELOW = 64    # words of the kernel's stack below struct pt_regs
USER = (-64, 6)  # words of the program's stack, from its stack pointer at the call
GENERAL = ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp")
SEGMENTS = ("cs", "ss", "ds", "es", "fs", "gs")


class Recorder:
    def __init__(self, session):
        from vestibule.doors import Doors
        from vestibule.kernel import PT_ORDER
        self.session, self.kernel = session, session.kernel
        self.doors = Doors(session.kernel, session.symbols)
        self.fields = PT_ORDER[self.kernel.arch]
        own = [f"r{number}" for number in range(8, 16)] + ["gs_base", "k_gs_base"] if self.kernel.wide else []
        self.names = [self.kernel.prefix + name for name in (*GENERAL, "ip")] + own + ["eflags", *SEGMENTS]
        self.code, self.handlers = {}, set()

    # ---- to the call ----

    def find(self, call):
        """Runs to the instruction that calls the vDSO in the second round of traced's call; its address and length."""
        gdb.execute("program traced", to_string=True)
        task = self.kernel.current()
        mine = lambda: self.kernel.current() == task
        self.go(self.session.symbols.program.symbol("traced_" + call), mine)
        self.go(self.session.symbols.vdso.symbol("__kernel_vsyscall"), mine)
        back = self.kernel.number(self.kernel.register("sp"), 4)
        length = self.call_before(back)
        self.go(back - length, mine)
        return back

    def go(self, address, condition):
        from vestibule.command import Point, resume
        point = Point(address, condition)
        there = resume()
        point.delete()
        if not there or self.kernel.register("ip") != address:
            raise gdb.GdbError("the guest ended before its call")

    def call_before(self, back):
        """Length of the call instruction that returns to `back`."""
        architecture = gdb.newest_frame().architecture()
        for length in (6, 2, 3, 5, 7):
            line = architecture.disassemble(back - length, count=1)[0]
            if line["length"] == length and line["asm"].startswith("call"):
                return length
        raise gdb.GdbError(f"no call instruction before {back:#x}")

    # ---- one state ----

    def registers(self):
        frame = gdb.newest_frame()
        values = {}
        for name in self.names:
            value = frame.read_register(name)
            values[name] = int(value) & (1 << 8 * value.type.sizeof) - 1
        return values

    def memory(self):
        """{address: word} of both stacks' windows."""
        found = {}
        for start, count, size in self.windows:
            end = start + count * size
            while start < end:
                page = min(end, (start | PAGE - 1) + 1)
                try:
                    data = self.kernel.read(start, page - start)
                except gdb.GdbError:
                    data = b""  # the program's stack may end here
                found.update((start + at, int.from_bytes(data[at:at + size], "little")) for at in range(0, len(data), size))
                start = page
        return found

    def state(self):
        return self.registers(), self.memory()

    def at(self, pc):
        """What the instruction at pc is: looked up once."""
        if pc in self.code:
            return
        line = gdb.newest_frame().architecture().disassemble(pc, count=1)[0]
        sal, images = gdb.find_pc_line(pc), self.session.symbols
        where = "door" if self.kernel.in_doors(pc) else "kernel"
        if pc < self.kernel.user_limit:
            where = "vdso" if images.vdso and images.vdso.has(pc) else "program"
        self.code[pc] = {
            "asm": " ".join(line["asm"].split()), "bytes": self.kernel.read(pc, line["length"]).hex(),
            "symbol": self.session.describe(pc), "where": where, "inlined": self.inlined(pc),
            "file": sal.symtab.filename if sal.symtab else "", "line": sal.line if sal.symtab else 0,
        }

    @staticmethod
    def inlined(pc):
        """The functions inlined at pc, outermost first."""
        names, block = [], gdb.block_for_pc(pc)
        while block and not block.is_global:
            if block.function:
                names.append(block.function.name)
            block = block.superblock
        return names[-2::-1]

    # ---- the path ----

    def record(self, call):
        from vestibule.command import step
        back = self.find(call)
        task, sp = self.kernel.current(), self.kernel.register("sp")
        frame = self.kernel.frame_of(task)
        self.windows = [(frame - BELOW * self.kernel.word, BELOW + len(self.fields), self.kernel.word),
                        (sp + USER[0] * 4, USER[1] - USER[0], 4)]
        before = ({}, {})
        start = now = self.state()
        steps = []
        # The stops' own handler reads the running task each time: nothing here needs it.
        gdb.events.stop.disconnect(self.session.stops.stopped)
        while len(steps) < MOST:
            pc = self.kernel.register("ip")
            if steps and pc == back and self.kernel.register("sp") == sp:
                break
            self.at(pc)
            step()
            before, now = now, self.state()
            if now[0] == before[0]:
                continue  # QEMU was interrupted before the instruction, which then comes again
            steps.append({"pc": hex(pc), "set": changed(before[0], now[0]), "wrote": changed(before[1], now[1])})
        else:
            raise gdb.GdbError(f"the call did not return within {MOST} instructions")
        return {
            "format": 1, "arch": self.kernel.arch, "entry": os.environ["VESTIBULE_ENTRY"], "call": call,
            "word": self.kernel.word, "fields": self.fields, "frame": hex(frame), "registers": self.names,
            "landing_pad": hex(self.kernel.landing_pad(task)), "thunks": [hex(one) for one in self.thunks()],
            "compiler": compiler(),
            "start": {"registers": changed({}, start[0]), "stack": changed({}, start[1])},
            "code": {hex(pc): self.code[pc] for pc in sorted(self.code)}, "steps": steps,
        }

    def thunks(self):
        """What the system call table points to, of the instructions that were met."""
        start, count = self.kernel.address("ia32_sys_call_table"), self.kernel.number(self.kernel.address("nr_syscalls"), 4) + 1
        data = self.kernel.read(start, count * self.kernel.word)
        words = {int.from_bytes(data[at:at + self.kernel.word], "little") for at in range(0, len(data), self.kernel.word)}
        return sorted(words & set(self.code))


def compiler():
    """The compiler that made the kernel, as its debug data has it."""
    producer = gdb.lookup_global_symbol("start_kernel").symtab.producer or ""
    return " ".join(producer.split(" -")[0].split())


def changed(before, now):
    return {name if isinstance(name, str) else hex(name): hex(value) for name, value in now.items() if before.get(name) != value}


def main():
    try:
        gdb.execute("set remotetimeout 60", to_string=True)  # a loaded machine starts QEMU slowly
        gdb.execute("target remote | exec " + os.environ["VESTIBULE_MACHINE"], to_string=True)
        result = Recorder(gdb.vestibule).record(os.environ["VESTIBULE_CALL"])
        with open(os.environ["VESTIBULE_TRACE"], "w", encoding="utf-8") as file:
            json.dump(result, file)
        status = 0
    except (gdb.error, gdb.GdbError, OSError) as error:
        gdb.write(f"trace: {error}\n", gdb.STDERR)
        status = 1
    try:
        gdb.execute("kill", to_string=True)
    except gdb.error:
        pass  # it has ended by itself
    gdb.execute(f"quit {status}")


main()

# SPDX-License-Identifier: MIT
"""The kernel under the debugger: its width, and its structures read from memory by their debug data's layout.

Nothing here asks gdb for a frame, so unwinders may use it.
"""

import gdb

USER_LIMIT = 1 << 32  # an x86_64 process has nothing above (DESIGN: nothing of the kernel lies below)
PT_ORDER = {
    "i386": ("bx", "cx", "dx", "si", "di", "bp", "ax", "ds", "es", "fs", "gs", "orig_ax", "ip", "cs", "flags", "sp", "ss"),
    "x86_64": ("r15", "r14", "r13", "r12", "bp", "bx", "r11", "r10", "r9", "r8", "ax", "cx", "dx", "si", "di",
               "orig_ax", "ip", "cs", "flags", "sp", "ss"),
}
GENERAL = ("ax", "bx", "cx", "dx", "si", "di", "bp")
STATES = ("running", "sleeping", "waiting", "stopped", "traced", "zombie", "dead", "killable")


class Gone(gdb.GdbError):
    """The memory or register cannot be read (now)."""


class Kernel:
    """One object for the session; made when the kernel's file is loaded."""

    def __init__(self, path):
        self.path = path
        self.arch = "x86_64" if gdb.lookup_type("long").sizeof == 8 else "i386"
        self.word = 8 if self.arch == "x86_64" else 4
        self.wide = self.word == 8
        self.user_limit = USER_LIMIT if self.wide else 0xc0000000
        self.layouts = {}
        self.addresses = {}
        self.prefix = "r" if self.wide else "e"
        self.pt_size = len(PT_ORDER[self.arch]) * self.word
        self.thread_size = 8192  # asm/thread-size.h

    # ---- memory ----

    def read(self, address, size):
        try:
            return bytes(gdb.selected_inferior().read_memory(address & (1 << 64) - 1, size))
        except gdb.error as error:
            raise Gone(str(error)) from None

    def number(self, address, size=None):
        return int.from_bytes(self.read(address, size or self.word), "little")

    def string(self, address, limit=256):
        """A string as far as it is mapped."""
        text = b""
        while len(text) < limit:
            try:
                piece = self.read(address + len(text), min(16, limit - len(text)))
            except Gone:
                break
            end = piece.find(b"\0")
            if end >= 0:
                return (text + piece[:end]).decode("utf-8", "replace")
            text += piece
        return text.decode("utf-8", "replace")

    # ---- symbols and layouts, each looked up once ----

    def address(self, name):
        """A symbol's address; None if this kernel has none of that name."""
        if name not in self.addresses:
            symbol = gdb.lookup_global_symbol(name) or gdb.lookup_static_symbol(name)
            try:
                if symbol and symbol.symtab.objfile.filename != self.path:
                    symbol = None
                value = symbol.value().address if symbol else gdb.parse_and_eval(f"(char *)&'{name}'")
                self.addresses[name] = int(value) & (1 << 8 * self.word) - 1
            except gdb.error:
                self.addresses[name] = None
        return self.addresses[name]

    def field(self, structure, name):
        """(offset, size) of structure.name; name may be a path a.b."""
        key = (structure, name)
        if key not in self.layouts:
            kind, offset = gdb.lookup_type(f"struct {structure}"), 0
            for part in name.split("."):
                member = next(field for field in kind.fields() if field.name == part)
                offset += member.bitpos // 8
                kind = member.type.strip_typedefs()
            self.layouts[key] = (offset, kind.sizeof)
        return self.layouts[key]

    def get(self, structure, address, name):
        offset, size = self.field(structure, name)
        return self.number(address + offset, size)

    # ---- the CPU ----

    def register(self, name):
        """A register of the newest frame, by its i386 name without e (ax, ip, cs...)."""
        full = name if name in ("cs", "ss", "ds", "es", "fs", "gs") or name[0] == "r" and name[1:].isdigit() \
            else "eflags" if name == "flags" else self.prefix + name
        try:
            value = gdb.newest_frame().read_register(full)
        except gdb.error as error:
            raise Gone(f"no machine: {error}") from None
        return int(value) & (1 << 8 * self.word) - 1

    def alive(self):
        return gdb.selected_inferior().pid != 0

    def in_kernel(self):
        return self.register("cs") & 3 == 0

    # ---- tasks ----

    def cpu(self, name):
        return self.get("cpu", self.address("boot_cpu"), name)

    def current(self):
        """Address of the running task_struct; 0 before there are tasks."""
        return self.cpu("current_task")

    def task(self, address, name):
        return self.get("task_struct", address, name)

    def tasks(self):
        """Addresses of all tasks."""
        offset = self.field("task_struct", "all_node")[0]
        head = self.address("all_tasks")
        node = self.number(head)
        for _ in range(100000):
            if node in (head, 0):
                return
            yield node - offset
            node = self.number(node)

    def find(self, pid):
        for task in self.tasks():
            if self.task(task, "pid") == pid:
                return task
        raise gdb.GdbError(f"no task {pid}; `tasks` lists them")

    def comm(self, task):
        return self.string(task + self.field("task_struct", "comm")[0], 16)

    def state(self, task):
        number = self.task(task, "state")
        return STATES[number] if number < len(STATES) else str(number)

    def frame_of(self, task):
        """Where the task's struct pt_regs is: the top of its stack."""
        return self.task(task, "stack") + self.thread_size - self.pt_size

    def pt(self, frame, name):
        return self.number(frame + PT_ORDER[self.arch].index(name) * self.word)

    def landing_pad(self, task):
        mm = self.task(task, "mm")
        return self.get("mm_struct", mm, "landing_pad") if mm else 0

    def program(self, mm):
        """The path of the program that runs in mm; '' if there is none."""
        file = self.get("mm_struct", mm, "exe_file") if mm else 0
        dentry = self.get("file", file, "dentry") if file else 0
        parts = []
        for _ in range(64):
            parent = self.get("dentry", dentry, "parent") if dentry else 0
            name = self.string(self.get("dentry", dentry, "name")) if dentry else ""
            if parent in (0, dentry):
                break
            parts.append(name)
            dentry = parent
        return "/" + "/".join(reversed(parts)) if parts else ""

    def entry_point(self, mm):
        """AT_ENTRY of the program in mm (getauxval(3)), 0 if it has none yet."""
        offset, size = self.field("mm_struct", "saved_auxv")
        words = self.read(mm + offset, size)
        pairs = [int.from_bytes(words[at:at + 4], "little") for at in range(0, size, 4)]
        for kind, value in zip(pairs[::2], pairs[1::2]):
            if kind == 9:
                return value
        return 0

    def in_doors(self, pc):
        start, end = self.address("_entry_text_start"), self.address("_entry_text_end")
        return start is not None and start <= pc < end

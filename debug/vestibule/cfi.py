# SPDX-License-Identifier: MIT
"""Call frame information (DWARF 4, 6.4; .eh_frame as in the System V ABI for AMD64, 4.2.4).

gdb reads it for the width of the CPU only. Here it serves for 32-bit programs under a 64-bit kernel.
"""

import bisect

UNDEFINED, SAME, OFFSET, VAL_OFFSET, REGISTER, EXPRESSION, VAL_EXPRESSION = range(7)

PCREL, INDIRECT, OMIT = 0x10, 0x80, 0xff


class Unreadable(Exception):
    """Something in the description that is not understood, or memory that cannot be read."""


class Cursor:
    """Reads numbers from bytes; `address` is that of the first one."""

    def __init__(self, data, at=0, end=None, address=0, size=4):
        self.data, self.at, self.address, self.size = data, at, address, size
        self.end = len(data) if end is None else end

    def more(self):
        return self.at < self.end

    def number(self, size, signed=False):
        value = int.from_bytes(self.data[self.at:self.at + size], "little", signed=signed)
        self.at += size
        return value

    def uleb(self):
        value = shift = 0
        while True:
            byte = self.number(1)
            value |= (byte & 0x7f) << shift
            shift += 7
            if not byte & 0x80:
                return value

    def sleb(self):
        start = self.at
        value = self.uleb()
        bits = 7 * (self.at - start)
        return value - (1 << bits) if value >> (bits - 1) else value

    def string(self):
        end = self.data.index(b"\0", self.at)
        text = self.data[self.at:end]
        self.at = end + 1
        return text.decode("latin-1")

    def block(self):
        length = self.uleb()
        self.at += length
        return self.data[self.at - length:self.at]

    def pointer(self, encoding):
        if encoding == OMIT:
            return 0
        here = self.address + self.at
        form = encoding & 0x0f
        if form == 0:
            value = self.number(self.size)
        elif form in (1, 9):
            value = self.uleb() if form == 1 else self.sleb()
        elif form & 7 in (2, 3, 4):
            value = self.number(1 << (form & 7) - 1, bool(form & 8))
        else:
            raise Unreadable(f"pointer encoding {encoding:#x}")
        if encoding & 0x70 == PCREL:
            value += here
        elif encoding & 0x70 or encoding & INDIRECT:
            raise Unreadable(f"pointer encoding {encoding:#x}")
        return value & (1 << 8 * self.size) - 1


class Cie:
    """What the descriptions of many functions have in common."""

    def __init__(self, cursor, end, eh):
        version = cursor.number(1)
        augmentation = cursor.string()
        if version >= 4:
            cursor.number(2)  # address and segment size
        self.code_align, self.data_align = cursor.uleb(), cursor.sleb()
        self.ra = cursor.number(1) if version == 1 else cursor.uleb()
        self.encoding, self.sized, self.signal = 0, False, "S" in augmentation
        if augmentation.startswith("z"):
            self.sized = True
            body = cursor.block()
            inner = Cursor(body, size=cursor.size)
            for letter in augmentation[1:]:
                if letter == "R":
                    self.encoding = inner.number(1)
                elif letter == "L":
                    inner.number(1)
                elif letter == "P":
                    inner.pointer(inner.number(1) & 0x0f)
        self.program = cursor.data[cursor.at:end]


class Function:
    """The description of the code in [start, end)."""

    def __init__(self, start, end, cie, program, size):
        self.start, self.end, self.cie, self.program, self.size = start, end, cie, program, size

    def row(self, pc):
        """The rules that hold at pc: (cfa, {register: (kind, operand)})."""
        state = Row()
        state.run(Cursor(self.cie.program, size=self.size), self.cie, self.start, None)
        state.initial = dict(state.rules)
        state.run(Cursor(self.program, size=self.size), self.cie, self.start, pc)
        return state


class Row:
    def __init__(self):
        self.cfa = None  # (register, offset), or the bytes of an expression
        self.rules = {}
        self.initial = {}
        self.stack = []

    def run(self, code, cie, loc, pc):
        """Executes instructions while their location is not beyond pc (None: all of them)."""
        while code.more():
            op = code.number(1)
            high, low = op & 0xc0, op & 0x3f
            if high == 0x40 or op in (1, 2, 3, 4):
                loc = {1: lambda: code.number(code.size), 2: lambda: loc + code.number(1) * cie.code_align,
                       3: lambda: loc + code.number(2) * cie.code_align,
                       4: lambda: loc + code.number(4) * cie.code_align,
                       }.get(op, lambda: loc + low * cie.code_align)()
                if pc is not None and loc > pc:
                    return
            elif high == 0x80:
                self.rules[low] = (OFFSET, code.uleb() * cie.data_align)
            elif high == 0xc0:
                self.restore(low)
            else:
                self.extended(op, code, cie)

    def restore(self, register):
        if register in self.initial:
            self.rules[register] = self.initial[register]
        else:
            self.rules.pop(register, None)

    def extended(self, op, code, cie):
        rules = self.rules
        if op == 0x00:
            pass
        elif op == 0x05:
            register = code.uleb()
            rules[register] = (OFFSET, code.uleb() * cie.data_align)
        elif op == 0x06:
            self.restore(code.uleb())
        elif op == 0x07:
            rules[code.uleb()] = (UNDEFINED, None)
        elif op == 0x08:
            rules[code.uleb()] = (SAME, None)
        elif op == 0x09:
            register = code.uleb()
            rules[register] = (REGISTER, code.uleb())
        elif op == 0x0a:
            self.stack.append((self.cfa, dict(rules)))
        elif op == 0x0b:
            self.cfa, self.rules = self.stack.pop()
        elif op == 0x0c:
            self.cfa = (code.uleb(), code.uleb())
        elif op == 0x0d:
            self.cfa = (code.uleb(), self.cfa[1])
        elif op == 0x0e:
            self.cfa = (self.cfa[0], code.uleb())
        elif op == 0x0f:
            self.cfa = code.block()
        elif op in (0x10, 0x16):
            register = code.uleb()
            rules[register] = (EXPRESSION if op == 0x10 else VAL_EXPRESSION, code.block())
        elif op in (0x11, 0x15):
            register = code.uleb()
            rules[register] = (OFFSET if op == 0x11 else VAL_OFFSET, code.sleb() * cie.data_align)
        elif op == 0x12:
            self.cfa = (code.uleb(), code.sleb() * cie.data_align)
        elif op == 0x13:
            self.cfa = (self.cfa[0], code.sleb() * cie.data_align)
        elif op == 0x14:
            register = code.uleb()
            rules[register] = (VAL_OFFSET, code.uleb() * cie.data_align)
        elif op == 0x2e:
            code.uleb()  # DW_CFA_GNU_args_size
        else:
            raise Unreadable(f"CFA instruction {op:#x}")


class Table:
    """All descriptions of one ELF file, as linked."""

    def __init__(self, elf):
        self.size = elf.bits // 8
        self.functions = []
        for name in (".eh_frame", ".debug_frame"):
            if name in elf.sections:
                self.read(*elf.sections[name], eh=name == ".eh_frame")
        self.functions.sort(key=lambda function: function.start)
        self.starts = [function.start for function in self.functions]

    def read(self, address, data, eh):
        cies = {}
        cursor = Cursor(data, address=address, size=self.size)
        while cursor.at + 4 <= len(data):
            start = cursor.at
            length = cursor.number(4)
            if length == 0:
                continue  # a terminator, where files were joined
            end = cursor.at + length
            field = cursor.at
            ident = cursor.number(4)
            try:
                if ident == (0 if eh else 0xffffffff):
                    cies[start] = Cie(cursor, end, eh)
                else:
                    cie = cies[field - ident if eh else ident]
                    first = cursor.pointer(cie.encoding)
                    count = cursor.pointer(cie.encoding & 0x0f)
                    if cie.sized:
                        cursor.block()
                    if first and count:  # 0: the linker threw the function away
                        self.functions.append(Function(first, first + count, cie, data[cursor.at:end], self.size))
            except (Unreadable, KeyError, IndexError):
                pass  # one that is not understood does not hide the others
            cursor.at = end

    def find(self, pc):
        """The description of the function at pc, or None."""
        index = bisect.bisect_right(self.starts, pc) - 1
        if index >= 0 and pc < self.functions[index].end:
            return self.functions[index]
        return None


class Machine:
    """Registers and memory of one frame; evaluates rules. read_register(n) and read_memory(address, size) may raise."""

    def __init__(self, size, read_register, read_memory):
        self.size = size
        self.mask = (1 << 8 * size) - 1
        self.register = read_register
        self.memory = read_memory

    def cfa(self, row):
        if isinstance(row.cfa, tuple):
            return (self.register(row.cfa[0]) + row.cfa[1]) & self.mask
        if row.cfa is None:
            raise Unreadable("no CFA")
        return self.expression(row.cfa, [])

    def value(self, register, rule, cfa):
        """What the register was in the caller; None if that is lost."""
        kind, operand = rule
        if kind == UNDEFINED:
            return None
        if kind == SAME:
            return self.register(register)
        if kind == OFFSET:
            return self.memory((cfa + operand) & self.mask, self.size)
        if kind == VAL_OFFSET:
            return (cfa + operand) & self.mask
        if kind == REGISTER:
            return self.register(operand)
        value = self.expression(operand, [cfa])
        return self.memory(value, self.size) if kind == EXPRESSION else value

    def expression(self, code, stack):
        """DWARF 4, 2.5."""
        cursor = Cursor(code, size=self.size)
        while cursor.more():
            self.operation(cursor.number(1), cursor, stack)
            stack[-1:] = [value & self.mask for value in stack[-1:]]
        return stack[-1]

    def signed(self, value):
        return value - (self.mask + 1) if value > self.mask >> 1 else value

    def operation(self, op, cursor, stack):
        pop = stack.pop
        if 0x30 <= op <= 0x4f:
            stack.append(op - 0x30)
        elif 0x70 <= op <= 0x8f:
            stack.append(self.register(op - 0x70) + cursor.sleb())
        elif op == 0x92:
            stack.append(self.register(cursor.uleb()) + cursor.sleb())
        elif op == 0x03:
            stack.append(cursor.number(self.size))
        elif op == 0x06:
            stack.append(self.memory(pop(), self.size))
        elif op == 0x94:
            stack.append(self.memory(pop(), cursor.number(1)))
        elif 0x08 <= op <= 0x0f:
            stack.append(cursor.number(1 << (op - 8) // 2, bool(op & 1)))
        elif op in (0x10, 0x11):
            stack.append(cursor.uleb() if op == 0x10 else cursor.sleb())
        elif op == 0x12:
            stack.append(stack[-1])
        elif op == 0x13:
            pop()
        elif op == 0x14:
            stack.append(stack[-2])
        elif op == 0x15:
            stack.append(stack[-1 - cursor.number(1)])
        elif op == 0x16:
            stack[-1], stack[-2] = stack[-2], stack[-1]
        elif op == 0x1f:
            stack.append(-pop())
        elif op == 0x20:
            stack.append(~pop())
        elif op == 0x23:
            stack.append(pop() + cursor.uleb())
        elif op in (0x28, 0x2f):
            offset = cursor.number(2, True)
            if op == 0x2f or pop():
                cursor.at += offset
        elif op == 0x96:
            pass
        else:
            right, left = pop(), pop()
            stack.append(self.binary(op, left, right))

    def binary(self, op, left, right):
        if op in (0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x2e):
            left, right = self.signed(left), self.signed(right)
            return int({0x29: left == right, 0x2a: left >= right, 0x2b: left > right,
                        0x2c: left <= right, 0x2d: left < right, 0x2e: left != right}[op])
        simple = {0x1a: lambda: left & right, 0x1c: lambda: left - right, 0x1e: lambda: left * right,
                  0x21: lambda: left | right, 0x22: lambda: left + right, 0x24: lambda: left << right,
                  0x25: lambda: left >> right, 0x26: lambda: self.signed(left) >> right, 0x27: lambda: left ^ right}
        if op not in simple:
            raise Unreadable(f"DWARF operation {op:#x}")
        return simple[op]()

/* SPDX-License-Identifier: MIT */
/*
 * Undefined behaviour, which the compiler's checks find in the debug build (-fsanitize=undefined): the
 * kernel stops with one line. Each check hands over a description that begins with its place in the
 * source. The names are the compiler's.
 */

#ifdef CONFIG_DEBUG

#include <kernel/printk.h>

struct source_location {
	const char *file;
	u32 line, column;
};

/* clang calls them with their arguments on the stack, whatever -mregparm says. */
#if defined(__clang__) && defined(__i386__)
#define BY_COMPILER __attribute__((regparm(0)))
#else
#define BY_COMPILER
#endif

#define CHECK(name, what)                                                                          \
	void BY_COMPILER __noreturn __ubsan_handle_##name(const struct source_location *where)     \
	{                                                                                          \
		panic("undefined behaviour at %s:%u: " what, where->file, where->line);            \
	}

CHECK(add_overflow_abort, "signed addition overflows")
CHECK(sub_overflow_abort, "signed subtraction overflows")
CHECK(mul_overflow_abort, "signed multiplication overflows")
CHECK(negate_overflow_abort, "signed negation overflows")
CHECK(divrem_overflow_abort, "division by zero, or its result overflows")
CHECK(shift_out_of_bounds_abort, "shift by a negative count or too far")
CHECK(out_of_bounds_abort, "index outside the array")
CHECK(pointer_overflow_abort, "pointer arithmetic wraps around")
CHECK(load_invalid_value_abort, "a bool or enum holds no value of its type")
CHECK(vla_bound_not_positive_abort, "array of negative size")
CHECK(nonnull_arg_abort, "null passed where the function forbids it")
CHECK(invalid_builtin_abort, "zero passed to a count of zero bits")
CHECK(builtin_unreachable, "a place that cannot be reached was")

#endif

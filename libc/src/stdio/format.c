/* SPDX-License-Identifier: MIT */
/* printf's conversions: d i u o x X c s p n m %, with flags, width, precision and length. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "format.h"

struct spec {
	bool left, plus, space, alt, zero, upper;
	int width, precision;	/* precision -1: none */
	int length;		/* the letter; 'H' for hh, 'L' for ll; 0 for int */
};

struct out {
	struct sink *sink;
	size_t total;
	bool failed;
};

static void emit(struct out *o, const char *text, size_t n)
{
	if (!n || o->failed)
		return;
	if (o->sink->put(o->sink, text, n) < 0)
		o->failed = true;
	o->total += n;
	if (o->total > INT_MAX) {
		errno = EOVERFLOW;
		o->failed = true;
	}
}

static void pad(struct out *o, char c, int n)
{
	char block[32];

	if (n <= 0)
		return;
	memset(block, c, sizeof(block));
	for (; n > (int)sizeof(block) && !o->failed; n -= sizeof(block))
		emit(o, block, sizeof(block));
	emit(o, block, n);
}

/* prefix is a sign or 0x, and comes before zeros but after blanks. */
static void emit_field(struct out *o, const struct spec *sp, const char *prefix, int zeros,
		       const char *text, size_t len)
{
	int prefix_len = strlen(prefix);
	int blanks = 0;

	if (len + prefix_len + zeros < (size_t)sp->width)
		blanks = sp->width - len - prefix_len - zeros;
	if (!sp->left)
		pad(o, ' ', blanks);
	emit(o, prefix, prefix_len);
	pad(o, '0', zeros);
	emit(o, text, len);
	if (sp->left)
		pad(o, ' ', blanks);
}

static void format_integer(struct out *o, const struct spec *sp, uint64_t value, unsigned int base,
			   const char *prefix)
{
	const char *digits = sp->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char buf[24];
	char *p = buf + sizeof(buf);
	int len, zeros = 0;

	while (value) {
		*--p = digits[value % base];
		value /= base;
	}
	len = buf + sizeof(buf) - p;
	if (sp->precision >= 0)
		zeros = sp->precision > len ? sp->precision - len : 0;
	else if (!len)
		zeros = 1;
	if (base == 8 && sp->alt && !zeros)
		zeros = 1;
	if (sp->zero && !sp->left && sp->precision < 0) {
		int room = sp->width - (int)strlen(prefix);

		if (room > len + zeros)
			zeros = room - len;
	}
	emit_field(o, sp, prefix, zeros, p, len);
}

static int64_t signed_arg(const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case 'H':
		return (signed char)va_arg(*ap, int);
	case 'h':
		return (short)va_arg(*ap, int);
	case 'L':
	case 'j':
		return va_arg(*ap, long long);
	default:
		return va_arg(*ap, long);	/* as int, size_t and ptrdiff_t are on i386 */
	}
}

static uint64_t unsigned_arg(const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case 'H':
		return (unsigned char)va_arg(*ap, int);
	case 'h':
		return (unsigned short)va_arg(*ap, int);
	case 'L':
	case 'j':
		return va_arg(*ap, unsigned long long);
	default:
		return va_arg(*ap, unsigned long);
	}
}

static void store_count(struct out *o, const struct spec *sp, va_list *ap)
{
	switch (sp->length) {
	case 'H':
		*va_arg(*ap, signed char *) = o->total;
		break;
	case 'h':
		*va_arg(*ap, short *) = o->total;
		break;
	case 'L':
	case 'j':
		*va_arg(*ap, long long *) = o->total;
		break;
	default:
		*va_arg(*ap, int *) = o->total;
	}
}

static void format_string(struct out *o, const struct spec *sp, const char *s)
{
	if (!s)
		s = sp->precision >= 0 && sp->precision < 6 ? "" : "(null)";
	emit_field(o, sp, "", 0, s,
		   sp->precision >= 0 ? strnlen(s, sp->precision) : strlen(s));
}

static void convert(struct out *o, struct spec *sp, char conv, va_list *ap)
{
	uint64_t u;
	int64_t d;
	char c;

	switch (conv) {
	case 'd':
	case 'i':
		d = signed_arg(sp, ap);
		format_integer(o, sp, d < 0 ? -(uint64_t)d : (uint64_t)d, 10,
			       d < 0 ? "-" : sp->plus ? "+" : sp->space ? " " : "");
		break;
	case 'u':
		format_integer(o, sp, unsigned_arg(sp, ap), 10, "");
		break;
	case 'o':
		format_integer(o, sp, unsigned_arg(sp, ap), 8, "");
		break;
	case 'x':
	case 'X':
		sp->upper = conv == 'X';
		u = unsigned_arg(sp, ap);
		format_integer(o, sp, u, 16, !sp->alt || !u ? "" : sp->upper ? "0X" : "0x");
		break;
	case 'p':
		u = va_arg(*ap, uintptr_t);
		if (u)
			format_integer(o, sp, u, 16, "0x");
		else
			emit_field(o, sp, "", 0, "(nil)", 5);
		break;
	case 'c':
		c = va_arg(*ap, int);
		emit_field(o, sp, "", 0, &c, 1);
		break;
	case 's':
		format_string(o, sp, va_arg(*ap, const char *));
		break;
	case 'm':
		format_string(o, sp, strerror(errno));
		break;
	case 'n':
		store_count(o, sp, ap);
		break;
	case '%':
		emit(o, "%", 1);
		break;
	default:
		errno = EINVAL;
		o->failed = true;
	}
}

static const char *parse_flags(const char *p, struct spec *sp)
{
	for (;; p++) {
		switch (*p) {
		case '-':
			sp->left = true;
			break;
		case '+':
			sp->plus = true;
			break;
		case ' ':
			sp->space = true;
			break;
		case '#':
			sp->alt = true;
			break;
		case '0':
			sp->zero = true;
			break;
		case '\'':
			break;		/* no thousands in the C locale */
		default:
			return p;
		}
	}
}

/* A number or *; INT_MAX stands for anything greater, and overflows at the output. */
static const char *parse_number(const char *p, int *value, va_list *ap)
{
	if (*p == '*') {
		*value = va_arg(*ap, int);
		return p + 1;
	}
	for (*value = 0; *p >= '0' && *p <= '9'; p++)
		if (__builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, *p - '0', value))
			*value = INT_MAX;
	return p;
}

static const char *parse_length(const char *p, struct spec *sp)
{
	if (!*p || !strchr("hljztqL", *p))
		return p;
	sp->length = *p == 'q' ? 'L' : *p;
	if ((*p == 'h' || *p == 'l') && p[1] == *p) {
		sp->length = *p == 'h' ? 'H' : 'L';
		p++;
	}
	return p + 1;
}

static const char *parse_spec(const char *p, struct spec *sp, va_list *ap)
{
	*sp = (struct spec){ .precision = -1 };
	p = parse_number(parse_flags(p, sp), &sp->width, ap);
	if (sp->width < 0) {
		sp->left = true;
		sp->width = sp->width == INT_MIN ? INT_MAX : -sp->width;
	}
	if (*p == '.') {
		p = parse_number(p + 1, &sp->precision, ap);
		if (sp->precision < 0)
			sp->precision = -1;
	}
	return parse_length(p, sp);
}

int __format(struct sink *s, const char *fmt, va_list ap)
{
	struct out o = { .sink = s };
	va_list args;

	va_copy(args, ap);
	while (*fmt && !o.failed) {
		size_t plain = strcspn(fmt, "%");
		struct spec spec;

		emit(&o, fmt, plain);
		fmt += plain;
		if (!*fmt)
			break;
		fmt = parse_spec(fmt + 1, &spec, &args);
		convert(&o, &spec, *fmt, &args);
		if (*fmt)
			fmt++;
	}
	va_end(args);
	return o.failed ? -1 : (int)o.total;
}

/* SPDX-License-Identifier: MIT */
/* vsnprintf: the subset of C11 7.21.6.1 that <kernel/printk.h> names. Pure: also built for the host. */

#include <kernel/printk.h>
#include <kernel/string.h>
#include <kernel/time.h>

struct out {
	char *buf;
	size_t size, len; /* len counts what would have been written */
};

struct spec {
	bool left, zero, plus, space, alt, upper;
	int width, precision; /* precision -1: none given */
	int length;	      /* -2 hh, -1 h, 0, 1 l, 2 ll, 3 z */
};

static void put(struct out *o, char c)
{
	if (o->len + 1 < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void pad(struct out *o, char c, int n)
{
	while (n-- > 0)
		put(o, c);
}

static void put_string(struct out *o, const struct spec *sp, const char *s)
{
	int len;

	if (!s)
		s = "(null)";
	len = sp->precision >= 0 ? (int)strnlen(s, sp->precision) : (int)strlen(s);
	if (!sp->left)
		pad(o, ' ', sp->width - len);
	for (int i = 0; i < len; i++)
		put(o, s[i]);
	if (sp->left)
		pad(o, ' ', sp->width - len);
}

static void put_number(struct out *o, const struct spec *sp, u64 n, u32 base, const char *prefix)
{
	const char *digits = sp->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char tmp[24];
	int len = 0, zeros, prefix_len = strlen(prefix);
	u32 digit;

	while (n) {
		n = div_u64_rem(n, base, &digit);
		tmp[len++] = digits[digit];
	}
	if (!len && sp->precision != 0)
		tmp[len++] = '0';
	zeros = sp->precision - len;
	if (sp->precision < 0 && sp->zero && !sp->left)
		zeros = sp->width - len - prefix_len;
	zeros = max(zeros, 0);
	if (!sp->left)
		pad(o, ' ', sp->width - len - zeros - prefix_len);
	while (*prefix)
		put(o, *prefix++);
	pad(o, '0', zeros);
	for (int i = len; i > 0; i--)
		put(o, tmp[i - 1]);
	if (sp->left)
		pad(o, ' ', sp->width - len - zeros - prefix_len);
}

static s64 get_signed(int length, va_list *ap)
{
	switch (length) {
	case 2: return va_arg(*ap, long long);
	case 1: return va_arg(*ap, long);
	case 3: return (long)va_arg(*ap, size_t);
	case -1: return (s16)va_arg(*ap, int);
	case -2: return (s8)va_arg(*ap, int);
	default: return va_arg(*ap, int);
	}
}

static u64 get_unsigned(int length, va_list *ap)
{
	switch (length) {
	case 2: return va_arg(*ap, unsigned long long);
	case 1: return va_arg(*ap, unsigned long);
	case 3: return va_arg(*ap, size_t);
	case -1: return (u16)va_arg(*ap, unsigned int);
	case -2: return (u8)va_arg(*ap, unsigned int);
	default: return va_arg(*ap, unsigned int);
	}
}

static int parse_int(const char **fmt, va_list *ap)
{
	int n = 0;

	if (**fmt == '*') {
		(*fmt)++;
		return va_arg(*ap, int);
	}
	while (**fmt >= '0' && **fmt <= '9')
		n = n * 10 + *(*fmt)++ - '0';
	return n;
}

static const char *parse_spec(const char *fmt, struct spec *sp, va_list *ap)
{
	*sp = (struct spec){ .precision = -1 };
	for (;; fmt++) {
		if (*fmt == '-')
			sp->left = true;
		else if (*fmt == '0')
			sp->zero = true;
		else if (*fmt == '+')
			sp->plus = true;
		else if (*fmt == ' ')
			sp->space = true;
		else if (*fmt == '#')
			sp->alt = true;
		else
			break;
	}
	sp->width = parse_int(&fmt, ap);
	if (sp->width < 0) {
		sp->left = true;
		sp->width = -sp->width;
	}
	if (*fmt == '.') {
		fmt++;
		sp->precision = parse_int(&fmt, ap);
	}
	for (;; fmt++) {
		if (*fmt == 'h')
			sp->length--;
		else if (*fmt == 'l')
			sp->length++;
		else if (*fmt == 'z')
			sp->length = 3;
		else
			return fmt;
	}
}

static void format_one(struct out *o, struct spec *sp, char conv, va_list *ap)
{
	char c[2] = { 0, 0 };
	s64 n;

	switch (conv) {
	case 'd':
	case 'i':
		n = get_signed(sp->length, ap);
		put_number(o, sp, n < 0 ? -(u64)n : (u64)n, 10,
			   n < 0 ? "-" : sp->plus ? "+" : sp->space ? " " : "");
		break;
	case 'u':
		put_number(o, sp, get_unsigned(sp->length, ap), 10, "");
		break;
	case 'o':
		put_number(o, sp, get_unsigned(sp->length, ap), 8, sp->alt ? "0" : "");
		break;
	case 'X':
		sp->upper = true; /* fall through */
	case 'x': {
		u64 x = get_unsigned(sp->length, ap);

		put_number(o, sp, x, 16, sp->alt && x ? (sp->upper ? "0X" : "0x") : "");
		break;
	}
	case 'p':
		sp->precision = 2 * sizeof(void *);
		put_number(o, sp, (unsigned long)va_arg(*ap, void *), 16, "0x");
		break;
	case 'c':
		c[0] = va_arg(*ap, int);
		pad(o, ' ', sp->left ? 0 : sp->width - 1);
		put(o, c[0]);
		pad(o, ' ', sp->left ? sp->width - 1 : 0);
		break;
	case 's':
		put_string(o, sp, va_arg(*ap, const char *));
		break;
	default:
		put(o, conv);
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct out o = { buf, size, 0 };
	struct spec sp;
	va_list args;

	va_copy(args, ap);
	while (*fmt) {
		if (*fmt != '%') {
			put(&o, *fmt++);
			continue;
		}
		fmt = parse_spec(fmt + 1, &sp, &args);
		if (!*fmt)
			break;
		format_one(&o, &sp, *fmt++, &args);
	}
	va_end(args);
	if (size)
		buf[min(o.len, size - 1)] = '\0';
	return o.len;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}

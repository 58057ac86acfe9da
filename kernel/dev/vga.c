/* SPDX-License-Identifier: MIT */

/*
 * VGA text, 80x25, as a terminal: the subset of ECMA-48 that TERM=linux programs use.
 * The screen is a window into the 32 KiB of text memory that moves down as the text scrolls
 * (CRTC start address), so that a scroll writes one line instead of the whole screen.
 */

#include <asm/io.h>
#include <asm/irqflags.h>
#include <asm/page.h>
#include <kernel/printk.h>
#include <kernel/string.h>
#include <kernel/tty.h>

#define VGA_MEMORY	0xb8000
#define VGA_CELLS	(32768 / 2)
#define COLUMNS		80
#define ROWS		25
#define TAB_WIDTH	8

#define CRTC_INDEX	0x3d4
#define CRTC_DATA	0x3d5
#define CRTC_CURSOR_START 0x0a
#define CRTC_START_HIGH	0x0c
#define CRTC_CURSOR_HIGH 0x0e
#define CURSOR_OFF	0x20

#define ATTR_NORMAL	0x07
#define ATTR_BRIGHT	0x08
#define MAX_PARAMS	8

enum escape_state { TEXT, ESCAPE, CSI, OSC, CHARSET };

static struct {
	u16 shadow[ROWS * COLUMNS];	/* what the screen shows; video memory is slow to read */
	unsigned int origin;		/* cell of video memory at the top left corner */
	unsigned int x, y;
	bool wrap;			/* the last column was written: the next character wraps */
	unsigned int saved_x, saved_y;
	unsigned int top, bottom;	/* scrolling region, rows, bottom exclusive */
	u8 fg, bg;			/* VGA colours */
	bool bold, reverse, cursor_hidden;
	enum escape_state state;
	bool private_csi;		/* CSI ? */
	unsigned int nparams;
	unsigned int param[MAX_PARAMS];
} vga;

static u16 *video(void)
{
	return (u16 *)phys_to_virt(VGA_MEMORY);
}

static void crtc_write(u8 index, u8 value)
{
	outb(CRTC_INDEX, index);
	outb(CRTC_DATA, value);
}

static void crtc_write_pair(u8 index, unsigned int value)
{
	crtc_write(index, value >> 8);
	crtc_write(index + 1, value & 0xff);
}

static u16 cell(u8 c)
{
	u8 fg = vga.fg | (vga.bold ? ATTR_BRIGHT : 0), bg = vga.bg;
	u8 attr = vga.reverse ? (u8)(fg << 4 | bg) & 0x7f : (u8)(bg << 4 | fg);

	return (u16)(attr << 8 | c);
}

static void put_cell(unsigned int at, u16 value)
{
	vga.shadow[at] = value;
	*(volatile u16 *)(video() + vga.origin + at) = value;
}

static void fill(unsigned int from, unsigned int to)
{
	u16 blank = (u16)((vga.bg << 4 | vga.fg) << 8 | ' ');

	while (from < to)
		put_cell(from++, blank);
}

static void redraw(unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		*(volatile u16 *)(video() + vga.origin + from) = vga.shadow[from];
}

static void scroll_window(void)
{
	memmove(vga.shadow, vga.shadow + COLUMNS, (ROWS - 1) * COLUMNS * sizeof(u16));
	vga.origin += COLUMNS;
	if (vga.origin + ROWS * COLUMNS > VGA_CELLS) {
		vga.origin = 0;
		redraw(0, (ROWS - 1) * COLUMNS);
	}
	fill((ROWS - 1) * COLUMNS, ROWS * COLUMNS);
	crtc_write_pair(CRTC_START_HIGH, vga.origin);
}

/* Move rows [top, bottom) up by n lines (down if n < 0); lines that come in are blank. */
static void scroll_rows(unsigned int top, unsigned int bottom, int n)
{
	unsigned int lines = bottom - top, count = (unsigned int)(n < 0 ? -n : n);

	if (top >= bottom)
		return;
	if (n == 1 && top == 0 && bottom == ROWS) {
		scroll_window();
		return;
	}
	count = min(count, lines);
	if (n > 0)
		memmove(vga.shadow + top * COLUMNS, vga.shadow + (top + count) * COLUMNS,
			(lines - count) * COLUMNS * sizeof(u16));
	else
		memmove(vga.shadow + (top + count) * COLUMNS, vga.shadow + top * COLUMNS,
			(lines - count) * COLUMNS * sizeof(u16));
	redraw(top * COLUMNS, bottom * COLUMNS);
	if (n > 0)
		fill((bottom - count) * COLUMNS, bottom * COLUMNS);
	else
		fill(top * COLUMNS, (top + count) * COLUMNS);
}

static void line_feed(void)
{
	vga.wrap = false;
	if (vga.y + 1 == vga.bottom)
		scroll_rows(vga.top, vga.bottom, 1);
	else if (vga.y + 1 < ROWS)
		vga.y++;
}

static void reverse_line_feed(void)
{
	vga.wrap = false;
	if (vga.y == vga.top)
		scroll_rows(vga.top, vga.bottom, -1);
	else if (vga.y)
		vga.y--;
}

static void move_to(unsigned int x, unsigned int y)
{
	vga.x = min(x, COLUMNS - 1u);
	vga.y = min(y, ROWS - 1u);
	vga.wrap = false;
}

static void put_character(u8 c)
{
	if (vga.wrap) {
		vga.x = 0;
		line_feed();
	}
	put_cell(vga.y * COLUMNS + vga.x, cell(c));
	if (vga.x + 1 == COLUMNS)
		vga.wrap = true;
	else
		vga.x++;
}

static void reset(void)
{
	vga.fg = ATTR_NORMAL;
	vga.bg = 0;
	vga.bold = vga.reverse = vga.cursor_hidden = false;
	vga.top = 0;
	vga.bottom = ROWS;
	vga.saved_x = vga.saved_y = 0;
	vga.state = TEXT;
	move_to(0, 0);
	fill(0, ROWS * COLUMNS);
}

static void control_character(u8 c)
{
	switch (c) {
	case '\b':
		if (vga.x)
			vga.x--;
		vga.wrap = false;
		break;
	case '\t':
		move_to((vga.x + TAB_WIDTH) & ~(TAB_WIDTH - 1u), vga.y);
		break;
	case '\n':
	case '\v':
	case '\f':
		line_feed();
		break;
	case '\r':
		move_to(0, vga.y);
		break;
	case 0x1b:
		vga.state = ESCAPE;
		break;
	}
}

/* Parameter i, or def where it is absent or 0. */
static unsigned int param(unsigned int i, unsigned int def)
{
	return i < vga.nparams && vga.param[i] ? vga.param[i] : def;
}

/* ANSI colour numbers are red green blue from bit 0, VGA's blue green red. */
static u8 vga_colour(unsigned int ansi)
{
	return (u8)((ansi & 1) << 2 | (ansi & 2) | (ansi & 4) >> 2);
}

static void select_rendition(unsigned int p)
{
	if (p == 0) {
		vga.fg = ATTR_NORMAL;
		vga.bg = 0;
		vga.bold = vga.reverse = false;
	} else if (p == 1) {
		vga.bold = true;
	} else if (p == 22) {
		vga.bold = false;
	} else if (p == 7 || p == 27) {
		vga.reverse = p == 7;
	} else if (p >= 30 && p <= 37) {
		vga.fg = vga_colour(p - 30);
	} else if (p == 39) {
		vga.fg = ATTR_NORMAL;
	} else if (p >= 40 && p <= 47) {
		vga.bg = vga_colour(p - 40);
	} else if (p == 49) {
		vga.bg = 0;
	} else if (p >= 90 && p <= 97) {
		vga.fg = vga_colour(p - 90) | ATTR_BRIGHT;
	}
}

static void erase_display(unsigned int how)
{
	unsigned int at = vga.y * COLUMNS + vga.x;

	if (how == 0)
		fill(at, ROWS * COLUMNS);
	else if (how == 1)
		fill(0, at + 1);
	else
		fill(0, ROWS * COLUMNS);
}

static void erase_line(unsigned int how)
{
	unsigned int line = vga.y * COLUMNS;

	if (how == 0)
		fill(line + vga.x, line + COLUMNS);
	else if (how == 1)
		fill(line, line + vga.x + 1);
	else
		fill(line, line + COLUMNS);
}

/* Shift the rest of the line by n cells: left (delete) or right (insert). */
static void shift_cells(unsigned int n, bool insert)
{
	unsigned int line = vga.y * COLUMNS, at = line + vga.x, end = line + COLUMNS;

	n = min(n, end - at);
	if (insert)
		memmove(vga.shadow + at + n, vga.shadow + at, (end - at - n) * sizeof(u16));
	else
		memmove(vga.shadow + at, vga.shadow + at + n, (end - at - n) * sizeof(u16));
	redraw(at, end);
	if (insert)
		fill(at, at + n);
	else
		fill(end - n, end);
}

static void set_region(void)
{
	unsigned int top = param(0, 1), bottom = param(1, ROWS);

	if (top >= bottom || bottom > ROWS)
		return;
	vga.top = top - 1;
	vga.bottom = bottom;
	move_to(0, 0);
}

static void csi_move(u8 final)
{
	unsigned int n = param(0, 1);

	switch (final) {
	case 'A':
		move_to(vga.x, vga.y - min(n, vga.y));
		break;
	case 'B':
		move_to(vga.x, vga.y + min(n, (unsigned int)ROWS));
		break;
	case 'C':
		move_to(vga.x + min(n, (unsigned int)COLUMNS), vga.y);
		break;
	case 'D':
		move_to(vga.x - min(n, vga.x), vga.y);
		break;
	case 'G':
	case '`':
		move_to(n - 1, vga.y);
		break;
	case 'd':
		move_to(vga.x, n - 1);
		break;
	case 'H':
	case 'f':
		move_to(param(1, 1) - 1, n - 1);
		break;
	}
}

static void csi_edit(u8 final)
{
	unsigned int n = min(param(0, 1), 255u);

	switch (final) {
	case '@':
		shift_cells(n, true);
		break;
	case 'P':
		shift_cells(n, false);
		break;
	case 'X':
		fill(vga.y * COLUMNS + vga.x,
		     vga.y * COLUMNS + min(vga.x + n, (unsigned int)COLUMNS));
		break;
	case 'L':
		if (vga.y >= vga.top && vga.y < vga.bottom)
			scroll_rows(vga.y, vga.bottom, -(int)n);
		break;
	case 'M':
		if (vga.y >= vga.top && vga.y < vga.bottom)
			scroll_rows(vga.y, vga.bottom, (int)n);
		break;
	case 'J':
		erase_display(param(0, 0));
		break;
	case 'K':
		erase_line(param(0, 0));
		break;
	case 'm':
		for (unsigned int i = 0; i < max(vga.nparams, 1u); i++)
			select_rendition(param(i, 0));
		break;
	case 'r':
		set_region();
		break;
	case 's':
		vga.saved_x = vga.x;
		vga.saved_y = vga.y;
		break;
	case 'u':
		move_to(vga.saved_x, vga.saved_y);
		break;
	}
}

static void csi_final(u8 final)
{
	vga.state = TEXT;
	if (vga.private_csi) {
		if (param(0, 0) == 25 && (final == 'h' || final == 'l'))
			vga.cursor_hidden = final == 'l';
		return;
	}
	csi_move(final);
	csi_edit(final);
}

static void csi_character(u8 c)
{
	if (c == '?') {
		vga.private_csi = true;
	} else if (c >= '0' && c <= '9') {
		unsigned int *p = &vga.param[vga.nparams ? vga.nparams - 1 : 0];

		if (!vga.nparams)
			vga.nparams = 1;
		*p = min(*p * 10 + (c - '0'), 9999u);
	} else if (c == ';') {
		if (!vga.nparams)
			vga.nparams = 1;
		if (vga.nparams < MAX_PARAMS)
			vga.nparams++;
	} else if (c >= 0x40 && c <= 0x7e) {
		csi_final(c);
	}
}

static void escape_character(u8 c)
{
	vga.state = TEXT;
	switch (c) {
	case '[':
		vga.state = CSI;
		vga.private_csi = false;
		vga.nparams = 0;
		memset(vga.param, 0, sizeof(vga.param));
		break;
	case ']':
		vga.state = OSC;
		break;
	case '(':
	case ')':
		vga.state = CHARSET;
		break;
	case '7':
		vga.saved_x = vga.x;
		vga.saved_y = vga.y;
		break;
	case '8':
		move_to(vga.saved_x, vga.saved_y);
		break;
	case 'D':
		line_feed();
		break;
	case 'E':
		vga.x = 0;
		line_feed();
		break;
	case 'M':
		reverse_line_feed();
		break;
	case 'c':
		reset();
		break;
	}
}

static void vga_byte(u8 c)
{
	if (vga.state == OSC) {
		/* A title: ends at BEL or at ESC \. */
		if (c == '\a')
			vga.state = TEXT;
		else if (c == 0x1b)
			vga.state = CHARSET;
		return;
	}
	if (c < 0x20 || c == 0x7f) {
		control_character(c);
		return;
	}
	switch (vga.state) {
	case ESCAPE:
		escape_character(c);
		break;
	case CSI:
		csi_character(c);
		break;
	case CHARSET:
		vga.state = TEXT;
		break;
	default:
		/* One mark for a UTF-8 sequence: the font is code page 437. */
		if (c < 0x80)
			put_character(c);
		else if (c >= 0xc0)
			put_character('?');
	}
}

static void show_cursor(void)
{
	static bool hidden;

	crtc_write_pair(CRTC_CURSOR_HIGH, vga.origin + vga.y * COLUMNS + vga.x);
	if (hidden != vga.cursor_hidden) {
		hidden = vga.cursor_hidden;
		crtc_write(CRTC_CURSOR_START, hidden ? CURSOR_OFF : 14);
	}
}

/* No lock, as in serial.c: the state is whole after each byte. */
static void vga_write(const char *s, size_t n)
{
	unsigned long flags = local_irq_save();

	while (n--)
		vga_byte((u8)*s++);
	show_cursor();
	local_irq_restore(flags);
}

static struct console vga_console = { .write = vga_write };

void vga_console_init(void)
{
	if (!console_wanted("tty0") && !console_wanted("tty1"))
		return;
	reset();
	crtc_write_pair(CRTC_START_HIGH, 0);
	crtc_write(CRTC_CURSOR_START, 14);
	console_register(&vga_console);
}

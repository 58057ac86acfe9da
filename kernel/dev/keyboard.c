/* SPDX-License-Identifier: MIT */

/*
 * The PS/2 keyboard (IBM PS/2 Technical Reference, keyboard controller 8042), scan code set 1,
 * US layout. Keys become what TERM=linux calls them.
 */

#include <asm/io.h>
#include <asm/irq.h>
#include <kernel/fs.h>
#include <kernel/string.h>
#include <kernel/tty.h>

#define KBD_IRQ		1
#define KBD_DATA	0x60
#define KBD_STATUS	0x64
#define KBD_COMMAND	0x64

#define STATUS_OUT_FULL	0x01
#define STATUS_IN_FULL	0x02
#define STATUS_MOUSE	0x20

#define CMD_READ_CONFIG	0x20
#define CMD_WRITE_CONFIG 0x60
#define CMD_ENABLE	0xae
#define CONFIG_IRQ	0x01
#define CONFIG_DISABLED	0x10
#define CONFIG_TRANSLATE 0x40

#define RELEASED	0x80
#define EXTENDED	0xe0
#define PAUSE_PREFIX	0xe1

#define KEY_CTRL	0x1d
#define KEY_LSHIFT	0x2a
#define KEY_RSHIFT	0x36
#define KEY_ALT		0x38
#define KEY_CAPS	0x3a
#define KEY_F1		0x3b
#define KEY_F10		0x44
#define KEY_NUM		0x45
#define KEY_PAD_7	0x47
#define KEY_PAD_DOT	0x53
#define KEY_F11		0x57
#define KEY_F12		0x58
#define KEY_PAD_ENTER	0x1c
#define KEY_PAD_SLASH	0x35

static const char normal[0x3a] =
	"\0\0331234567890-=\177\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
static const char shifted[0x3a] =
	"\0\033!@#$%^&*()_+\177\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";
static const char keypad[] = "789-456+1230.";

/* By scan code from KEY_PAD_7 on: home up pgup - left 5 right + end down pgdn ins del. */
static const char *const moves[] = {
	"\033[1~", "\033[A", "\033[5~", "-", "\033[D", "\033[G", "\033[C", "+",
	"\033[4~", "\033[B", "\033[6~", "\033[2~", "\033[3~",
};
static const char *const functions[] = {
	"\033[[A", "\033[[B", "\033[[C", "\033[[D", "\033[[E", "\033[17~",
	"\033[18~", "\033[19~", "\033[20~", "\033[21~", "\033[23~", "\033[24~",
};

static struct {
	bool lshift, rshift, lctrl, rctrl, alt, caps, num;
	bool extended;
	unsigned int skip;	/* bytes of a sequence that mean nothing */
} kbd;

static void send(const char *s)
{
	while (*s)
		tty_receive(*s++);
}

static void send_char(char c)
{
	if (kbd.alt)
		tty_receive('\033');
	tty_receive(c);
}

/* Shift and control keys, by code and E0. True if it was one. */
static bool modifier(u8 code, bool extended, bool down)
{
	switch (code) {
	case KEY_LSHIFT:
		if (!extended) /* E0 2A is sent around some keys and no shift */
			kbd.lshift = down;
		return true;
	case KEY_RSHIFT:
		if (!extended)
			kbd.rshift = down;
		return true;
	case KEY_CTRL:
		if (extended)
			kbd.rctrl = down;
		else
			kbd.lctrl = down;
		return true;
	case KEY_ALT:
		kbd.alt = down;
		return true;
	case KEY_CAPS:
		kbd.caps ^= down;
		return true;
	case KEY_NUM:
		kbd.num ^= down;
		return true;
	}
	return false;
}

/* What Ctrl makes of c: a control character, or c itself. */
static char controlled(char c)
{
	if (c == ' ' || c == '@')
		return 0;
	if (c == '\177')
		return '\b';
	if (c == '/' || c == '-')
		return 0x1f;
	if ((c >= 'a' && c <= 'z') || (c >= '@' && c <= '_'))
		return c & 0x1f;
	return c;
}

static void plain_key(u8 code)
{
	bool shift = kbd.lshift || kbd.rshift;
	char c = normal[code];

	if (!c)
		return;
	if (c >= 'a' && c <= 'z')
		shift ^= kbd.caps;
	if (shift)
		c = shifted[code];
	if (kbd.lctrl || kbd.rctrl)
		c = controlled(c);
	send_char(c);
}

static void key_down(u8 code, bool extended)
{
	if (code >= KEY_PAD_7 && code <= KEY_PAD_DOT) {
		if (!extended && (kbd.num || strchr("-+", keypad[code - KEY_PAD_7])))
			send_char(keypad[code - KEY_PAD_7]);
		else
			send(moves[code - KEY_PAD_7]);
	} else if (code >= KEY_F1 && code <= KEY_F10) {
		send(functions[code - KEY_F1]);
	} else if (code == KEY_F11 || code == KEY_F12) {
		send(functions[code - KEY_F11 + 10]);
	} else if (code < sizeof(normal) &&
		   (!extended || code == KEY_PAD_ENTER || code == KEY_PAD_SLASH)) {
		plain_key(code);
	}
}

static void scan_code(u8 byte)
{
	bool extended = kbd.extended, down = !(byte & RELEASED);

	if (kbd.skip) {
		kbd.skip--;
		return;
	}
	if (byte == EXTENDED) {
		kbd.extended = true;
		return;
	}
	if (byte == PAUSE_PREFIX) {
		kbd.skip = 2; /* the Pause key: two more bytes, twice */
		return;
	}
	kbd.extended = false;
	byte &= ~RELEASED;
	if (!modifier(byte, extended, down) && down)
		key_down(byte, extended);
}

static void keyboard_interrupt(struct pt_regs *regs)
{
	/* Bounded: a controller that is not there reads as all ones. */
	for (int i = 0; i < 16; i++) {
		u8 status = inb(KBD_STATUS), byte;

		if (!(status & STATUS_OUT_FULL))
			break;
		byte = inb(KBD_DATA);
		if (!(status & STATUS_MOUSE))
			scan_code(byte);
	}
}

/* True if the controller takes a byte. */
static bool wait_writable(void)
{
	for (unsigned int i = 0; i < 100000; i++)
		if (!(inb(KBD_STATUS) & STATUS_IN_FULL))
			return true;
	return false;
}

static bool wait_readable(void)
{
	for (unsigned int i = 0; i < 100000; i++)
		if (inb(KBD_STATUS) & STATUS_OUT_FULL)
			return true;
	return false;
}

static bool command(u8 cmd)
{
	if (!wait_writable())
		return false;
	outb(KBD_COMMAND, cmd);
	return true;
}

static void drain(void)
{
	for (int i = 0; i < 32 && (inb(KBD_STATUS) & STATUS_OUT_FULL); i++)
		inb(KBD_DATA);
}

/* Let the keyboard interrupt, in scan code set 1. False if there is no controller. */
static bool configure(void)
{
	u8 config;

	drain();
	if (!command(CMD_ENABLE) || !command(CMD_READ_CONFIG) || !wait_readable())
		return false;
	config = inb(KBD_DATA);
	config = (config | CONFIG_IRQ | CONFIG_TRANSLATE) & ~CONFIG_DISABLED;
	if (!command(CMD_WRITE_CONFIG) || !wait_writable())
		return false;
	outb(KBD_DATA, config);
	return true;
}

void keyboard_init(void)
{
	if (!console_wanted("tty0") && !console_wanted("tty1"))
		return;
	if (inb(KBD_STATUS) == 0xff || !configure())
		return;
	irq_install(KBD_IRQ, "keyboard", keyboard_interrupt);
	drain();
}

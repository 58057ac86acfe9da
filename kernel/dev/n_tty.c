/* SPDX-License-Identifier: MIT */

/* The line discipline's input and output processing: termios(3). */

#include "tty.h"

#define ERASED		"\b \b"
#define TAB_WIDTH	8
#define EOF_MARK	0	/* what ^D leaves in the buffer */
#define MAX_LINE	(TTY_BUF_SIZE - 1)

static u8 *at(struct tty *tty, u32 pos)
{
	return &tty->buf[pos % TTY_BUF_SIZE];
}

static void mark_end(struct tty *tty, u32 pos, bool end)
{
	u32 i = pos % TTY_BUF_SIZE, bit = 1u << i % 32;

	if (end)
		tty->ends[i / 32] |= bit;
	else
		tty->ends[i / 32] &= ~bit;
}

static bool is_control(u8 c)
{
	return c < 0x20 || c == 0x7f;
}

/* A byte of a UTF-8 character that is not its first. */
static bool continues(const struct tty *tty, u8 c)
{
	return I_FLAG(tty, IUTF8) && (c & 0xc0) == 0x80;
}

/* True if c is the special character number i; a disabled one (0) is none. */
static bool is_cc(const struct tty *tty, u8 c, int i)
{
	return c == tty->termios.c_cc[i] && c;
}

/* ---- output ---- */

u32 n_tty_output(struct tty *tty, u8 c, char *out)
{
	u32 n = 0, spaces;

	if (!O_FLAG(tty, OPOST)) {
		out[0] = (char)c;
		return 1;
	}
	switch (c) {
	case '\n':
		if (O_FLAG(tty, ONLRET | ONLCR))
			tty->column = 0;
		if (O_FLAG(tty, ONLCR))
			out[n++] = '\r';
		break;
	case '\r':
		if (O_FLAG(tty, ONOCR) && !tty->column)
			return 0;
		if (O_FLAG(tty, OCRNL)) {
			c = '\n';
			if (O_FLAG(tty, ONLRET))
				tty->column = 0;
		} else {
			tty->column = 0;
		}
		break;
	case '\t':
		spaces = TAB_WIDTH - tty->column % TAB_WIDTH;
		tty->column += spaces;
		if (O_FLAG(tty, TABDLY) == XTABS) {
			memset(out, ' ', spaces);
			return spaces;
		}
		break;
	case '\b':
		if (tty->column)
			tty->column--;
		break;
	default:
		if (is_control(c))
			break;
		if (O_FLAG(tty, OLCUC) && c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (!continues(tty, c))
			tty->column++;
	}
	out[n++] = (char)c;
	return n;
}

/* ---- echo ---- */

static void echo_raw(struct tty *tty, u8 c)
{
	if (tty->echo_len + 8 > ECHO_BUF_SIZE)
		tty_flush_echo(tty);
	if (tty->echo_len + 8 <= ECHO_BUF_SIZE)
		tty->echo_len += n_tty_output(tty, c, tty->echo + tty->echo_len);
}

static void echo_text(struct tty *tty, const char *s)
{
	while (*s)
		echo_raw(tty, (u8)*s++);
}

static void echo_char(struct tty *tty, u8 c)
{
	if (L_FLAG(tty, ECHOCTL) && is_control(c) && c != '\t') {
		echo_raw(tty, '^');
		echo_raw(tty, c ^ 0x40);
	} else {
		echo_raw(tty, c);
	}
}

static void finish_erasing(struct tty *tty)
{
	if (tty->erasing) {
		echo_raw(tty, '/');
		tty->erasing = false;
	}
}

/* ---- input ---- */

bool n_tty_room(const struct tty *tty)
{
	if (tty->head - tty->tail < MAX_LINE)
		return true;
	/* A line that is too long loses its rest, else nobody could ever end it. */
	return L_FLAG(tty, ICANON) && tty->canon_head == tty->tail;
}

static void put(struct tty *tty, u8 c)
{
	if (tty->head - tty->tail >= TTY_BUF_SIZE)
		return;
	mark_end(tty, tty->head, false);
	*at(tty, tty->head++) = c;
}

void n_tty_flush_input(struct tty *tty)
{
	tty->head = tty->canon_head = tty->tail = 0;
	memset(tty->ends, 0, sizeof(tty->ends));
	tty->erasing = tty->lnext = false;
	tty_wake_input();
}

static void end_line(struct tty *tty, u8 c)
{
	if (tty->head - tty->tail >= TTY_BUF_SIZE)
		return;
	put(tty, c);
	mark_end(tty, tty->head - 1, true);
	tty->canon_head = tty->head;
	wake_up_interruptible(&tty->read_wait);
}

/* Where the cursor was before the last character of [canon_head, end). */
static u32 column_at(struct tty *tty, u32 end)
{
	u32 column = tty->canon_column;

	for (u32 pos = tty->canon_head; pos != end; pos++) {
		u8 c = *at(tty, pos);

		if (c == '\t')
			column = (column | (TAB_WIDTH - 1)) + 1;
		else if (is_control(c))
			column += L_FLAG(tty, ECHOCTL) ? 2 : 0;
		else if (!continues(tty, c))
			column++;
	}
	return column;
}

/* Take the echo of c, which stood at head, off the screen. */
static void unecho(struct tty *tty, u8 c, int how)
{
	if (L_FLAG(tty, ECHOPRT)) {
		if (!tty->erasing) {
			echo_raw(tty, '\\');
			tty->erasing = true;
		}
		echo_char(tty, c);
	} else if (how == VERASE && !L_FLAG(tty, ECHOE)) {
		echo_char(tty, tty->termios.c_cc[VERASE]);
	} else if (c == '\t') {
		u32 column = column_at(tty, tty->head);

		while (tty->column > column)
			echo_raw(tty, '\b');
	} else {
		if (is_control(c) && L_FLAG(tty, ECHOCTL))
			echo_text(tty, ERASED);
		if (!is_control(c) || L_FLAG(tty, ECHOCTL))
			echo_text(tty, ERASED);
	}
}

/* Remove the last character of the edited line, whole if it is UTF-8, and return its first byte. */
static u8 drop_last(struct tty *tty)
{
	u8 c;

	do
		c = *at(tty, --tty->head);
	while (continues(tty, c) && tty->head != tty->canon_head);
	return c;
}

static bool in_word(u8 c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_' || c >= 0x80;
}

static void erase_word(struct tty *tty)
{
	bool seen = false;

	while (tty->head != tty->canon_head) {
		u32 before = tty->head;
		u8 c = drop_last(tty);

		if (in_word(c)) {
			seen = true;
		} else if (seen) {
			tty->head = before;
			break;
		}
		if (L_FLAG(tty, ECHO))
			unecho(tty, c, VWERASE);
	}
}

static void kill_line(struct tty *tty)
{
	if (L_FLAG(tty, ECHO) && L_FLAG(tty, ECHOK) && L_FLAG(tty, ECHOKE) && L_FLAG(tty, ECHOE)) {
		while (tty->head != tty->canon_head)
			unecho(tty, drop_last(tty), VKILL);
		return;
	}
	tty->head = tty->canon_head;
	if (!L_FLAG(tty, ECHO))
		return;
	finish_erasing(tty);
	echo_char(tty, tty->termios.c_cc[VKILL]);
	if (L_FLAG(tty, ECHOK))
		echo_raw(tty, '\n');
}

static void erase(struct tty *tty, int how)
{
	if (tty->head == tty->canon_head)
		return;
	if (how == VERASE) {
		u8 c = drop_last(tty);

		if (L_FLAG(tty, ECHO))
			unecho(tty, c, VERASE);
	} else if (how == VWERASE) {
		erase_word(tty);
	} else {
		kill_line(tty);
	}
	if (tty->head == tty->canon_head && L_FLAG(tty, ECHO))
		finish_erasing(tty);
}

static void echo_input(struct tty *tty, u8 c)
{
	finish_erasing(tty);
	if (c == '\n') {
		echo_raw(tty, '\n');
		return;
	}
	if (tty->canon_head == tty->head)
		tty->canon_column = tty->column;
	echo_char(tty, c);
}

static void ordinary(struct tty *tty, u8 c)
{
	if (tty->head - tty->tail >= MAX_LINE) {
		if (I_FLAG(tty, IMAXBEL))
			echo_raw(tty, '\a');
		return;
	}
	if (L_FLAG(tty, ECHO))
		echo_input(tty, c);
	if (c == 0xff && I_FLAG(tty, PARMRK))
		put(tty, c);
	put(tty, c);
	if (!L_FLAG(tty, ICANON))
		wake_up_interruptible(&tty->read_wait);
}

static void reprint(struct tty *tty)
{
	finish_erasing(tty);
	echo_char(tty, tty->termios.c_cc[VREPRINT]);
	echo_raw(tty, '\n');
	for (u32 pos = tty->canon_head; pos != tty->head; pos++)
		echo_char(tty, *at(tty, pos));
}

/* ICANON's characters. True if c was one. */
static bool canonical(struct tty *tty, u8 c)
{
	bool iexten = L_FLAG(tty, IEXTEN);

	if (is_cc(tty, c, VERASE) || is_cc(tty, c, VKILL) || (is_cc(tty, c, VWERASE) && iexten)) {
		erase(tty, is_cc(tty, c, VERASE) ? VERASE : is_cc(tty, c, VKILL) ? VKILL : VWERASE);
	} else if (is_cc(tty, c, VLNEXT) && iexten) {
		tty->lnext = true;
		if (L_FLAG(tty, ECHO) && L_FLAG(tty, ECHOCTL)) {
			finish_erasing(tty);
			echo_text(tty, "^\b");
		}
	} else if (is_cc(tty, c, VREPRINT) && L_FLAG(tty, ECHO) && iexten) {
		reprint(tty);
	} else if (c == '\n') {
		if (L_FLAG(tty, ECHO | ECHONL))
			echo_raw(tty, '\n');
		end_line(tty, '\n');
	} else if (is_cc(tty, c, VEOF)) {
		end_line(tty, EOF_MARK);
	} else if (is_cc(tty, c, VEOL) || (is_cc(tty, c, VEOL2) && iexten)) {
		if (L_FLAG(tty, ECHO))
			echo_input(tty, c);
		end_line(tty, c);
	} else {
		return false;
	}
	return true;
}

static void signal_char(struct tty *tty, u8 c, int sig)
{
	if (!L_FLAG(tty, NOFLSH)) {
		n_tty_flush_input(tty);
		tty->echo_len = 0;
	}
	if (I_FLAG(tty, IXON))
		tty_start(tty);
	if (L_FLAG(tty, ECHO))
		echo_char(tty, c);
	tty_flush_echo(tty);
	tty_signal(tty, sig);
}

/* Flow control and signals. True if c was for them. */
static bool control(struct tty *tty, u8 c)
{
	static const struct {
		u8 cc, sig;
	} signals[] = { { VINTR, SIGINT }, { VQUIT, SIGQUIT }, { VSUSP, SIGTSTP } };

	if (I_FLAG(tty, IXON)) {
		if (is_cc(tty, c, VSTART)) {
			tty_start(tty);
			return true;
		}
		if (is_cc(tty, c, VSTOP)) {
			tty_stop(tty);
			return true;
		}
	}
	for (u32 i = 0; L_FLAG(tty, ISIG) && i < ARRAY_SIZE(signals); i++) {
		if (is_cc(tty, c, signals[i].cc)) {
			signal_char(tty, c, signals[i].sig);
			return true;
		}
	}
	return false;
}

void n_tty_receive(struct tty *tty, u8 c)
{
	if (I_FLAG(tty, ISTRIP))
		c &= 0x7f;
	if (I_FLAG(tty, IUCLC) && L_FLAG(tty, IEXTEN) && c >= 'A' && c <= 'Z')
		c += 'a' - 'A';
	if (tty->lnext) {
		tty->lnext = false;
		ordinary(tty, c);
		return;
	}
	if (control(tty, c))
		return;
	if (tty->stopped && I_FLAG(tty, IXON) && I_FLAG(tty, IXANY))
		tty_start(tty);
	if (c == '\r') {
		if (I_FLAG(tty, IGNCR))
			return;
		if (I_FLAG(tty, ICRNL))
			c = '\n';
	} else if (c == '\n' && I_FLAG(tty, INLCR)) {
		c = '\r';
	}
	if (L_FLAG(tty, ICANON) && canonical(tty, c))
		return;
	ordinary(tty, c);
}

/* ICANON was switched: what is in the buffer becomes one line, or plain bytes. */
void n_tty_mode_changed(struct tty *tty, u32 old_lflag)
{
	if ((old_lflag ^ tty->termios.c_lflag) & ICANON) {
		memset(tty->ends, 0, sizeof(tty->ends));
		tty->erasing = tty->lnext = false;
		tty->canon_head = tty->tail;
		if (L_FLAG(tty, ICANON) && tty->head != tty->tail) {
			mark_end(tty, tty->head - 1, true);
			tty->canon_head = tty->head;
		}
	}
	wake_up_interruptible(&tty->read_wait);
	tty_wake_input();
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char days[][10] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
};
static const char months[][10] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December",
};

static const char *composed(char conv)
{
	switch (conv) {
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'R':
		return "%H:%M";
	case 'r':
		return "%I:%M:%S %p";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	}
	return NULL;
}

static int text(char *to, size_t size, char conv, const struct tm *tm)
{
	struct tm copy = *tm;

	switch (conv) {
	case 'a':
		return snprintf(to, size, "%.3s", days[tm->tm_wday % 7]);
	case 'A':
		return snprintf(to, size, "%s", days[tm->tm_wday % 7]);
	case 'b':
	case 'h':
		return snprintf(to, size, "%.3s", months[tm->tm_mon % 12]);
	case 'B':
		return snprintf(to, size, "%s", months[tm->tm_mon % 12]);
	case 'p':
		return snprintf(to, size, "%s", tm->tm_hour < 12 ? "AM" : "PM");
	case 'Z':
		return snprintf(to, size, "UTC");
	case 'z':
		return snprintf(to, size, "+0000");
	case 'n':
		return snprintf(to, size, "\n");
	case 't':
		return snprintf(to, size, "\t");
	case 's':
		return snprintf(to, size, "%lld", timegm(&copy));
	}
	return snprintf(to, size, "%c", conv);
}

static int number(char *to, size_t size, char conv, const struct tm *tm)
{
	switch (conv) {
	case 'd':
		return snprintf(to, size, "%02d", tm->tm_mday);
	case 'e':
		return snprintf(to, size, "%2d", tm->tm_mday);
	case 'H':
		return snprintf(to, size, "%02d", tm->tm_hour);
	case 'I':
		return snprintf(to, size, "%02d", (tm->tm_hour + 11) % 12 + 1);
	case 'j':
		return snprintf(to, size, "%03d", tm->tm_yday + 1);
	case 'm':
		return snprintf(to, size, "%02d", tm->tm_mon + 1);
	case 'M':
		return snprintf(to, size, "%02d", tm->tm_min);
	case 'S':
		return snprintf(to, size, "%02d", tm->tm_sec);
	case 'u':
		return snprintf(to, size, "%d", (tm->tm_wday + 6) % 7 + 1);
	case 'w':
		return snprintf(to, size, "%d", tm->tm_wday);
	case 'y':
		return snprintf(to, size, "%02d", tm->tm_year % 100);
	case 'Y':
		return snprintf(to, size, "%d", tm->tm_year + 1900);
	}
	return -1;
}

size_t strftime(char *buf, size_t size, const char *fmt, const struct tm *tm)
{
	size_t used = 0;

	for (; *fmt; fmt++) {
		size_t room = size - used;
		const char *sub;
		int n = 1;

		if (*fmt != '%' || !fmt[1]) {
			if (room > 1)
				buf[used] = *fmt;
		} else if ((sub = composed(*++fmt))) {
			n = strftime(buf + used, room, sub, tm);
			if (!n)
				return 0;
		} else {
			n = number(buf + used, room, *fmt, tm);
			if (n < 0)
				n = text(buf + used, room, *fmt, tm);
		}
		if ((size_t)n >= room)
			return 0;
		used += n;
	}
	if (used >= size)
		return 0;
	buf[used] = '\0';
	return used;
}

char *asctime_r(const struct tm *tm, char *buf)
{
	strftime(buf, 26, "%a %b %e %H:%M:%S %Y\n", tm);
	return buf;
}

char *asctime(const struct tm *tm)
{
	static char buf[26];

	return asctime_r(tm, buf);
}

char *ctime(const time_t *t)
{
	return asctime(gmtime(t));
}

/* SPDX-License-Identifier: MIT */
/* Calendar arithmetic over eras of 400 years that begin on 1 March. */
#include <time.h>

#define ERA_DAYS	146097
/* 1 January 1970 is this many days after 1 March of year 0. */
#define EPOCH		719468
#define DAY		86400

/* div and mod that round down. */
static long long floor_div(long long a, long long b)
{
	return a / b - (a % b < 0);
}

static int is_leap(long long year)
{
	return (year % 4 == 0 && year % 100) || year % 400 == 0;
}

struct tm *gmtime_r(const time_t *t, struct tm *tm)
{
	long long days = floor_div(*t, DAY);
	int secs = *t - days * DAY;
	long long era = floor_div(days + EPOCH, ERA_DAYS);
	int doe = days + EPOCH - era * ERA_DAYS;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);	/* from 1 March */
	int month = (5 * doy + 2) / 153;			/* 0 is March */
	long long year = era * 400 + yoe + (month >= 10);

	*tm = (struct tm){
		.tm_sec = secs % 60, .tm_min = secs / 60 % 60, .tm_hour = secs / 3600,
		.tm_mday = doy - (153 * month + 2) / 5 + 1,
		.tm_mon = (month + 2) % 12, .tm_year = year - 1900,
		.tm_wday = days + 4 - floor_div(days + 4, 7) * 7,
		.tm_yday = month >= 10 ? doy - 306 : doy + 59 + is_leap(year),
		.tm_zone = "UTC",
	};
	return tm;
}

struct tm *gmtime(const time_t *t)
{
	static struct tm tm;

	return gmtime_r(t, &tm);
}

struct tm *localtime_r(const time_t *t, struct tm *tm)
{
	return gmtime_r(t, tm);
}

struct tm *localtime(const time_t *t)
{
	return gmtime(t);
}

/* Fields may be out of their ranges; *tm is set right. */
time_t timegm(struct tm *tm)
{
	long long months = tm->tm_year * 12LL + tm->tm_mon - 2;	/* from March */
	long long year = floor_div(months, 12) + 1900;
	int month = months - floor_div(months, 12) * 12;
	long long era = floor_div(year, 400);
	int yoe = year - era * 400;
	long long days = era * ERA_DAYS + 365 * yoe + yoe / 4 - yoe / 100 +
			 (153 * month + 2) / 5 + tm->tm_mday - 1 - EPOCH;
	time_t t = days * DAY + tm->tm_hour * 3600LL + tm->tm_min * 60LL + tm->tm_sec;

	gmtime_r(&t, tm);
	return t;
}

time_t mktime(struct tm *tm)
{
	return timegm(tm);
}

/* SPDX-License-Identifier: MIT */
/*
 * Signal frames: the offsets of Linux's i386 ABI, and the x87 state's two layouts, compared with what this
 * machine's own FNSAVE and FXSAVE write for the same registers.
 */
#define __KERNEL__ 1

#include "../../arch/x86/kernel/i387.c"

extern int printf(const char *fmt, ...);

#define SIZE(type, n)		_Static_assert(sizeof(type) == (n), #type)
#define AT(type, field, n)	_Static_assert(__builtin_offsetof(type, field) == (n), #type "." #field)

SIZE(struct sigframe, 732);
AT(struct sigframe, pretcode, 0);
AT(struct sigframe, sig, 4);
AT(struct sigframe, sc, 8);
AT(struct sigframe, fpstate_unused, 96);
AT(struct sigframe, extramask, 720);
AT(struct sigframe, retcode, 724);

SIZE(struct rt_sigframe, 268);
AT(struct rt_sigframe, sig, 4);
AT(struct rt_sigframe, pinfo, 8);
AT(struct rt_sigframe, puc, 12);
AT(struct rt_sigframe, info, 16);
AT(struct rt_sigframe, uc, 144);
AT(struct rt_sigframe, uc.uc_mcontext, 164);
AT(struct rt_sigframe, uc.uc_sigmask, 252);
AT(struct rt_sigframe, retcode, 260);

SIZE(struct fpstate, FPSTATE_HEADER_SIZE + FPSTATE_FXSAVE_SIZE);
AT(struct fpstate, status, 108);
AT(struct fpstate, magic, 110);
AT(struct fpstate, _fxsr_env, FPSTATE_HEADER_SIZE);
SIZE(struct fxregs, FPSTATE_FXSAVE_SIZE);
AT(struct fxregs, mxcsr, 24);
AT(struct fxregs, st, 32);
AT(struct fxregs, xmm, 160);
AT(struct fxregs, reserved, 416);

static int tests, failures;

static void ok(int good, const char *what)
{
	tests++;
	failures += !good;
	printf("%s %d - %s\n", good ? "ok" : "not ok", tests, what);
}

/* Some of every kind: normal, zero, infinity, NaN, denormal, and empty registers; TOP is not 0. */
static void load_x87(void)
{
	static const double zero, one = 1.0;
	static const unsigned char denormal[10] = { 1 };

	__asm__ volatile("fninit\n"
			 "fldpi\n"
			 "fldl %0\n"
			 "fldl %1; fdivl %0\n"
			 "fldl %0; fdivl %0\n"
			 "fldt %2\n"
			 "ffree %%st(3)"
			 :
			 : "m"(zero), "m"(one), "m"(denormal));
}

int main(void)
{
	struct user_i387_struct hardware, converted;
	struct fxregs fx, back;

	memset(&fx, 0, sizeof(fx));
	load_x87();
	__asm__ volatile("fxsave %0" : "=m"(fx));
	__asm__ volatile("fnsave %0" : "=m"(hardware));
	fxsave_to_fsave(&converted, &fx);
	ok((converted.cwd & 0xffff) == (hardware.cwd & 0xffff), "control word");
	ok((converted.swd & 0xffff) == (hardware.swd & 0xffff), "status word");
	ok((converted.twd & 0xffff) == (hardware.twd & 0xffff), "tag word");
	ok(converted.twd >> 16 == 0xffff && converted.cwd >> 16 == 0xffff, "reserved halves are ones");
	ok(!memcmp(converted.st_space, hardware.st_space, sizeof(hardware.st_space)), "registers");

	back = fx;
	back.cwd = back.swd = back.twd = 0;
	memset(back.st, 0xff, sizeof(back.st));
	fsave_to_fxsave(&back, &converted);
	ok(back.cwd == fx.cwd && back.swd == fx.swd && back.twd == fx.twd, "control, status, tags back");
	ok(!memcmp(back.st, fx.st, sizeof(fx.st)), "registers back");
	ok(back.mxcsr == fx.mxcsr && !memcmp(back.xmm, fx.xmm, sizeof(fx.xmm)), "SSE state untouched");
	printf("1..%d\n", tests);
	return failures != 0;
}

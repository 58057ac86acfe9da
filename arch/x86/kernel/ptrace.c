/* SPDX-License-Identifier: MIT */
/*
 * Registers of a stopped tracee: the USER area, register sets, and what a tracer may put into them.
 * The tracee does not run, so its FPU and (x86_64) segment registers are in task_struct.thread.
 */

#include <asm/debugreg.h>
#include <asm/ldt.h>
#include <asm/sigframe.h>
#include <asm/uaccess.h>
#include <kernel/sched.h>
#include <kernel/string.h>

#define FLAG_MASK_32                                                                               \
	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | X86_EFLAGS_SF |           \
	 X86_EFLAGS_TF | X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_RF | X86_EFLAGS_AC)
#ifdef __x86_64__
#define FLAG_MASK (FLAG_MASK_32 | X86_EFLAGS_NT)
#else
#define FLAG_MASK FLAG_MASK_32
#endif

#define USER_REG(name) (offsetof(struct user_regs_struct, name) / 4)

/* Where a word of struct user_regs_struct is kept; NULL: not in pt_regs. */
static unsigned long *reg_slot(struct task_struct *t, unsigned int n)
{
	struct pt_regs *regs = task_pt_regs(t);

	switch (n) {
	case USER_REG(bx):	return &regs->bx;
	case USER_REG(cx):	return &regs->cx;
	case USER_REG(dx):	return &regs->dx;
	case USER_REG(si):	return &regs->si;
	case USER_REG(di):	return &regs->di;
	case USER_REG(bp):	return &regs->bp;
	case USER_REG(ax):	return &regs->ax;
	case USER_REG(orig_ax):	return &regs->orig_ax;
	case USER_REG(ip):	return &regs->ip;
	case USER_REG(cs):	return &regs->cs;
	case USER_REG(flags):	return &regs->flags;
	case USER_REG(sp):	return &regs->sp;
	case USER_REG(ss):	return &regs->ss;
#ifndef __x86_64__
	case USER_REG(ds):	return &regs->ds;
	case USER_REG(es):	return &regs->es;
	case USER_REG(fs):	return &regs->fs;
	case USER_REG(gs):	return &regs->gs;
#endif
	}
	return NULL;
}

static bool is_selector(unsigned int n)
{
	return (n >= USER_REG(ds) && n <= USER_REG(gs)) || n == USER_REG(cs) || n == USER_REG(ss);
}

static u16 get_selector(struct task_struct *t, unsigned int n)
{
#ifdef __x86_64__
	switch (n) {
	case USER_REG(ds):	return t->thread.ds;
	case USER_REG(es):	return t->thread.es;
	case USER_REG(fs):	return t->thread.fs;
	case USER_REG(gs):	return t->thread.gs;
	}
#endif
	return (u16)*reg_slot(t, n);
}

/* Null or RPL 3; a null CS or SS would never get back to user mode. */
static int set_selector(struct task_struct *t, unsigned int n, u16 val)
{
	if (val && (val & SEGMENT_RPL_MASK) != USER_RPL)
		return -EIO;
	if (!val && (n == USER_REG(cs) || n == USER_REG(ss)))
		return -EIO;
#ifdef __x86_64__
	switch (n) {
	case USER_REG(ds):	t->thread.ds = val; return 0;
	case USER_REG(es):	t->thread.es = val; return 0;
	case USER_REG(fs):	t->thread.fs = val; return 0;
	case USER_REG(gs):	t->thread.gs = val; return 0;
	}
#endif
	*reg_slot(t, n) = val;
	return 0;
}

/* A TF that we set for the tracer is not the program's. */
static u32 get_flags(struct task_struct *t)
{
	u32 flags = (u32)task_pt_regs(t)->flags;

	return t->thread.singlestep_forced ? flags & ~X86_EFLAGS_TF : flags;
}

static void set_flags(struct task_struct *t, u32 val)
{
	struct pt_regs *regs = task_pt_regs(t);

	if (val & X86_EFLAGS_TF)
		t->thread.singlestep_forced = false;
	else if (t->thread.singlestep_forced)
		val |= X86_EFLAGS_TF;
	regs->flags = (regs->flags & ~(unsigned long)FLAG_MASK) | (val & FLAG_MASK);
}

static u32 get_reg(struct task_struct *t, unsigned int n)
{
	if (is_selector(n))
		return get_selector(t, n);
	if (n == USER_REG(flags))
		return get_flags(t);
	return (u32)*reg_slot(t, n);
}

static int set_reg(struct task_struct *t, unsigned int n, u32 val)
{
	if (is_selector(n))
		return set_selector(t, n, (u16)val);
	if (n == USER_REG(flags))
		set_flags(t, val);
	else if (n == USER_REG(orig_ax))
		*reg_slot(t, n) = (unsigned long)(s32)val; /* -1 must be -1 in 64 bits, too */
	else
		*reg_slot(t, n) = val;
	return 0;
}

/* ---- the USER area ----------------------------------------------------------------------------- */

#define USER_DEBUGREG offsetof(struct user, u_debugreg)

static bool is_debugreg(u32 addr)
{
	return addr >= USER_DEBUGREG && addr < USER_DEBUGREG + 8 * 4;
}

static int peek_user(struct task_struct *t, u32 addr, u32 data)
{
	u32 val = 0;

	if ((addr & 3) || addr >= sizeof(struct user))
		return -EIO;
	if (addr < sizeof(struct user_regs_struct))
		val = get_reg(t, addr / 4);
	else if (is_debugreg(addr))
		val = get_debugreg(t, (addr - USER_DEBUGREG) / 4);
	return put_user(val, (u32 __user *)uptr(data));
}

static int poke_user(struct task_struct *t, u32 addr, u32 data)
{
	if ((addr & 3) || addr >= sizeof(struct user))
		return -EIO;
	if (addr < sizeof(struct user_regs_struct))
		return set_reg(t, addr / 4, data);
	if (is_debugreg(addr))
		return set_debugreg(t, (addr - USER_DEBUGREG) / 4, data);
	return -EIO;
}

/* ---- register sets ----------------------------------------------------------------------------- */

static int get_regs(struct task_struct *t, u32 base, u32 len)
{
	struct user_regs_struct user;
	u32 *word = (u32 *)&user;
	unsigned int n;

	for (n = 0; n < sizeof(user) / 4; n++)
		word[n] = get_reg(t, n);
	return copy_to_user(uptr(base), &user, len);
}

static int set_regs(struct task_struct *t, u32 base, u32 len)
{
	struct user_regs_struct user;
	const u32 *word = (const u32 *)&user;
	unsigned int n;

	if (copy_from_user(&user, uptr(base), len))
		return -EFAULT;
	for (n = 0; n < len / 4; n++) {
		int err = set_reg(t, n, word[n]);

		if (err)
			return err;
	}
	return 0;
}

static int get_fpregs(struct task_struct *t, u32 base, u32 len)
{
	struct user_i387_struct env;

	fxsave_to_fsave(&env, &t->thread.fpu);
	return copy_to_user(uptr(base), &env, len);
}

static int set_fpregs(struct task_struct *t, u32 base, u32 len)
{
	struct user_i387_struct env;

	fxsave_to_fsave(&env, &t->thread.fpu);
	if (copy_from_user(&env, uptr(base), len))
		return -EFAULT;
	fsave_to_fxsave(&t->thread.fpu, &env);
	return 0;
}

static int get_fpxregs(struct task_struct *t, u32 base, u32 len)
{
	return copy_to_user(uptr(base), &t->thread.fpu, len);
}

static int set_fpxregs(struct task_struct *t, u32 base, u32 len)
{
	struct fxregs fx;

	if (len != sizeof(fx))
		return -EINVAL;
	if (copy_from_user(&fx, uptr(base), sizeof(fx)))
		return -EFAULT;
	if (fx.mxcsr & ~fpu_mxcsr_mask)
		return -EINVAL;
	/* A 32-bit tracer knows eight registers only. */
	memset(fx.xmm[8], 0, 8 * sizeof(fx.xmm[0]));
	memset(fx.reserved, 0, sizeof(fx.reserved));
	t->thread.fpu = fx;
	return 0;
}

static int get_tls(struct task_struct *t, u32 base, u32 len)
{
	u32 n;
	int err = 0;

	for (n = 0; !err && n < len / sizeof(struct user_desc); n++)
		err = do_get_thread_area(t, (int)(GDT_ENTRY_TLS_MIN + n),
					 base + n * (u32)sizeof(struct user_desc));
	return err;
}

static int set_tls(struct task_struct *t, u32 base, u32 len)
{
	u32 n;
	int err = 0;

	for (n = 0; !err && n < len / sizeof(struct user_desc); n++)
		err = do_set_thread_area(t, (int)(GDT_ENTRY_TLS_MIN + n),
					 base + n * (u32)sizeof(struct user_desc), false);
	return err;
}

static int get_ioperm(struct task_struct *t, u32 base, u32 len)
{
	if (!t->thread.io_bitmap)
		return -ENXIO;
	return copy_to_user(uptr(base), t->thread.io_bitmap, len);
}

static int no_xstate(struct task_struct *t, u32 base, u32 len)
{
	return -ENODEV;			/* CR4.OSXSAVE is 0 */
}

static int read_only(struct task_struct *t, u32 base, u32 len)
{
	return -EOPNOTSUPP;
}

static const struct regset {
	u32 type, unit, size;		/* bytes */
	int (*get)(struct task_struct *t, u32 base, u32 len);
	int (*set)(struct task_struct *t, u32 base, u32 len);
} regsets[] = {
	{ NT_PRSTATUS, 4, sizeof(struct user_regs_struct), get_regs, set_regs },
	{ NT_PRFPREG, 4, sizeof(struct user_i387_struct), get_fpregs, set_fpregs },
	{ NT_PRXFPREG, 4, sizeof(struct user_fxsr_struct), get_fpxregs, set_fpxregs },
	{ NT_386_TLS, sizeof(struct user_desc), GDT_ENTRY_TLS_ENTRIES * sizeof(struct user_desc),
	  get_tls, set_tls },
	{ NT_386_IOPERM, 4, IO_BITMAP_BYTES, get_ioperm, read_only },
	{ NT_X86_XSTATE, 8, sizeof(struct user_fxsr_struct), no_xstate, no_xstate },
};

/* *len: the tracer's buffer, then how much of it was used. */
int ptrace_regset(struct task_struct *t, u32 type, u32 base, u32 *len, bool set)
{
	const struct regset *r;

	for (r = regsets; r < regsets + ARRAY_SIZE(regsets); r++) {
		if (r->type != type)
			continue;
		if (*len % r->unit)
			return -EINVAL;
		*len = min(*len, r->size);
		return set ? r->set(t, base, *len) : r->get(t, base, *len);
	}
	return -EINVAL;
}

int arch_ptrace(struct task_struct *t, int request, u32 addr, u32 data)
{
	switch (request) {
	case PTRACE_PEEKUSR:
		return peek_user(t, addr, data);
	case PTRACE_POKEUSR:
		return poke_user(t, addr, data);
	case PTRACE_GETREGS:
		return get_regs(t, data, sizeof(struct user_regs_struct));
	case PTRACE_SETREGS:
		return set_regs(t, data, sizeof(struct user_regs_struct));
	case PTRACE_GETFPREGS:
		return get_fpregs(t, data, sizeof(struct user_i387_struct));
	case PTRACE_SETFPREGS:
		return set_fpregs(t, data, sizeof(struct user_i387_struct));
	case PTRACE_GETFPXREGS:
		return get_fpxregs(t, data, sizeof(struct user_fxsr_struct));
	case PTRACE_SETFPXREGS:
		return set_fpxregs(t, data, sizeof(struct user_fxsr_struct));
	case PTRACE_GET_THREAD_AREA:
		return (int)addr < 0 ? -EIO : do_get_thread_area(t, (int)addr, data);
	case PTRACE_SET_THREAD_AREA:
		return (int)addr < 0 ? -EIO : do_set_thread_area(t, (int)addr, data, false);
	}
	return -EIO;
}

/* SPDX-License-Identifier: MIT */
/*
 * Signal frames: what setup_frame() puts on the program's stack, and how sigreturn(2) and
 * rt_sigreturn(2) take it back. Everything that comes from the stack is hostile: a frame can give the
 * program any state that it could have reached by itself, and no other; what the CPU refuses at IRET
 * becomes the program's SIGSEGV there.
 */

#include <asm/sigframe.h>
#include <asm/syscall.h>
#include <asm/uaccess.h>
#include <asm/unistd_32.h>
#include <asm/usersegment.h>
#include <generated/vdso-offsets.h>
#include <kernel/jobctl.h>
#include <kernel/mm.h>
#include <kernel/string.h>
#include <uapi/asm/processor-flags.h>

/* The flags that a program may change, here and by ptrace.c. */
#define SIGRETURN_FLAGS                                                                            \
	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | X86_EFLAGS_SF |           \
	 X86_EFLAGS_TF | X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_RF | X86_EFLAGS_AC)

#define BAD_ADDRESS 0xffffffffu		/* copies to it fault */

/* ---- out --------------------------------------------------------------------------------------- */

static void save_segments(struct sigcontext *sc, const struct pt_regs *regs)
{
#ifdef __x86_64__
	sc->ds = read_ds();
	sc->es = read_es();
	sc->fs = read_fs();
	sc->gs = read_gs();
#else
	sc->ds = (u16)regs->ds;
	sc->es = (u16)regs->es;
	sc->fs = (u16)regs->fs;
	sc->gs = (u16)regs->gs;
#endif
}

static void save_context(struct sigcontext *sc, const struct pt_regs *regs, u32 fpstate, u64 oldset)
{
	const struct thread_struct *thread = &current->thread;

	memset(sc, 0, sizeof(*sc));
	save_segments(sc, regs);
	sc->di = (u32)regs->di;
	sc->si = (u32)regs->si;
	sc->bp = (u32)regs->bp;
	sc->sp = (u32)regs->sp;
	sc->bx = (u32)regs->bx;
	sc->dx = (u32)regs->dx;
	sc->cx = (u32)regs->cx;
	sc->ax = (u32)regs->ax;
	sc->trapno = (u32)thread->trap_nr;
	sc->err = (u32)thread->error_code;
	sc->ip = (u32)regs->ip;
	sc->cs = (u16)regs->cs;
	sc->flags = (u32)regs->flags;
	sc->sp_at_signal = (u32)regs->sp;
	sc->ss = (u16)regs->ss;
	sc->fpstate = fpstate;
	sc->oldmask = (u32)oldset;
	sc->cr2 = (u32)thread->cr2;
}

/* The live FPU to fpstate on the program's stack; 0 or -EFAULT. */
static int save_fpu(u32 fpstate)
{
	struct fxregs *fx = &current->thread.fpu;
	struct {
		struct user_i387_struct env;
		u16 status, magic;
	} header;

	fpu_save(fx);
	memset(fx->reserved, 0, sizeof(fx->reserved));	/* no XSAVE state follows */
	fxsave_to_fsave(&header.env, fx);
	header.status = fx->swd;
	header.magic = X86_FXSR_MAGIC;
	if (copy_to_user(uptr(fpstate), &header, FPSTATE_HEADER_SIZE))
		return -EFAULT;
	return copy_to_user(uptr(fpstate + FPSTATE_HEADER_SIZE), fx, FPSTATE_FXSAVE_SIZE);
}

/*
 * The program's stack pointer. In 32-bit code only the low half counts: after an IRET to a 16-bit stack the
 * high half is still the kernel's. 64-bit code can have its stack where no frame of ours can go.
 */
static unsigned long user_stack_pointer(const struct pt_regs *regs)
{
#ifdef __x86_64__
	if (regs->cs == __USER64_CS)
		return regs->sp;
#endif
	return (u32)regs->sp;
}

/* Where a frame of size bytes goes, fpstate above it; BAD_ADDRESS if there is no room for it. */
static u32 frame_address(const struct pt_regs *regs, const struct k_sigaction *ka, u32 size, u32 *fpstate)
{
	unsigned long user_sp = user_stack_pointer(regs);
	bool on_alternate = on_sas(user_sp);
	u32 sp = (u32)user_sp;

	if (ka->flags & SA_ONSTACK) {
		if (!sas_flags(user_sp)) {
			user_sp = sp = current->sas_sp + current->sas_size;
			on_alternate = true;
		}
	} else if (!on_alternate && (u16)regs->ss != __USER_DS && !(ka->flags & SA_RESTORER) &&
		   ka->restorer) {
		/* Before sigaltstack(2), sa_restorer could name a stack for programs on a strange SS. */
		user_sp = sp = ka->restorer;
	}
	if (user_sp != sp)
		return BAD_ADDRESS;
	*fpstate = ALIGN_DOWN(sp - FPSTATE_FXSAVE_SIZE, (u32)FPSTATE_ALIGN) - FPSTATE_HEADER_SIZE;
	/* As after a call: the argument area is aligned to 16. */
	sp = ALIGN_DOWN(*fpstate - size + 4, 16u) - 4;
	if (on_alternate && !within_sas(sp))
		return BAD_ADDRESS;
	return sp;
}

static u32 return_address(const struct k_sigaction *ka, u32 vdso_offset, u32 retcode)
{
	if (ka->flags & SA_RESTORER)
		return ka->restorer;
	if (current->mm->vdso)
		return current->mm->vdso + vdso_offset;
	return retcode;
}

static void enter_handler(struct pt_regs *regs, const struct k_sigaction *ka, u32 sp)
{
	regs->sp = sp;
	regs->ip = ka->handler;
	regs->cs = __USER_CS;
	regs->ss = __USER_DS;
#ifdef __x86_64__
	load_ds(__USER_DS);
	load_es(__USER_DS);
#else
	regs->ds = __USER_DS;
	regs->es = __USER_DS;
#endif
}

/* pop %eax; mov $__NR_sigreturn, %eax; int $0x80 */
static const u8 sigreturn_code[8] = { 0x58, 0xb8, __NR_sigreturn, 0, 0, 0, 0xcd, 0x80 };
/* mov $__NR_rt_sigreturn, %eax; int $0x80 */
static const u8 rt_sigreturn_code[8] = { 0xb8, __NR_rt_sigreturn, 0, 0, 0, 0xcd, 0x80, 0 };

static int setup_legacy_frame(struct pt_regs *regs, int sig, const struct k_sigaction *ka, u64 oldset)
{
	struct {
		u32 pretcode;
		s32 sig;
		struct sigcontext sc;
	} head;
	struct {
		u32 extramask;
		u8 retcode[8];
	} tail;
	u32 fpstate, sp = frame_address(regs, ka, sizeof(struct sigframe), &fpstate);

	if (sp == BAD_ADDRESS || save_fpu(fpstate))
		return -EFAULT;
	head.pretcode = return_address(ka, vdso_sym___kernel_sigreturn,
				       sp + offsetof(struct sigframe, retcode));
	head.sig = sig;
	save_context(&head.sc, regs, fpstate, oldset);
	tail.extramask = (u32)(oldset >> 32);
	memcpy(tail.retcode, sigreturn_code, sizeof(tail.retcode));
	if (copy_to_user(uptr(sp), &head, sizeof(head)) ||
	    copy_to_user(uptr(sp + offsetof(struct sigframe, extramask)), &tail, sizeof(tail)))
		return -EFAULT;
	enter_handler(regs, ka, sp);
	/* For handlers built with -mregparm=3. */
	regs->ax = (u32)sig;
	regs->dx = 0;
	regs->cx = 0;
	return 0;
}

static int setup_rt_frame(struct pt_regs *regs, int sig, const struct k_sigaction *ka,
			  const struct siginfo *info, u64 oldset)
{
	struct rt_sigframe frame;
	u32 fpstate, sp = frame_address(regs, ka, sizeof(frame), &fpstate);

	if (sp == BAD_ADDRESS || save_fpu(fpstate))
		return -EFAULT;
	memset(&frame, 0, sizeof(frame));
	frame.pretcode = return_address(ka, vdso_sym___kernel_rt_sigreturn,
					sp + offsetof(struct rt_sigframe, retcode));
	frame.sig = sig;
	frame.pinfo = sp + offsetof(struct rt_sigframe, info);
	frame.puc = sp + offsetof(struct rt_sigframe, uc);
	frame.info = *info;
	frame.uc.uc_stack.ss_sp = current->sas_sp;
	frame.uc.uc_stack.ss_flags = (s32)current->sas_flags;
	frame.uc.uc_stack.ss_size = current->sas_size;
	save_context(&frame.uc.uc_mcontext, regs, fpstate, oldset);
	frame.uc.uc_sigmask = oldset;
	memcpy(frame.retcode, rt_sigreturn_code, sizeof(frame.retcode));
	if (copy_to_user(uptr(sp), &frame, sizeof(frame)))
		return -EFAULT;
	enter_handler(regs, ka, sp);
	regs->ax = (u32)sig;
	regs->dx = frame.pinfo;
	regs->cx = frame.puc;
	return 0;
}

int setup_frame(struct pt_regs *regs, int sig, struct k_sigaction *ka, struct siginfo *info, u64 oldset)
{
	int err;

	if (ka->flags & SA_SIGINFO)
		err = setup_rt_frame(regs, sig, ka, info, oldset);
	else
		err = setup_legacy_frame(regs, sig, ka, oldset);
	if (err)
		return err;
	/* The handler begins with a fresh FPU. */
	fpu_restore(&fpu_initial);
	return 0;
}

/* ---- back -------------------------------------------------------------------------------------- */

/* A selector for user mode; 0 to 3 are the null ones and stay as they are. */
static u16 user_selector(u16 sel)
{
	return sel > 3 ? sel | USER_RPL : sel;
}

static void restore_segments(struct pt_regs *regs, const struct sigcontext *sc)
{
#ifdef __x86_64__
	load_ds(user_selector(sc->ds));
	load_es(user_selector(sc->es));
	load_fs(user_selector(sc->fs));
	load_gs(user_selector(sc->gs));
#else
	regs->ds = user_selector(sc->ds);
	regs->es = user_selector(sc->es);
	regs->fs = user_selector(sc->fs);
	regs->gs = user_selector(sc->gs);
#endif
}

/* fpstate 0: the FPU as a new program finds it. */
static int restore_fpu(u32 fpstate)
{
	struct fxregs fx;
	struct user_i387_struct env;

	if (!fpstate) {
		fpu_restore(&fpu_initial);
		return 0;
	}
	if (copy_from_user(&env, uptr(fpstate), sizeof(env)) ||
	    copy_from_user(&fx, uptr(fpstate + FPSTATE_HEADER_SIZE), sizeof(fx)))
		return -EFAULT;
	/* The x87 part counts as the FSAVE header has it. */
	fsave_to_fxsave(&fx, &env);
	fx.mxcsr &= fpu_mxcsr_mask;
	fpu_restore(&fx);
	return 0;
}

static int restore_context(struct pt_regs *regs, const struct sigcontext *sc)
{
	current->restart.fn = NULL;
	regs->bx = sc->bx;
	regs->cx = sc->cx;
	regs->dx = sc->dx;
	regs->si = sc->si;
	regs->di = sc->di;
	regs->bp = sc->bp;
	regs->ax = sc->ax;
	regs->ip = sc->ip;
	regs->sp = sc->sp;
	/* Whatever the program wrote, it goes back to user mode. */
	regs->cs = sc->cs | USER_RPL;
	regs->ss = sc->ss | USER_RPL;
	regs->flags = (regs->flags & ~(unsigned long)SIGRETURN_FLAGS) | (sc->flags & SIGRETURN_FLAGS);
	regs->orig_ax = -1ul;		/* the result is not this call's: no restart */
	restore_segments(regs, sc);
	return restore_fpu(sc->fpstate);
}

/* The dispatcher stores the result into ax, so ax is the result. */
static int bad_frame(void)
{
	force_sig(SIGSEGV);
	return 0;
}

/* A frame at the top of the address space wraps around: it is a number before it is a pointer. */
#define frame_field(frame, type, field) ((const void __user *)((frame) + offsetof(type, field)))

int sys_sigreturn(void)
{
	struct pt_regs *regs = current_pt_regs();
	/* The trampoline has popped pretcode and sig. */
	unsigned long frame = user_stack_pointer(regs) - 8;
	struct sigcontext sc;
	u32 extramask;

	if (copy_from_user(&sc, frame_field(frame, struct sigframe, sc), sizeof(sc)) ||
	    copy_from_user(&extramask, frame_field(frame, struct sigframe, extramask), sizeof(extramask)))
		return bad_frame();
	set_blocked(sc.oldmask | (u64)extramask << 32);
	if (restore_context(regs, &sc))
		return bad_frame();
	return (int)regs->ax;
}

int sys_rt_sigreturn(void)
{
	struct pt_regs *regs = current_pt_regs();
	/* The handler's return has popped pretcode. */
	unsigned long frame = user_stack_pointer(regs) - 4;
	struct ucontext uc;

	if (copy_from_user(&uc, frame_field(frame, struct rt_sigframe, uc), sizeof(uc)))
		return bad_frame();
	set_blocked(uc.uc_sigmask);
	if (restore_context(regs, &uc.uc_mcontext))
		return bad_frame();
	/* A stack that sigaltstack(2) would refuse is left as it is. */
	do_sigaltstack(&uc.uc_stack, NULL, regs->sp);
	return (int)regs->ax;
}

/* SPDX-License-Identifier: MIT */
/*
 * The user ABI's layouts as the x86_64 kernel compiles them: they must be
 * those of Linux's i386 headers, from which the numbers below were taken.
 */
#define __KERNEL__ 1

#include "../../arch/x86/include/uapi/asm/auxvec.h"
#include "../../arch/x86/include/uapi/asm/dirent.h"
#include "../../arch/x86/include/uapi/asm/elf.h"
#include "../../arch/x86/include/uapi/asm/errno.h"
#include "../../arch/x86/include/uapi/asm/fcntl.h"
#include "../../arch/x86/include/uapi/asm/futex.h"
#include "../../arch/x86/include/uapi/asm/ioctl.h"
#include "../../arch/x86/include/uapi/asm/ldt.h"
#include "../../arch/x86/include/uapi/asm/mman.h"
#include "../../arch/x86/include/uapi/asm/mount.h"
#include "../../arch/x86/include/uapi/asm/poll.h"
#include "../../arch/x86/include/uapi/asm/prctl.h"
#include "../../arch/x86/include/uapi/asm/processor-flags.h"
#include "../../arch/x86/include/uapi/asm/ptrace.h"
#include "../../arch/x86/include/uapi/asm/reboot.h"
#include "../../arch/x86/include/uapi/asm/resource.h"
#include "../../arch/x86/include/uapi/asm/sched.h"
#include "../../arch/x86/include/uapi/asm/sigcontext.h"
#include "../../arch/x86/include/uapi/asm/siginfo.h"
#include "../../arch/x86/include/uapi/asm/signal.h"
#include "../../arch/x86/include/uapi/asm/stat.h"
#include "../../arch/x86/include/uapi/asm/statfs.h"
#include "../../arch/x86/include/uapi/asm/sysinfo.h"
#include "../../arch/x86/include/uapi/asm/termios.h"
#include "../../arch/x86/include/uapi/asm/time.h"
#include "../../arch/x86/include/uapi/asm/types.h"
#include "../../arch/x86/include/uapi/asm/ucontext.h"
#include "../../arch/x86/include/uapi/asm/uio.h"
#include "../../arch/x86/include/uapi/asm/user.h"
#include "../../arch/x86/include/uapi/asm/utsname.h"
#include "../../arch/x86/include/uapi/asm/wait.h"

extern int puts(const char *s);

#define SIZE(type, n)		_Static_assert(sizeof(type) == (n), #type)
#define AT(type, field, n)	_Static_assert(__builtin_offsetof(type, field) == (n), #type "." #field)

SIZE(struct flock32, 16);
AT(struct flock32, l_whence, 2);
AT(struct flock32, l_start, 4);
AT(struct flock32, l_len, 8);
AT(struct flock32, l_pid, 12);

SIZE(struct flock64, 24);
AT(struct flock64, l_whence, 2);
AT(struct flock64, l_start, 4);
AT(struct flock64, l_len, 12);
AT(struct flock64, l_pid, 20);

SIZE(struct stat32, 64);
AT(struct stat32, st_ino, 4);
AT(struct stat32, st_mode, 8);
AT(struct stat32, st_nlink, 10);
AT(struct stat32, st_uid, 12);
AT(struct stat32, st_gid, 14);
AT(struct stat32, st_rdev, 16);
AT(struct stat32, st_size, 20);
AT(struct stat32, st_blksize, 24);
AT(struct stat32, st_blocks, 28);
AT(struct stat32, st_atime, 32);
AT(struct stat32, st_atime_nsec, 36);
AT(struct stat32, st_mtime, 40);
AT(struct stat32, st_mtime_nsec, 44);
AT(struct stat32, st_ctime, 48);
AT(struct stat32, st_ctime_nsec, 52);
AT(struct stat32, __unused4, 56);
AT(struct stat32, __unused5, 60);

SIZE(struct __old_kernel_stat, 32);
AT(struct __old_kernel_stat, st_ino, 2);
AT(struct __old_kernel_stat, st_mode, 4);
AT(struct __old_kernel_stat, st_nlink, 6);
AT(struct __old_kernel_stat, st_uid, 8);
AT(struct __old_kernel_stat, st_gid, 10);
AT(struct __old_kernel_stat, st_rdev, 12);
AT(struct __old_kernel_stat, st_size, 16);
AT(struct __old_kernel_stat, st_atime, 20);
AT(struct __old_kernel_stat, st_mtime, 24);
AT(struct __old_kernel_stat, st_ctime, 28);

SIZE(struct stat64, 96);
AT(struct stat64, __pad0, 8);
AT(struct stat64, __st_ino, 12);
AT(struct stat64, st_mode, 16);
AT(struct stat64, st_nlink, 20);
AT(struct stat64, st_uid, 24);
AT(struct stat64, st_gid, 28);
AT(struct stat64, st_rdev, 32);
AT(struct stat64, __pad3, 40);
AT(struct stat64, st_size, 44);
AT(struct stat64, st_blksize, 52);
AT(struct stat64, st_blocks, 56);
AT(struct stat64, st_atime, 64);
AT(struct stat64, st_atime_nsec, 68);
AT(struct stat64, st_mtime, 72);
AT(struct stat64, st_mtime_nsec, 76);
AT(struct stat64, st_ctime, 80);
AT(struct stat64, st_ctime_nsec, 84);
AT(struct stat64, st_ino, 88);

SIZE(struct statx, 256);
AT(struct statx, stx_blksize, 4);
AT(struct statx, stx_attributes, 8);
AT(struct statx, stx_nlink, 16);
AT(struct statx, stx_uid, 20);
AT(struct statx, stx_gid, 24);
AT(struct statx, stx_mode, 28);
AT(struct statx, __spare0, 30);
AT(struct statx, stx_ino, 32);
AT(struct statx, stx_size, 40);
AT(struct statx, stx_blocks, 48);
AT(struct statx, stx_attributes_mask, 56);
AT(struct statx, stx_atime, 64);
AT(struct statx, stx_btime, 80);
AT(struct statx, stx_ctime, 96);
AT(struct statx, stx_mtime, 112);
AT(struct statx, stx_rdev_major, 128);
AT(struct statx, stx_rdev_minor, 132);
AT(struct statx, stx_dev_major, 136);
AT(struct statx, stx_dev_minor, 140);
AT(struct statx, stx_mnt_id, 144);
AT(struct statx, stx_dio_mem_align, 152);
AT(struct statx, stx_dio_offset_align, 156);
AT(struct statx, __spare3, 160);

SIZE(struct statfs32, 64);
AT(struct statfs32, f_bsize, 4);
AT(struct statfs32, f_blocks, 8);
AT(struct statfs32, f_bfree, 12);
AT(struct statfs32, f_bavail, 16);
AT(struct statfs32, f_files, 20);
AT(struct statfs32, f_ffree, 24);
AT(struct statfs32, f_fsid, 28);
AT(struct statfs32, f_namelen, 36);
AT(struct statfs32, f_frsize, 40);
AT(struct statfs32, f_flags, 44);
AT(struct statfs32, f_spare, 48);

SIZE(struct statfs64, 84);
AT(struct statfs64, f_bsize, 4);
AT(struct statfs64, f_blocks, 8);
AT(struct statfs64, f_bfree, 16);
AT(struct statfs64, f_bavail, 24);
AT(struct statfs64, f_files, 32);
AT(struct statfs64, f_ffree, 40);
AT(struct statfs64, f_fsid, 48);
AT(struct statfs64, f_namelen, 56);
AT(struct statfs64, f_frsize, 60);
AT(struct statfs64, f_flags, 64);
AT(struct statfs64, f_spare, 68);

SIZE(struct sigaction, 20);
AT(struct sigaction, sa_restorer, 8);
AT(struct sigaction, sa_mask, 12);

SIZE(stack_t, 12);
AT(stack_t, ss_flags, 4);
AT(stack_t, ss_size, 8);

SIZE(siginfo_t, 128);
AT(siginfo_t, si_errno, 4);
AT(siginfo_t, si_code, 8);
AT(siginfo_t, _sifields, 12);

SIZE(sigevent_t, 64);
AT(sigevent_t, sigev_signo, 4);
AT(sigevent_t, sigev_notify, 8);
AT(sigevent_t, _sigev_un, 12);

SIZE(struct fpstate, 624);
AT(struct fpstate, sw, 4);
AT(struct fpstate, tag, 8);
AT(struct fpstate, ipoff, 12);
AT(struct fpstate, cssel, 16);
AT(struct fpstate, dataoff, 20);
AT(struct fpstate, datasel, 24);
AT(struct fpstate, _st, 28);
AT(struct fpstate, status, 108);
AT(struct fpstate, magic, 110);
AT(struct fpstate, _fxsr_env, 112);
AT(struct fpstate, mxcsr, 136);
AT(struct fpstate, mxcsr_mask, 140);
AT(struct fpstate, _fxsr_st, 144);
AT(struct fpstate, _xmm, 272);
AT(struct fpstate, padding1, 400);

SIZE(struct sigcontext, 88);
AT(struct sigcontext, __gsh, 2);
AT(struct sigcontext, fs, 4);
AT(struct sigcontext, __fsh, 6);
AT(struct sigcontext, es, 8);
AT(struct sigcontext, __esh, 10);
AT(struct sigcontext, ds, 12);
AT(struct sigcontext, __dsh, 14);
AT(struct sigcontext, di, 16);
AT(struct sigcontext, si, 20);
AT(struct sigcontext, bp, 24);
AT(struct sigcontext, sp, 28);
AT(struct sigcontext, bx, 32);
AT(struct sigcontext, dx, 36);
AT(struct sigcontext, cx, 40);
AT(struct sigcontext, ax, 44);
AT(struct sigcontext, trapno, 48);
AT(struct sigcontext, err, 52);
AT(struct sigcontext, ip, 56);
AT(struct sigcontext, cs, 60);
AT(struct sigcontext, __csh, 62);
AT(struct sigcontext, flags, 64);
AT(struct sigcontext, sp_at_signal, 68);
AT(struct sigcontext, ss, 72);
AT(struct sigcontext, __ssh, 74);
AT(struct sigcontext, fpstate, 76);
AT(struct sigcontext, oldmask, 80);
AT(struct sigcontext, cr2, 84);

SIZE(struct fpx_sw_bytes, 48);
AT(struct fpx_sw_bytes, extended_size, 4);
AT(struct fpx_sw_bytes, xfeatures, 8);
AT(struct fpx_sw_bytes, xstate_size, 16);
AT(struct fpx_sw_bytes, padding, 20);

SIZE(struct ucontext, 116);
AT(struct ucontext, uc_link, 4);
AT(struct ucontext, uc_stack, 8);
AT(struct ucontext, uc_mcontext, 20);
AT(struct ucontext, uc_sigmask, 108);

SIZE(struct user_regs_struct, 68);
AT(struct user_regs_struct, cx, 4);
AT(struct user_regs_struct, dx, 8);
AT(struct user_regs_struct, si, 12);
AT(struct user_regs_struct, di, 16);
AT(struct user_regs_struct, bp, 20);
AT(struct user_regs_struct, ax, 24);
AT(struct user_regs_struct, ds, 28);
AT(struct user_regs_struct, es, 32);
AT(struct user_regs_struct, fs, 36);
AT(struct user_regs_struct, gs, 40);
AT(struct user_regs_struct, orig_ax, 44);
AT(struct user_regs_struct, ip, 48);
AT(struct user_regs_struct, cs, 52);
AT(struct user_regs_struct, flags, 56);
AT(struct user_regs_struct, sp, 60);
AT(struct user_regs_struct, ss, 64);

SIZE(struct user, 284);
AT(struct user, u_fpvalid, 68);
AT(struct user, i387, 72);
AT(struct user, u_tsize, 180);
AT(struct user, u_dsize, 184);
AT(struct user, u_ssize, 188);
AT(struct user, start_code, 192);
AT(struct user, start_stack, 196);
AT(struct user, signal, 200);
AT(struct user, reserved, 204);
AT(struct user, u_ar0, 208);
AT(struct user, u_fpstate, 212);
AT(struct user, magic, 216);
AT(struct user, u_comm, 220);
AT(struct user, u_debugreg, 252);

SIZE(struct user_i387_struct, 108);
AT(struct user_i387_struct, swd, 4);
AT(struct user_i387_struct, twd, 8);
AT(struct user_i387_struct, fip, 12);
AT(struct user_i387_struct, fcs, 16);
AT(struct user_i387_struct, foo, 20);
AT(struct user_i387_struct, fos, 24);
AT(struct user_i387_struct, st_space, 28);

SIZE(struct user_fxsr_struct, 512);
AT(struct user_fxsr_struct, swd, 2);
AT(struct user_fxsr_struct, twd, 4);
AT(struct user_fxsr_struct, fop, 6);
AT(struct user_fxsr_struct, fip, 8);
AT(struct user_fxsr_struct, fcs, 12);
AT(struct user_fxsr_struct, foo, 16);
AT(struct user_fxsr_struct, fos, 20);
AT(struct user_fxsr_struct, mxcsr, 24);
AT(struct user_fxsr_struct, mxcsr_mask, 28);
AT(struct user_fxsr_struct, st_space, 32);
AT(struct user_fxsr_struct, xmm_space, 160);
AT(struct user_fxsr_struct, padding, 288);

SIZE(struct ptrace_peeksiginfo_args, 16);
AT(struct ptrace_peeksiginfo_args, flags, 8);
AT(struct ptrace_peeksiginfo_args, nr, 12);

SIZE(struct ptrace_syscall_info, 84);
AT(struct ptrace_syscall_info, pad, 1);
AT(struct ptrace_syscall_info, arch, 4);
AT(struct ptrace_syscall_info, instruction_pointer, 8);
AT(struct ptrace_syscall_info, stack_pointer, 16);

SIZE(struct termios, 36);
AT(struct termios, c_oflag, 4);
AT(struct termios, c_cflag, 8);
AT(struct termios, c_lflag, 12);
AT(struct termios, c_line, 16);
AT(struct termios, c_cc, 17);

SIZE(struct termios2, 44);
AT(struct termios2, c_oflag, 4);
AT(struct termios2, c_cflag, 8);
AT(struct termios2, c_lflag, 12);
AT(struct termios2, c_line, 16);
AT(struct termios2, c_cc, 17);
AT(struct termios2, c_ispeed, 36);
AT(struct termios2, c_ospeed, 40);

SIZE(struct termio, 18);
AT(struct termio, c_oflag, 2);
AT(struct termio, c_cflag, 4);
AT(struct termio, c_lflag, 6);
AT(struct termio, c_line, 8);
AT(struct termio, c_cc, 9);

SIZE(struct winsize, 8);
AT(struct winsize, ws_col, 2);
AT(struct winsize, ws_xpixel, 4);
AT(struct winsize, ws_ypixel, 6);

SIZE(struct pollfd, 8);
AT(struct pollfd, events, 4);
AT(struct pollfd, revents, 6);

SIZE(struct timespec32, 8);
AT(struct timespec32, tv_nsec, 4);

SIZE(struct timeval32, 8);
AT(struct timeval32, tv_usec, 4);

SIZE(struct timespec64, 16);
AT(struct timespec64, tv_nsec, 8);

SIZE(struct itimerval32, 16);
AT(struct itimerval32, it_value, 8);

SIZE(struct itimerspec64, 32);
AT(struct itimerspec64, it_value, 16);

SIZE(struct tms, 16);
AT(struct tms, tms_stime, 4);
AT(struct tms, tms_cutime, 8);
AT(struct tms, tms_cstime, 12);

SIZE(struct rlimit32, 8);
AT(struct rlimit32, rlim_max, 4);

SIZE(struct rlimit64, 16);
AT(struct rlimit64, rlim_max, 8);

SIZE(struct rusage32, 72);
AT(struct rusage32, ru_stime, 8);
AT(struct rusage32, ru_maxrss, 16);
AT(struct rusage32, ru_ixrss, 20);
AT(struct rusage32, ru_idrss, 24);
AT(struct rusage32, ru_isrss, 28);
AT(struct rusage32, ru_minflt, 32);
AT(struct rusage32, ru_majflt, 36);
AT(struct rusage32, ru_nswap, 40);
AT(struct rusage32, ru_inblock, 44);
AT(struct rusage32, ru_oublock, 48);
AT(struct rusage32, ru_msgsnd, 52);
AT(struct rusage32, ru_msgrcv, 56);
AT(struct rusage32, ru_nsignals, 60);
AT(struct rusage32, ru_nvcsw, 64);
AT(struct rusage32, ru_nivcsw, 68);

SIZE(struct clone_args, 88);
AT(struct clone_args, pidfd, 8);
AT(struct clone_args, child_tid, 16);
AT(struct clone_args, parent_tid, 24);
AT(struct clone_args, exit_signal, 32);
AT(struct clone_args, stack, 40);
AT(struct clone_args, stack_size, 48);
AT(struct clone_args, tls, 56);
AT(struct clone_args, set_tid, 64);
AT(struct clone_args, set_tid_size, 72);
AT(struct clone_args, cgroup, 80);

SIZE(struct robust_list_head, 12);
AT(struct robust_list_head, futex_offset, 4);
AT(struct robust_list_head, list_op_pending, 8);

SIZE(struct user_desc, 16);
AT(struct user_desc, base_addr, 4);
AT(struct user_desc, limit, 8);

SIZE(struct new_utsname, 390);
AT(struct new_utsname, nodename, 65);
AT(struct new_utsname, release, 130);
AT(struct new_utsname, version, 195);
AT(struct new_utsname, machine, 260);
AT(struct new_utsname, domainname, 325);

SIZE(struct old_utsname, 325);
AT(struct old_utsname, nodename, 65);
AT(struct old_utsname, release, 130);
AT(struct old_utsname, version, 195);
AT(struct old_utsname, machine, 260);

SIZE(struct oldold_utsname, 45);
AT(struct oldold_utsname, nodename, 9);
AT(struct oldold_utsname, release, 18);
AT(struct oldold_utsname, version, 27);
AT(struct oldold_utsname, machine, 36);

SIZE(Elf32_Ehdr, 52);
AT(Elf32_Ehdr, e_type, 16);
AT(Elf32_Ehdr, e_machine, 18);
AT(Elf32_Ehdr, e_version, 20);
AT(Elf32_Ehdr, e_entry, 24);
AT(Elf32_Ehdr, e_phoff, 28);
AT(Elf32_Ehdr, e_shoff, 32);
AT(Elf32_Ehdr, e_flags, 36);
AT(Elf32_Ehdr, e_ehsize, 40);
AT(Elf32_Ehdr, e_phentsize, 42);
AT(Elf32_Ehdr, e_phnum, 44);
AT(Elf32_Ehdr, e_shentsize, 46);
AT(Elf32_Ehdr, e_shnum, 48);
AT(Elf32_Ehdr, e_shstrndx, 50);

SIZE(Elf32_Phdr, 32);
AT(Elf32_Phdr, p_offset, 4);
AT(Elf32_Phdr, p_vaddr, 8);
AT(Elf32_Phdr, p_paddr, 12);
AT(Elf32_Phdr, p_filesz, 16);
AT(Elf32_Phdr, p_memsz, 20);
AT(Elf32_Phdr, p_flags, 24);
AT(Elf32_Phdr, p_align, 28);

SIZE(Elf32_Shdr, 40);
AT(Elf32_Shdr, sh_type, 4);
AT(Elf32_Shdr, sh_flags, 8);
AT(Elf32_Shdr, sh_addr, 12);
AT(Elf32_Shdr, sh_offset, 16);
AT(Elf32_Shdr, sh_size, 20);
AT(Elf32_Shdr, sh_link, 24);
AT(Elf32_Shdr, sh_info, 28);
AT(Elf32_Shdr, sh_addralign, 32);
AT(Elf32_Shdr, sh_entsize, 36);

SIZE(Elf32_Sym, 16);
AT(Elf32_Sym, st_value, 4);
AT(Elf32_Sym, st_size, 8);
AT(Elf32_Sym, st_info, 12);
AT(Elf32_Sym, st_other, 13);
AT(Elf32_Sym, st_shndx, 14);

SIZE(Elf32_Dyn, 8);
AT(Elf32_Dyn, d_un, 4);

SIZE(Elf32_Nhdr, 12);
AT(Elf32_Nhdr, n_descsz, 4);
AT(Elf32_Nhdr, n_type, 8);

SIZE(Elf32_Rel, 8);
AT(Elf32_Rel, r_info, 4);

SIZE(Elf32_auxv_t, 8);
AT(Elf32_auxv_t, a_un, 4);

SIZE(struct iovec, 8);
AT(struct iovec, iov_len, 4);

SIZE(struct sysinfo, 64);
AT(struct sysinfo, loads, 4);
AT(struct sysinfo, totalram, 16);
AT(struct sysinfo, freeram, 20);
AT(struct sysinfo, sharedram, 24);
AT(struct sysinfo, bufferram, 28);
AT(struct sysinfo, totalswap, 32);
AT(struct sysinfo, freeswap, 36);
AT(struct sysinfo, procs, 40);
AT(struct sysinfo, pad, 42);
AT(struct sysinfo, totalhigh, 44);
AT(struct sysinfo, freehigh, 48);
AT(struct sysinfo, mem_unit, 52);
AT(struct sysinfo, _f, 56);

SIZE(struct linux_dirent64, 20);
AT(struct linux_dirent64, d_off, 8);
AT(struct linux_dirent64, d_reclen, 16);
AT(struct linux_dirent64, d_type, 18);
AT(struct linux_dirent64, d_name, 19);

SIZE(struct old_sigaction, 16);
AT(struct old_sigaction, sa_mask, 4);
AT(struct old_sigaction, sa_flags, 8);
AT(struct old_sigaction, sa_restorer, 12);

SIZE(struct linux_dirent, 12);
AT(struct linux_dirent, d_off, 4);
AT(struct linux_dirent, d_reclen, 8);
AT(struct linux_dirent, d_name, 10);

SIZE(struct old_linux_dirent, 12);
AT(struct old_linux_dirent, d_offset, 4);
AT(struct old_linux_dirent, d_namlen, 8);
AT(struct old_linux_dirent, d_name, 10);

SIZE(struct sel_arg_struct, 20);
AT(struct sel_arg_struct, inp, 4);
AT(struct sel_arg_struct, outp, 8);
AT(struct sel_arg_struct, exp, 12);
AT(struct sel_arg_struct, tvp, 16);

SIZE(struct mmap_arg_struct, 24);
AT(struct mmap_arg_struct, len, 4);
AT(struct mmap_arg_struct, prot, 8);
AT(struct mmap_arg_struct, flags, 12);
AT(struct mmap_arg_struct, fd, 16);
AT(struct mmap_arg_struct, offset, 20);


SIZE(struct utimbuf32, 8);
AT(struct utimbuf32, modtime, 4);

SIZE(struct fpreg, 10);
AT(struct fpreg, exponent, 8);

SIZE(struct fpxreg, 16);
AT(struct fpxreg, exponent, 8);
AT(struct fpxreg, padding, 10);

SIZE(struct xmmreg, 16);

SIZE(struct statx_timestamp, 16);
AT(struct statx_timestamp, tv_nsec, 8);
AT(struct statx_timestamp, __reserved, 12);

SIZE(union sigval, 4);
AT(union sigval, sival_ptr, 0);

SIZE(sigset_t, 8);

SIZE(struct itimerspec32, 16);
AT(struct itimerspec32, it_value, 8);

SIZE(struct sigset_argpack, 8);
AT(siginfo_t, si_pid, 12);
AT(siginfo_t, si_uid, 16);
AT(siginfo_t, si_value, 20);
AT(siginfo_t, si_status, 20);
AT(siginfo_t, si_utime, 24);
AT(siginfo_t, si_stime, 28);
AT(siginfo_t, si_addr, 12);
AT(siginfo_t, si_addr_lsb, 16);
AT(siginfo_t, si_lower, 20);
AT(siginfo_t, si_upper, 24);
AT(siginfo_t, si_pkey, 20);
AT(siginfo_t, si_band, 12);
AT(siginfo_t, si_fd, 16);
AT(siginfo_t, si_call_addr, 12);
AT(siginfo_t, si_syscall, 16);
AT(siginfo_t, si_arch, 20);
AT(siginfo_t, si_overrun, 16);
AT(sigevent_t, sigev_notify_thread_id, 12);
AT(struct ptrace_syscall_info, entry.args, 32);
AT(struct ptrace_syscall_info, exit.is_error, 32);
AT(struct ptrace_syscall_info, seccomp.ret_data, 80);
AT(struct fpstate, sw_reserved, 576);

int main(void)
{
	puts("TAP version 13");
	puts("ok 1 - the ABI's layouts (checked when this was compiled)");
	puts("1..1");
	return 0;
}

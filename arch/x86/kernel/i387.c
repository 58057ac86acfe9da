/* SPDX-License-Identifier: MIT */
/* x87 state in the layouts of FSAVE and FXSAVE (SDM vol. 1, 8.1.10 and 10.5.1). */

#include <asm/sigframe.h>
#include <asm/thread.h>
#include <kernel/string.h>

#define HIGH_HALF	0xffff0000u	/* reserved upper halves read as ones */

/* A register's 80 bits: FSAVE packs them, FXSAVE gives each 16 bytes. */
struct fpreg80 {
	u64 significand;
	u16 sign_exponent;
} __packed;

enum { TAG_VALID, TAG_ZERO, TAG_SPECIAL, TAG_EMPTY };

/* The tag that FSAVE would give a register that is in use. */
static u32 register_tag(const struct fpreg80 *st)
{
	u16 exponent = st->sign_exponent & 0x7fff;

	if (exponent == 0x7fff)
		return TAG_SPECIAL;
	if (!exponent)
		return st->significand ? TAG_SPECIAL : TAG_ZERO;
	return st->significand >> 63 ? TAG_VALID : TAG_SPECIAL;
}

/* FXSAVE keeps one bit for each physical register, st[] in stack order. */
static u32 full_tags(const struct fxregs *fx)
{
	unsigned int top = (fx->swd >> 11) & 7, i;
	u32 tags = 0xffff;	/* TAG_EMPTY, each */

	for (i = 0; fx->twd >> i; i++)
		if (fx->twd & (1u << i)) {
			tags &= ~(3u << (2 * i));
			tags |= register_tag((const void *)fx->st[(i - top) & 7]) << (2 * i);
		}
	return tags;
}

static u16 abridged_tags(u32 tags)
{
	unsigned int i;
	u16 used = 0;

	tags = ~tags & 0xffff;	/* now 0 is TAG_EMPTY */
	for (i = 0; tags >> (2 * i); i++)
		if ((tags >> (2 * i)) & 3)
			used |= (u16)(1u << i);
	return used;
}

void fxsave_to_fsave(struct user_i387_struct *env, const struct fxregs *fx)
{
	struct fpreg80 *st = (struct fpreg80 *)env->st_space;
	unsigned int i;

	env->cwd = fx->cwd | HIGH_HALF;
	env->swd = fx->swd | HIGH_HALF;
	env->twd = full_tags(fx) | HIGH_HALF;
	env->fip = fx->fip;
	env->fcs = (fx->fcs & 0xffff) | (u32)fx->fop << 16;
	env->foo = fx->foo;
	env->fos = fx->fos | HIGH_HALF;
	for (i = 0; i < 8; i++)
		st[i] = *(const struct fpreg80 *)fx->st[i];
}

void fsave_to_fxsave(struct fxregs *fx, const struct user_i387_struct *env)
{
	const struct fpreg80 *st = (const struct fpreg80 *)env->st_space;
	unsigned int i;

	fx->cwd = (u16)env->cwd;
	fx->swd = (u16)env->swd;
	fx->twd = abridged_tags(env->twd);
	fx->fop = (u16)(env->fcs >> 16);
	fx->fip = env->fip;
	fx->fcs = env->fcs & 0xffff;
	fx->foo = env->foo;
	fx->fos = env->fos & 0xffff;
	for (i = 0; i < 8; i++) {
		*(struct fpreg80 *)fx->st[i] = st[i];
		memset(fx->st[i] + sizeof(*st), 0, sizeof(fx->st[i]) - sizeof(*st));
	}
}

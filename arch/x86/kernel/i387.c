/* SPDX-License-Identifier: MIT */
/* x87 state in the layouts of FSAVE and FXSAVE (SDM vol. 1, 8.1.10 and 10.5.1). */

#include <asm/sigframe.h>
#include <asm/thread.h>
#include <kernel/string.h>

#define HIGH_HALF	0xffff0000u	/* reserved upper halves read as ones */
#define FPREG_SIZE	10

enum { TAG_VALID, TAG_ZERO, TAG_SPECIAL, TAG_EMPTY };

/* The tag that FSAVE would give a register that is in use. */
static u32 register_tag(const u8 *st)
{
	u64 significand;
	u16 exponent;

	memcpy(&significand, st, sizeof(significand));
	memcpy(&exponent, st + 8, sizeof(exponent));
	exponent &= 0x7fff;
	if (exponent == 0x7fff)
		return TAG_SPECIAL;
	if (!exponent)
		return significand ? TAG_SPECIAL : TAG_ZERO;
	return significand >> 63 ? TAG_VALID : TAG_SPECIAL;
}

/* FXSAVE keeps one bit for each physical register, st[] in stack order. */
static u32 full_tags(const struct fxregs *fx)
{
	unsigned int top = (fx->swd >> 11) & 7, i;
	u32 tags = 0;

	for (i = 0; i < 8; i++) {
		u32 tag = TAG_EMPTY;

		if (fx->twd & (1u << i))
			tag = register_tag(fx->st[(i - top) & 7]);
		tags |= tag << (2 * i);
	}
	return tags;
}

static u16 abridged_tags(u32 tags)
{
	unsigned int i;
	u16 used = 0;

	for (i = 0; i < 8; i++)
		if (((tags >> (2 * i)) & 3) != TAG_EMPTY)
			used |= (u16)(1u << i);
	return used;
}

void fxsave_to_fsave(struct user_i387_struct *env, const struct fxregs *fx)
{
	u8 *st = (u8 *)env->st_space;
	unsigned int i;

	env->cwd = fx->cwd | HIGH_HALF;
	env->swd = fx->swd | HIGH_HALF;
	env->twd = full_tags(fx) | HIGH_HALF;
	env->fip = fx->fip;
	env->fcs = (fx->fcs & 0xffff) | (u32)fx->fop << 16;
	env->foo = fx->foo;
	env->fos = fx->fos | HIGH_HALF;
	for (i = 0; i < 8; i++)
		memcpy(st + i * FPREG_SIZE, fx->st[i], FPREG_SIZE);
}

void fsave_to_fxsave(struct fxregs *fx, const struct user_i387_struct *env)
{
	const u8 *st = (const u8 *)env->st_space;
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
		memset(fx->st[i], 0, sizeof(fx->st[i]));
		memcpy(fx->st[i], st + i * FPREG_SIZE, FPREG_SIZE);
	}
}

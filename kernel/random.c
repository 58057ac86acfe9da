/* SPDX-License-Identifier: MIT */
/*
 * Random numbers by ChaCha20 (RFC 8439). Each request takes a block whose first half becomes the next
 * key before anything is handed out, so that what was handed out cannot be computed later.
 */

#include <asm/cpufeature.h>
#include <asm/irqflags.h>
#include <asm/setup.h>
#include <asm/syscall.h>
#include <asm/tsc.h>
#include <asm/uaccess.h>
#include <kernel/random.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <uapi/asm/fcntl.h>

#define LEAF1_ECX_RDRAND	(1u << 30)
#define LEAF7_EBX_RDSEED	(1u << 18)
#define JITTER_ROUNDS		256

bool aslr_enabled = true;

static u32 key[8];
static u64 counter;

static u32 rotl(u32 x, int n)
{
	return x << n | x >> (32 - n);
}

static void quarter_round(u32 *a, u32 *b, u32 *c, u32 *d)
{
	*a += *b, *d = rotl(*d ^ *a, 16);
	*c += *d, *b = rotl(*b ^ *c, 12);
	*a += *b, *d = rotl(*d ^ *a, 8);
	*c += *d, *b = rotl(*b ^ *c, 7);
}

static void chacha20_block(u32 out[16])
{
	u32 in[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	u32 *x = out;

	memcpy(in + 4, key, sizeof(key));
	in[12] = (u32)counter;
	in[13] = (u32)(counter >> 32);
	counter++;
	memcpy(x, in, sizeof(in));
	for (int i = 0; i < 10; i++) {
		quarter_round(&x[0], &x[4], &x[8], &x[12]);
		quarter_round(&x[1], &x[5], &x[9], &x[13]);
		quarter_round(&x[2], &x[6], &x[10], &x[14]);
		quarter_round(&x[3], &x[7], &x[11], &x[15]);
		quarter_round(&x[0], &x[5], &x[10], &x[15]);
		quarter_round(&x[1], &x[6], &x[11], &x[12]);
		quarter_round(&x[2], &x[7], &x[8], &x[13]);
		quarter_round(&x[3], &x[4], &x[9], &x[14]);
	}
	for (int i = 0; i < 16; i++)
		x[i] += in[i];
}

/* 32 fresh bytes in out[8..15]; the other half is the next key. */
static void next_block(u32 out[16])
{
	unsigned long flags = local_irq_save();

	chacha20_block(out);
	memcpy(key, out, sizeof(key));
	local_irq_restore(flags);
}

void random_mix(u64 sample)
{
	unsigned long flags = local_irq_save();
	u32 block[16];

	key[0] ^= (u32)sample;
	key[1] ^= (u32)(sample >> 32);
	next_block(block);
	local_irq_restore(flags);
}

/* ---- seed ------------------------------------------------------------------------------------------- */

/* One machine word of the CPU's own; false if it has none (or is tired). */
static bool hardware_random(unsigned long *word)
{
	u8 ok = 0;

	if (cpu_features.leaf7_ebx & LEAF7_EBX_RDSEED)
		__asm__ volatile("rdseed %0; setc %1" : "=r"(*word), "=qm"(ok) : : "cc");
	if (!ok && (cpu_features.leaf1_ecx & LEAF1_ECX_RDRAND))
		__asm__ volatile("rdrand %0; setc %1" : "=r"(*word), "=qm"(ok) : : "cc");
	return ok;
}

void random_init(void)
{
	unsigned long word;
	char option[2];

	aslr_enabled = !cmdline_option("norandmaps", option, sizeof(option));
	random_mix(ktime_get_real());
	for (int i = 0; i < JITTER_ROUNDS; i++) {
		random_mix(rdtsc());
		if (i < 16 && hardware_random(&word))
			random_mix(word);
	}
}

/* ---- use -------------------------------------------------------------------------------------------- */

void get_random_bytes(void *buf, size_t n)
{
	u32 block[16];
	u8 *to = buf;

	/* Time is input too: two programs started alike do not get the same numbers. */
	random_mix(rdtsc());
	while (n) {
		size_t part = min(n, (size_t)32);

		next_block(block);
		memcpy(to, block + 8, part);
		to += part;
		n -= part;
	}
	memset(block, 0, sizeof(block));
}

u32 get_random_u32(void)
{
	u32 v;

	get_random_bytes(&v, sizeof(v));
	return v;
}

u32 random_below(u32 bound)
{
	return (u64)get_random_u32() * bound >> 32;
}

int sys_getrandom(void __user *ubuf, size_t count, u32 flags)
{
	char __user *to = ubuf;
	size_t done = 0;
	u8 buf[256];

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if ((flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	count = min(count, (size_t)0x7fffffff);
	while (done < count) {
		size_t part = min(count - done, sizeof(buf)), left;

		get_random_bytes(buf, part);
		left = copy_to_user_partial(to + done, buf, part);
		done += part - left;
		if (left)
			return done ? (int)done : -EFAULT;
		/* Requests up to 256 bytes are never cut short. */
		if (signal_pending(current))
			break;
		if (current->work & WORK_RESCHED)
			schedule();
	}
	return done;
}

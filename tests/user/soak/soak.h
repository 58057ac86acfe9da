/* SPDX-License-Identifier: MIT */
#ifndef SOAK_H
#define SOAK_H

#include <stdbool.h>
#include <stdint.h>

/* Each returns when all that it started is gone again. */
void storm_fork(void);
void storm_exec(void);
void storm_signal(void);
void storm_stop(void);
void storm_ptrace(void);
void storm_seize(void);
void storm_mmap(void);
void storm_cow(void);
void storm_pipe(void);
void storm_file(void);
void storm_poll(void);
void storm_thread(void);
void storm_futex(void);
void storm_thread_exit(void);
void storm_timer(void);

extern const char *soak_self;	/* this program; with the argument "nop" it exits with 42 */

/* Pseudo-random numbers, the same for the same seed; below(n) is under n. */
void seed_random(uint32_t seed);
uint32_t next_random(void);
uint32_t below(uint32_t n);

/* The first few failures of all processes are kept for the end. */
bool check_that(bool cond, const char *file, int line, const char *what);
#define CHECK(cond) check_that(cond, __FILE__, __LINE__, #cond)

/* fork whose child cannot outlive the test by much, whatever goes wrong. */
int fork_child(void);
/* Waits for pid; true if it exited with code. */
bool ended_with(int pid, int code);
/* Waits for pid; true if sig killed it. */
bool killed_by(int pid, int sig);

#endif

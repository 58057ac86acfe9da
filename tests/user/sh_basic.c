/* SPDX-License-Identifier: MIT */
/* The shell: what /bin/sh -c prints and returns, through fork, execve, pipes, files and signals. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "tap.h"

static const struct {
	const char *command;
	int status;
	const char *output;	/* standard output and standard error together */
} cases[] = {
	{ "echo hello world", 0, "hello world\n" },
	{ "exit 7", 7, "" },
	{ "true && echo yes || echo no; false && echo yes || echo no", 0, "yes\nno\n" },
	{ "false; echo $?; ! false; echo $?", 0, "1\n0\n" },
	{ "x='a  b'; echo $x \"$x\" '$x' ${#x} ${y:-none}", 0, "a b a  b $x 4 none\n" },
	{ "set -- a 'b c'; for i in \"$@\"; do echo \"<$i>\"; done; echo $#", 0, "<a>\n<b c>\n2\n" },
	{ "if [ 2 -gt 1 ]; then echo more; elif true; then echo 2; else echo 3; fi", 0, "more\n" },
	{ "i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo $i; done", 0, "1\n2\n3\n" },
	{ "for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done", 0,
	  "1\n3\n" },
	{ "case abc in x) echo 1;; a*) echo 2;; *) echo 3;; esac", 0, "2\n" },
	{ "f() { local v=$1; echo $((v * 2)); return 3; }; f 21; echo $?", 0, "42\n3\n" },
	{ "x=/usr/lib/a.tar.gz; echo ${x##*/} ${x%.*} ${x%%.*}", 0,
	  "a.tar.gz /usr/lib/a.tar /usr/lib/a\n" },
	{ "echo $((1 + 2 * 3)) $(( (1 << 40) / 3 )) $((7 % -3)) $((!0))", 0, "7 366503875925 1 1\n" },
	{ "echo $(echo one; echo two) `echo three`", 0, "one two three\n" },
	{ "/bin/echo outside; /bin/true; echo $?; /bin/false; echo $?", 0, "outside\n0\n1\n" },
	{ "echo a b c | /bin/cat | /bin/cat | /bin/wc -w", 0, "3\n" },
	{ "for i in 1 2 3; do echo $i; done | while read n; do echo n$n; done", 0, "n1\nn2\nn3\n" },
	{ "false | true; echo $?; true | false; echo $?", 0, "0\n1\n" },
	{ "echo one > f; echo two >> f; /bin/cat < f", 0, "one\ntwo\n" },
	{ "{ echo out; echo err >&2; } 2> f; /bin/cat f", 0, "out\nerr\n" },
	{ "{ echo out; echo err >&2; } > f 2>&1; /bin/wc -l < f", 0, "2\n" },
	{ "exec 3> f; echo kept >&3; exec 3>&-; /bin/cat f", 0, "kept\n" },
	{ "/bin/cat < nosuchfile; echo $?", 0, "sh: nosuchfile: No such file or directory\n1\n" },
	{ "/bin/cat <<E\n$((6 * 7)) 'q'\nE\n", 0, "42 'q'\n" },
	{ "/bin/touch g1 g2 h1; echo g* [!g]1 *9; /bin/rm g1 g2 h1", 0, "g1 g2 h1 *9\n" },
	{ "/bin/mkdir -p d/e; cd d/e; cd ..; echo ${PWD##*/}; /bin/ls; cd ..; /bin/rm -r d", 0,
	  "d\ne\n" },
	{ "(cd /; x=1; exit 4); echo $? [$x]", 0, "4 []\n" },
	{ "export V=1; W=2 /bin/env | /bin/grep -E '^[VW]=' | /bin/wc -l", 0, "2\n" },
	{ "nosuchcommand; echo $?", 0, "sh: nosuchcommand: not found\n127\n" },
	{ "/; echo $?", 0, "sh: /: Permission denied\n126\n" },
	{ "/bin/sh -c 'kill -TERM $$'; echo $?", 0, "Terminated\n143\n" },
	{ "/bin/sh -c 'kill -KILL $$'; echo $?", 0, "Killed\n137\n" },
	{ "/bin/sleep 0 & wait $!; echo $?; (exit 5) & wait $!; echo $?", 0, "0\n5\n" },
	{ "/bin/sleep 100 & kill $!; wait $!; echo $?", 0, "143\n" },
	{ "echo 'echo script $0 $1; exit 3' > s; /bin/sh s x; echo $?; . ./s", 3,
	  "script s x\n3\nscript sh\n" },
	{ "echo '#!/bin/sh' > s; echo 'echo by $1' >> s; ./s; /bin/chmod +x s; ./s itself", 0,
	  "sh: ./s: Permission denied\nby itself\n" },
	{ "echo 'echo without $1' > s; /bin/chmod 755 s; ./s line", 0, "without line\n" },
	{ "set -e; false || echo caught; false; echo never", 1, "caught\n" },
	{ "set -u; echo ${unset-fine}; echo $unset; echo never", 2,
	  "fine\nsh: unset: parameter not set\n" },
	{ "if true; then echo; done", 2, "sh: line 1: syntax error near done\n" },
	{ "echo 'open", 2, "sh: line 1: syntax error: missing '\n" },
	{ "i=0; while [ $i -lt 100 ]; do i=$((i + 1)); /bin/true || exit 1; done; echo $i", 0, "100\n" },
	{ "i=0; x=; while [ $i -lt 1000 ]; do i=$((i+1)); x=$x.; done; echo $x | /bin/wc -c", 0,
	  "1001\n" },
	{ "/bin/seq 1 20000 | /bin/grep -c 7", 0, "6878\n" },
	{ "/bin/seq 1 100000 | /bin/head -1", 0, "1\n" },
	{ "trap_free=1; eval 'echo $trap_free'; echo $0 $#", 0, "1\nsh 0\n" },
};

/* Run `sh -c command`; its output is left in buf as a string. */
static int run(const char *command, char *buf, size_t size)
{
	size_t len = 0;
	int ends[2], wstatus = -1;
	ssize_t n;
	pid_t pid;

	buf[0] = '\0';
	if (pipe(ends) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], 1);
		dup2(ends[1], 2);
		close(ends[0]);
		close(ends[1]);
		execl("/bin/sh", "sh", "-c", command, NULL);
		_exit(127);
	}
	close(ends[1]);
	while (pid > 0 && len < size - 1 && (n = read(ends[0], buf + len, size - 1 - len)) > 0)
		len += n;
	buf[len] = '\0';
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &wstatus, 0) != pid)
		return -1;
	return WIFEXITED(wstatus) ? WEXITSTATUS(wstatus) : 128 + WTERMSIG(wstatus);
}

int main(void)
{
	char dir[] = "/tmp/sh_basic.XXXXXX", output[4096];

	mkdir("/tmp", 01777);
	if (!mkdtemp(dir) || chdir(dir) < 0) {
		ok(false, "a directory to work in: %s", strerror(errno));
		return done_testing();
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = run(cases[i].command, output, sizeof(output));

		if (!ok(status == cases[i].status && strcmp(output, cases[i].output) == 0, "case %zu",
			i + 1)) {
			diag("command: %s", cases[i].command);
			diag("status %d, expected %d", status, cases[i].status);
			diag("output [%s], expected [%s]", output, cases[i].output);
		}
	}
	unlink("f");
	unlink("s");
	ok(chdir("/") == 0 && rmdir(dir) == 0, "nothing is left behind");
	return done_testing();
}

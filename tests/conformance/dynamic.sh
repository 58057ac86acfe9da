#!/bin/bash
# SPDX-License-Identifier: MIT
# dynamic.sh: GNU coreutils, linked against ld.so and libc.so.6. Rules as in busybox.sh.

export PATH=/coreutils LC_ALL=C TZ=UTC
umask 022
rm -rf /tmp/dynamic
mkdir /tmp/dynamic && cd /tmp/dynamic || exit 1
ln -s /proc/self/fd /dev/fd 2> /dev/null
sed() { /bin/busybox sed "$@"; }

n=0
c() {
	n=$((n + 1))
	printf '[%d] %s\n' $n "$1"
	eval "$1"
	status=$?
	[ $status = 0 ] || echo "[status $status]"
}

c '/lib/ld-linux.so.2 --verify /coreutils/ls && echo dynamic'
c 'LD_TRACE_LOADED_OBJECTS=1 ls | cut -d "(" -f 1 | sort'
c '/lib/ld-linux.so.2 /coreutils/echo by ld.so itself'
c 'LD_PRELOAD=libm.so.6 echo preloaded; LD_LIBRARY_PATH=/none echo path; LD_BIND_NOW=1 echo bound'
c 'LD_PRELOAD=/none.so true'
c 'printf "pear\napple\nfig\napple\n" > fruit; sort fruit; sort -r -u fruit'
c 'uniq -c <(sort fruit); wc fruit; head -n 1 fruit; tail -n 2 fruit; tac fruit'
c 'cut -c 2-3 fruit | paste -sd,; tr a-z A-Z < fruit; nl fruit; fold -w 2 <<< abcde; expand <<< $'"'"'a\tb'"'"
c 'comm <(sort -u fruit) <(printf "apple\nkiwi\n"); join <(echo a 1) <(echo a 2)'
c 'seq 1 5 | shuf | sort -n | paste -sd+; seq -f %.2f 0 .5 1; factor 18446744073709551615 340282366920938463463'
c 'expr 2 \* 21; printf "%5.2f|%-5s|%05d\n" 3.14159 ab 42; echo -e "a\tb"; basename /a/b; dirname /a/b; numfmt --to=iec 1048576'
c 'md5sum fruit; sha1sum fruit; sha256sum fruit; sha512sum fruit; b2sum fruit; sum fruit'
c 'cksum fruit'
c 'base64 fruit; base32 <<< x; basenc --base16 <<< x; od -c fruit | head -n 2; sha256sum fruit | sha256sum -c'
c 'seq 100000 | sort -R --random-source=/bin/bash | sort -n | md5sum; seq 50000 | sort --parallel=2 -S 1M -rn | head -n 1'
c 'split -l 2 fruit part; ls part*; csplit -s fruit 2; cat xx00; pr -t -2 fruit; ptx fruit | head -n 1; tsort <<< "a b b c"'
c 'mkdir -p a/b/c; touch -d @86400 a/f; ln -s ../f a/b/l; ln a/f a/h; ls -lR --time-style=+ a | sed /total/d | tr -s " " | cut -d " " -f 1,3-4,6-'
c 'ls -1F a; ls -d */; stat -c "%n %s %a %h %U:%G %Y %F" a/f; readlink -f a/b/l; realpath --relative-to=a /tmp'
c 'cp -a a z; ls -1R z; cp a/f nodir/x; mv z/f z/g; mv -T z y; rm -r y; rm y; rmdir a'
c 'cp --reflink=never fruit f2; cmp_out=$(cat f2); [ "$cmp_out" = "$(< fruit)" ] && echo same; install -m 750 fruit i; stat -c %a i'
c 'chmod u+s,g-r a/f; stat -c %A a/f; chown 1:1 a/f; stat -c %u:%g a/f; chgrp 0 a/f; stat -c %g a/f; chmod -R a+X a; touch -r a/f n; stat -c %Y n'
c 'mkfifo p; stat -c %F p; { echo through > p; } & cat p; wait; mknod z c 1 5; head -c 3 z | od -An -tx1'
c 'dd if=/dev/zero of=d bs=4k count=3 status=none; stat -c %s d; truncate -s 7 d; wc -c < d; dd if=fruit bs=2 skip=1 count=2 status=none; echo'
c 'du -b fruit; test -f fruit -a -x /coreutils/ls; echo $?; [ fruit -ot n ]; echo $?; tee x1 x2 < fruit | wc -l'
c 'cat /nonexistent; ls /nonexistent; cat a; rm a; mkdir a; ln -s q q; cat q; echo x > /dev/full; cat < /dev/null'
c 'timeout 0.3 sleep 5; timeout -s INT 0.3 sleep 5; echo $?; nice -n 3 nice; env -i A=b /coreutils/env; env -i /coreutils/printenv; printenv LC_ALL'
c 'id; id -un; groups; whoami; uname -s; nproc; pwd; users; stty -a | head -n 1 | cut -d ";" -f 1'
c 'nohup true 2>/dev/null; echo $?'
c 'kill_me() { sleep 20 & kill $!; wait $!; }; kill_me; date -u -d @0; date -u -d "2000-02-29 +1 year" +%F; date +%Z'
c 'yes | head -n 5000 | wc; seq 10000 | tee >(tail -n 1 > last) | wc -l; sleep 0.3; cat last; mktemp -u x.XXXX | wc -c'
c 'sync; sync fruit; link fruit k; unlink k; pathchk /a/b; shred -u i; ls i; dircolors -b | wc -l; sleep 0.01'
c 'for i in 1 2 3 4 5 6 7 8 9 10; do echo $i & done | sort -n | paste -sd" "; wait'
c 'LC_ALL=en_US.UTF-8 sort fruit | head -n 1; false; true'

cd / && rm -rf /tmp/dynamic && echo "done: $n commands"

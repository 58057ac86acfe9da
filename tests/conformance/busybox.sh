#!/bin/busybox sh
# SPDX-License-Identifier: MIT
# busybox.sh: what busybox's applets say must be the same, byte for byte, on this kernel and on Linux.
#
# Nothing printed may depend on pids, times of day, inode numbers, a file system's block size or the order in
# which a directory lists its entries.

n=0
failed=0

# c COMMAND: shows and runs one command line, with its status where that is not 0.
c() {
	n=$((n + 1))
	printf '[%d] %s\n' $n "$1"
	eval "$1"
	status=$?
	[ $status = 0 ] || echo "[status $status]"
}

export PATH=/bin LC_ALL=C TZ=UTC
umask 022
rm -rf /tmp/busybox
mkdir /tmp/busybox && cd /tmp/busybox || exit 1
mkdir bin
for applet in $(busybox --list); do
	ln -s /bin/busybox bin/$applet
done
export PATH=/tmp/busybox/bin:/bin

echo '# text'
c 'printf "pear\napple\nfig\napple\n" > fruit; cat fruit'
c 'sort fruit'
c 'sort -u fruit | tac'
c 'sort fruit | uniq -c'
c 'wc fruit'
c 'wc -l < fruit'
c 'head -n 2 fruit; tail -n 1 fruit; tail -c 4 fruit'
c 'grep -n app fruit'
c 'grep -c banana fruit'
c 'grep -v apple fruit | rev'
c 'sed -e "s/a/A/g" -e 2d fruit'
c 'sed -n "/pear/,/fig/p" fruit'
c 'sed -i "s/fig/plum/" fruit; cat fruit'
c 'awk "{ print NR, length(\$1), toupper(\$1) }" fruit'
c 'awk "BEGIN { for (i = 1; i <= 5; i++) s += i * i; printf \"%d %.3f %s\\n\", s, 2 / 3, substr(\"kernel\", 2, 3) }"'
c 'cut -c 1-3 fruit | paste -s -d , -'
c 'echo a:b:c:d | cut -d : -f 2,4'
c 'paste fruit fruit | head -n 2'
c 'tr a-z A-Z < fruit | tr -d P'
c 'echo "one   two" | tr -s " " "\n"'
c 'nl fruit'
c 'fold -w 10 /bin/../tests/busybox | head -n 2'
c 'printf "a\tb\n" | expand -t 4; printf "    x\n" | unexpand -a -t 4 | od -c'
c 'seq 3 -1 1; seq -s - 1 5; seq -w 8 10'
c 'factor 2147483647 600851475143'
c 'expr 6 \* 7; expr length kernel; expr 7 % 4; expr abc : "a\(.\)c"'
c 'echo "2 3 + p 10 4 / p" | dc'
c 'echo "2^64; scale=5; 1/7" | bc'
c 'shuf -e only'
c 'printf "%05d|%-6s|%x|%c|%b\n" 42 ab 255 z "t\\tab"'
c 'yes | head -n 3'
c 'cal 2 2024'
c 'strings /bin/busybox | grep -c "^BusyBox v"'
c 'ed fruit <<END
2s/apple/grape/
1,2p
w
q
END'
c 'cat fruit; sort fruit > sorted; diff -u fruit sorted | tail -n +3'
c 'cmp fruit sorted'
c 'diff fruit fruit && echo same'
c 'cp fruit patched; diff -u fruit sorted > p; patch patched p; cmp patched sorted && echo patched; patch -R patched p; cmp patched fruit'
c 'hexdump -C fruit | head -n 2; xxd fruit | head -n 1; od -An -tx1 -N 4 fruit'
c 'printf "a\r\n" | dos2unix | od -c; printf "a\n" | unix2dos | od -c'

echo '# sums and archives'
c 'for sum in md5sum sha1sum sha256sum sha512sum sha3sum crc32; do $sum fruit; done'
c 'sum=$(md5sum fruit); echo "$sum" | md5sum -c'
c 'base64 fruit; base64 fruit | base64 -d | cmp - fruit && echo same'
c 'uuencode fruit < fruit | uudecode -o copy; cmp fruit copy && echo same'
c 'gzip -c fruit | gunzip | cmp - fruit && echo same'
c 'seq 20000 > numbers; gzip numbers; gunzip numbers.gz; md5sum numbers; wc -c < numbers'
c 'bzip2 -k numbers; bzcat numbers.bz2 | md5sum; rm numbers.bz2'
c 'mkdir -p tree/a/b tree/c; echo one > tree/a/one; echo two > tree/a/b/two; ln -s ../a/one tree/c/link; ln tree/a/one tree/c/hard'
c 'tar cf tree.tar tree/a tree/c; tar tf tree.tar | sort; mkdir out; tar xf tree.tar -C out; cat out/tree/c/link; stat -c "%h %F" out/tree/c/hard'
c 'tar czf tree.tgz tree && gunzip -c tree.tgz | tar t | sort'
c 'find tree | sort | cpio -o -H newc 2>/dev/null > tree.cpio; cpio -t < tree.cpio 2>/dev/null'

echo '# files'
c 'find tree -type f | sort'
c 'find tree -name "t*" -exec basename {} \; | sort'
c 'find tree -type l -print0 | xargs -0 readlink'
c 'ls -1 tree tree/c'
c 'cp -r tree copy_of_tree; diff -r tree copy_of_tree && echo same'
c 'cp -a tree/c/link l2; readlink l2; realpath tree/c/link; readlink -f tree/c/link'
c 'mv copy_of_tree/a/one copy_of_tree/moved; find copy_of_tree | sort; rm -r copy_of_tree; ls copy_of_tree'
c 'touch -d "2024-02-29 12:34:56" old; stat -c "%n %s %a %U %G %Y %F" old; date -u -r old'
c '[ fruit -nt old ] && [ ! old -nt fruit ] && echo newer'
c 'chmod 4751 old; stat -c %A old; chmod u-s,g+w,o= old; stat -c %a old'
c 'chown 1:1 old; ls -ln old; ls -l old | cut -c 1-26'
c 'mkdir -m 1777 sticky; stat -c "%A %F" sticky; rmdir sticky; rmdir tree'
c 'mkfifo fifo; stat -c %F fifo; (echo through a fifo > fifo) & cat fifo; wait'
c 'mknod null c 1 3; stat -c "%F %t %T" null; echo x > null; wc -c < null'
c 'ln -s loop loop; cat loop; ln -s nowhere dangling; cat dangling; ls -d dangling'
c 'echo data > f; exec 3<> f; rm f; cat <&3; exec 3>&-; cat f'
c 'dd if=/dev/zero bs=1k count=8 2>/dev/null | tr "\0" z | md5sum; dd if=fruit bs=1 skip=2 count=3 2>/dev/null; echo'
c 'truncate -s 10000 sparse; stat -c %s sparse; truncate -s 5 sparse; od -c sparse'
c 'fallocate -l 4096 room && stat -c %s room'
c 'tee t1 t2 < fruit > /dev/null; cmp t1 t2 && echo same'
c 'split_in=numbers; head -n 3 $split_in; tail -n 2 $split_in; shred -u t1; ls t1'
c 'link t2 t3; unlink t2; ls t2 t3'
c 'mktemp -d /tmp/busybox/XXXXXX > name; [ -d "$(cat name)" ] && echo made; rmdir "$(cat name)"'
c 'basename /a/b.c .c; dirname /a/b.c; which cat sh | wc -l'
c 'cat /dev/null | wc -c; head -c 4 /dev/zero | od -An -tx1; head -c 8 /dev/urandom | wc -c; echo x > /dev/full'
c 'cd tree/a && pwd -P && cd ../c && pwd; cd /tmp/busybox'
c 'mkdir no && touch no/x && chmod 700 no; su -s /bin/sh daemon -c "ls no; cat no/x; echo > no/y; kill -0 1; id -u"; chmod 755 no; su -s /bin/sh daemon -c "ls no; rm -f no/x"'
c 'cat /nonexistent; cat /tmp; echo > /tmp; rm /tmp/busybox/tree; mkdir fruit; cd fruit'
c 'test -x /bin/busybox -a -s fruit -a ! -e nope && echo yes; [ 3 -lt 4 ] && [ abc != abd ] && echo yes'

echo '# processes'
c 'sh -c "exit 7"'
c 'sh -c "kill -9 \$\$"'
c 'sh -c "kill -TERM \$\$"'
c 'true & wait $!; false & wait $!'
c '{ sleep 60 & kill $!; wait $!; echo $?; } 2> /dev/null'
c '{ sleep 60 & kill -STOP $!; kill -CONT $!; kill -INT $!; kill $!; wait $!; echo $?; } 2> /dev/null'
c 'trap "echo got USR1" USR1; kill -USR1 $$; trap - USR1'
c '(trap "echo leaving" EXIT; exit 3)'
c 'timeout 1 sleep 10'
c 'timeout -s KILL 1 sleep 10'
c 'timeout 5 echo in time'
c 'sleep 0.05; usleep 1000; echo slept'
c 'for i in 1 2 3 4 5 6 7 8; do (echo $((i * i)) > part$i) & done; wait; cat part1 part2 part3 part4 part5 part6 part7 part8 | paste -s -d " " -'
c 'seq 1000 | awk "{ s += \$1 } END { print s }"'
c 'seq 100 | xargs -n 30 echo | wc -l'
c 'printf "1\n2\n" | while read x; do echo "<$x>"; done'
c 'yes | head -n 1000 | wc -c'
c 'cat numbers numbers | tee /dev/null | sort -n | uniq -d | wc -l'
c 'taskset 1 echo on the first CPU; setsid sh -c "echo own session"'
c 'env -i A=1 B=2 sh -c "echo \$A\$B"; env -i X=y env'
c 'id; id -u; whoami; groups'
c 'su -s /bin/sh daemon -c "id -u; id -g; id -Gn"; setpriv --nnp echo no new privileges'
c 'readlink /proc/self/exe; tr "\0" " " < /proc/self/cmdline; echo'
c 'cat /proc/self/comm; grep -c . /proc/self/status > /dev/null && echo status; ls -d /proc/self/fd/0'
c 'sh -c "cd /tmp; readlink /proc/self/cwd"; readlink /proc/$$/root'
c 'grep -c "^MemTotal: *[0-9]* kB" /proc/meminfo; grep -c "^processor" /proc/cpuinfo; awk "{ print NF }" /proc/uptime'
c 'pidof init | wc -w; kill -0 1 && echo init lives; kill -0 99999'
c 'uname -s; uname -o; nproc; arch > /dev/null && echo arch'
c 'stty -a 2>/dev/null | grep -o "[-]*icanon"; test -t 0 && test -t 1 && echo terminal'
c 'stty -echo; stty | grep -c -- -echo; stty echo; stty rows 24 cols 80; stty size; stty rows 0 cols 0; stty -g > modes; stty $(cat modes)'
c 'ulimit -n 20; ulimit -n; sh -c "exec 25< fruit"'
c 'ulimit -f 1; dd if=/dev/zero of=big bs=1k count=9; ulimit -f unlimited'
c 'sync; date -u -d @86399 "+%Y-%m-%d %H:%M:%S %j"; date -u -d "2000-03-01 00:00" +%s'
c 'run=$(mktemp -d /tmp/busybox/XXXXXX); printf "#!/bin/sh\necho ran \$0\n" > $run/01; chmod +x $run/01; cd $run; run-parts . ; cd ..'
c 'printf "#!/bin/busybox awk -f\nBEGIN { print \"script by awk\" }\n" > s; chmod +x s; ./s'
c 'printf "no interpreter\n" > s; chmod 644 s; ./s; printf "#!/none\n" > s; chmod 755 s; ./s'
c './bin/cat fruit'
c './bin/ls -1 tree'

echo '# the shell'
c 'a=5; echo $((a * 3 + (a > 4 ? 1 : 0))) $((0x1f & 7)) $((1 << 30)) $((-7 / 2)) $((-7 % 3))'
c 's=kernel.tar.gz; echo ${s%.*} ${s%%.*} ${s#*.} ${s##*.} ${#s} ${s/tar/cpio} ${none:-default}'
c 'set -- a "b c" d; echo $# "$2"; shift; echo "$@"; for x; do echo "<$x>"; done'
c 'f() { local x=in; echo $x $1; return 3; }; x=out; f arg; echo $? $x'
c 'case kernel.c in *.h) echo header;; *.[cS]) echo source;; esac'
c 'i=0; while :; do i=$((i + 1)); [ $i = 3 ] && continue; [ $i = 5 ] && break; echo $i; done'
c 'cat <<END | sed "s/^/> /"
sum $((20 + 22)) of $(echo substituted)
END'
c 'echo *.tar tree/[ac] nothing*; echo t?ee'
c 'echo out; echo err >&2; { echo both; echo both >&2; } 2>&1 | sort | uniq -c'
c 'exec 4> fd4; echo to four >&4; exec 4>&-; cat fd4; echo closed >&4'
c 'read a b < fruit; echo "<$a><$b>"; echo "x y z" | { read a b; echo "$b"; }'
c 'getopts ab: o -b val; echo $o $OPTARG; type cd; command -v sh'
c '(set -e; false; echo unreached)'
c 'set -o pipefail; true | false | true; echo $?; set +o pipefail'
c 'x=$(echo inner; exit 9); echo "$x $?"; (exit 5) || echo "or $?"'
c 'echo "1 2 3" | ( read x y z; echo $z $y $x ); printf "%s " {a,b}; echo'

cd / && rm -rf /tmp/busybox && echo "done: $n commands"

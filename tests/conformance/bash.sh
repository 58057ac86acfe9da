#!/bin/bash
# SPDX-License-Identifier: MIT
# bash.sh: what bash says must be the same, byte for byte, on this kernel and on Linux.
#
# External commands are busybox's. Rules as in busybox.sh.

export PATH=/bin LC_ALL=C TZ=UTC
umask 022
/bin/busybox rm -rf /tmp/bash
/bin/busybox mkdir /tmp/bash && cd /tmp/bash || exit 1
/bin/busybox ln -s /proc/self/fd /dev/fd 2> /dev/null
for applet in cat grep head mkfifo rm sed seq sleep sort tr wc; do
	eval "$applet() { /bin/busybox $applet \"\$@\"; }"
done

part() { printf '\n== %s\n' "$*"; }

part arrays
a=(zero one "two words" [5]=five)
echo "${#a[@]} ${!a[@]}"; printf '<%s>' "${a[@]}"; echo
a+=(six); unset 'a[1]'; echo "${a[@]:1:2}" "${a[-1]}"
declare -A map=([x]=1 [y]=2); map[z]=3
for key in $(printf '%s\n' "${!map[@]}" | sort); do echo "$key=${map[$key]}"; done
mapfile -t lines < <(printf 'l1\nl2\nl3\n'); echo "${#lines[@]} ${lines[1]}"
declare -p a; readonly r=1; (r=2) 2>&1
declare -n ref=a; ref[0]=through; echo "${a[0]}"

part arithmetic
echo $((2 ** 62)) $((17 % 5)) $((0x7fffffffffffffff + 1)) $((16#ff)) $((1 ? 2 : 3)) $((5 & 6 | 1 ^ 7))
let 'x = 3, y = x++ + ++x'; echo $x $y
((x > 100)) || echo "status $?"
for ((i = 0, j = 10; i < j; i += 3, j--)); do echo -n "$i:$j "; done; echo
printf '%d %o %x %e %s\n' 42 42 42 42 42
echo $((1 / 0)) 2>&1; echo "after"

part strings
s='The quick brown fox'
echo "${s:4:5}" "${s: -3}" "${s^^}" "${s,,}" "${s/quick/slow}" "${s//o/0}" "${#s}" "${s%% *}" "${s##* }"
[[ $s =~ ([a-z]+)\ (fox)$ ]] && echo "${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"
[[ abc == a* && abc < abd ]] && echo pattern
printf -v padded '%-8s|' ab; echo "$padded"
echo {1..5} {a..e..2} x{1,2}y{3,4}; printf '%q ' 'a b' "c'd"; echo
echo $'tab\there' "$(printf '\x41\102')"
IFS=: read -r p q <<< 'left:right:more'; echo "$p $q"
shopt -s extglob; f=file.tar.gz; echo "${f%%.@(tar|zip)*}"

part here-documents
cat <<END
value ${s:0:3} $((6 * 7)) $(echo substituted) \$literal
END
cat <<'END'
no $expansion `here`
END
cat <<-END
	tabs go
END
tr a-z A-Z <<< "here string"
wc -c < <(for i in {1..3000}; do echo line $i; done)
big=$(printf 'x%.0s' {1..70000}); cat <<END | wc -c
$big
END

part functions and flow
fact() { (($1 <= 1)) && echo 1 || echo $(($1 * $(fact $(($1 - 1))))); }; fact 10
f() { local v=inner; g; echo $v; }; g() { v=changed; }; f; echo "[${v-unset}]"
f() { return 42; }; f; echo $?; echo "${FUNCNAME[0]-main}"
case abc in a?c) echo one ;;& *c) echo two ;& z) echo three ;; esac
select x in first second; do echo "$x"; break; done <<< 2 2>&1
until ((i-- <= 0)); do :; done; echo $i
set -- 1 2 3; while (($#)); do echo -n "$1 "; shift; done; echo
coproc { while read -r l; do echo "co:$l"; done; }
echo ping >&"${COPROC[1]}"; read -r back <&"${COPROC[0]}"; echo "$back"; eval "exec ${COPROC[1]}>&-"; wait
printf '%s\n' b c a | { sort; echo last; }
echo "${PIPESTATUS[@]}"; false | true | (exit 3); echo "${PIPESTATUS[@]}"
[ -e nope ] || ! true || { echo group; }; time_is() { TIMEFORMAT=; time true; }; time_is; echo timed

part redirection and descriptors
exec 3> three; echo to three >&3; exec 3>&-; cat three
exec {fd}<> both; echo hello >&$fd; exec {fd}>&-; cat both
{ echo out; echo err >&2; } 2>&1 >/dev/null
{ echo out; echo err >&2; } &> all; sort all
echo one > file; echo two >> file; set -C; echo three > file; set +C; cat file
cat nonexistent 2>&1; echo > /; echo x > /dev/full
diff_of() { while read -r -u 5 l && read -r -u 6 m; do echo "$l-$m"; done 5< <(seq 3) 6< <(seq 4 6); }; diff_of
tee_out=$(echo split | { tee_in=$(cat); echo "$tee_in"; echo "$tee_in" >&2; } 2> side); echo "$tee_out"; cat side
echo in process substitution > >(tr a-z A-Z > upper); wait $!; sleep 0.2; cat upper
ls_fd() { for n in 0 1 2; do [ -e /dev/fd/$n ] && echo -n "$n "; done; echo; }; ls_fd

part traps and signals
trap 'echo usr1' USR1; kill -USR1 $$; trap - USR1
trap 'echo usr2 in a wait' USR2; (sleep 0.3; kill -USR2 $$; sleep 0.3) & wait $!; echo "wait $?"; wait; trap - USR2
(trap 'echo exit trap $?' EXIT; exit 4); echo $?
(trap 'echo err at $LINENO' ERR; false; true) | sed 's/[0-9][0-9]*/N/'
trap 'echo debug' DEBUG; : one; trap - DEBUG
trap '' TERM; (kill -TERM $BASHPID; echo ignored); trap - TERM
{ bash -c 'kill -KILL $$'; echo $?; bash -c 'kill -SEGV $$'; echo $?; } 2> /dev/null
bash -c 'trap "echo caught int; exit 9" INT; kill -INT $$'; echo $?
trap 'echo child' CHLD; /bin/busybox true; trap - CHLD
trap; trap 'echo hup' HUP; trap -p HUP; trap - HUP
kill -l 11 15; kill -l USR1

part jobs
sleep 30 & p=$!; kill $p; wait $p; echo $?
for i in 1 2 3; do (exit $i) & pids[i]=$!; done; for i in 1 2 3; do wait "${pids[i]}"; echo -n "$? "; done; echo
(sleep 0.2; exit 6) & wait -n; echo $?
set -m
sleep 30 & kill -STOP %1; sleep 0.2; jobs | tr -s ' '; kill -CONT %1; sleep 0.2; jobs -r | tr -s ' '; kill %1; wait %1 2>/dev/null; echo $?
sleep 30 | cat & jobs -p | wc -l; { kill %%; wait; sleep 0.5; true; } 2>/dev/null
(echo in the background; exit 2) & wait $!; echo $?
/bin/busybox sh -c 'kill -STOP $$; echo continued'; echo "stopped $?"; fg %% > /dev/null; echo $?
sleep 0.1 & disown; jobs; echo none
set +m
{ sleep 30; echo never; } & kill $!; wait $! 2>/dev/null; echo $?

part environment
export V=exported; bash -c 'echo $V'; V=once bash -c 'echo $V'; unset V; bash -c 'echo ${V-gone}'
bash -c 'echo $0 $# $2' name a b; echo $SHLVL > /dev/null
(cd /; pwd); pwd; cd -  > /dev/null 2>&1; cd /tmp/bash; pushd / > /dev/null; dirs; popd > /dev/null
ulimit -c 0; ulimit -c; umask; umask -S; (umask 077; umask)
bash --version | head -n 1 | sed 's/(.*//'
echo 'echo sourced $1' > lib; source ./lib arg
set -o | grep -c on; shopt -q extglob && echo extglob
bash -c 'exec /bin/busybox echo replaced; echo never'
/nonexistent; echo $?; ./lib; echo $?; /tmp; echo $?
history_test=$(bash -n -c 'if'; echo $?) 2>&1; echo "$history_test"
eval 'echo $((1 + 1))'; type -t cd if fact /bin/bash
read -r -t 0.2 nothing < <(sleep 1); (($? > 128)) && echo timed out
read -r -n 3 three <<< abcdef; echo $three; echo "$BASH_SUBSHELL" "$(echo $BASH_SUBSHELL)"
test -t 0 && echo terminal; hash -r; printf '%(%Y-%m-%d)T\n' 86400
compgen -b | wc -l; getopts 'a:b' opt -a val && echo "$opt $OPTARG"
x=$(for i in {1..2000}; do echo $i; done | sort -rn | head -n 1); echo $x
for i in {1..60}; do (:) ; done; echo forked

cd / && rm -rf /tmp/bash && echo done

# What script/server and script/test share. POSIX shell.
# Everyone may read what is installed here: as root, the embedded PostgreSQL runs as another user.
umask 022
unset CDPATH
name=$0
cd "$(dirname "$0")/.."

fail() {
    echo "$name: $1" >&2
    exit 1
}

# What a Python tells of itself: its version, and how long it takes for a small loop (in microseconds; for ever where it cannot
# make an environment). One that was built without the compiler's profile, as pyenv does it, takes a third longer than Debian's.
TELL='
import sys
taken = [10**9]
try:
    import ensurepip, time, venv
    for attempt in range(5):
        began, kept = time.process_time(), {}
        for number in range(20000):
            kept[number % 100] = str(number)
        taken.append(int((time.process_time() - began) * 1e6))
except (ImportError, AttributeError):
    pass
print("%d.%d %d" % (sys.version_info[0], sys.version_info[1], min(taken)))
'

# Sets $python to one that is new enough: ours when it is there, else the fastest of the machine.
find_python() {
    found= python= least=
    for candidate in .venv/bin/python python3.13 python3.12 python3.11 python3 python /usr/bin/python3; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        told=$("$candidate" -c "$TELL" 2>/dev/null) || continue
        version=${told% *} taken=${told#* }
        case $version in
            3.1[1-9] | 3.[2-9][0-9]) ;;
            *) found=" ($candidate is $version)" && continue ;;
        esac
        if [ -z "$least" ] || [ "$taken" -lt "$least" ]; then
            python=$candidate least=$taken
        fi
        [ "$candidate" = .venv/bin/python ] && return 0
    done
    [ -n "$python" ] || fail "Python 3.11 or newer is needed, and none was found$found."
}

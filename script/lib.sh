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

# Sets $python to one that is new enough: ours when it is there, else the machine's newest.
find_python() {
    found=
    for python in .venv/bin/python python3.13 python3.12 python3.11 python3 python; do
        command -v "$python" >/dev/null 2>&1 || continue
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        case $version in
            3.1[1-9] | 3.[2-9][0-9]) return 0 ;;
            *) found=" ($python is $version)" ;;
        esac
    done
    fail "Python 3.11 or newer is needed, and none was found$found."
}

#!/bin/sh
# Makes this checkout ready to run: system libraries, .venv, locked packages, Vigie itself, translations.
#
# - A step that is already done is not done again and touches no network; when all is done nothing is printed.
# - Stopping it at any moment is safe: .venv counts only once it is marked complete, a half-made one is made anew.
# - When it cannot go on it says in one line what is missing. Details are in .cache/setup.log.
#
# PYTHON=/path/to/python3 chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
# An activated .venv must not be what .venv is made anew from.
PATH=$(printf '%s' "$PATH" | tr ':' '\n' | grep -vxF "$PWD/.venv/bin" | tr '\n' ':')
PATH=${PATH%:}

log=.cache/setup.log
disk_needed_mb=3000 # .venv 1 GB, system libraries 0.7 GB, downloads and unpacking 1 GB
apt_command=

say() { printf 'set-up: %s\n' "$*"; }

stop() {
    printf 'set-up stopped: %s\n' "$*" >&2
    exit 1
}

# Why the command that wrote the log failed, in words that say what to do.
reason_in_log() {
    if grep -qiE 'no space left|enough free space|disk quota' "$log"; then
        echo "the disk is full; free $disk_needed_mb MB and start again"
    elif grep -qiE 'do not match the hashes' "$log"; then
        echo "a downloaded package differs from requirements.lock and was refused"
    elif grep -qiE 'certificate_verify_failed' "$log"; then
        echo "the package index shows a certificate this system does not trust; add the one of your network (PIP_CERT names a file)"
    elif grep -qiE 'could not resolve|failure (resolving|in name resolution)|newconnectionerror|nameresolutionerror|failed to fetch|could not connect|network is unreachable|timed out|connection (refused|broken|reset)|name or service not known' "$log"; then
        echo "no network; it is needed this once, connect and start again"
    elif grep -qiE 'could not get lock' "$log"; then
        echo "another program is installing packages; wait for it and start again"
    elif grep -qiE 'sudo: |not in the sudoers' "$log"; then
        echo "sudo refused; ask the administrator to run: $apt_command"
    else
        echo "see the end of the log"
    fi
}

# run <what> <command...>: the command's output goes to the log, a failure ends the set-up with its reason.
run() {
    what=$1
    shift
    printf '\n== %s\n' "$*" >>"$log"
    if ! "$@" >>"$log" 2>&1 9>&-; then
        stop "$what failed: $(reason_in_log) (details: $log)"
    fi
}

check_disk() {
    free_mb=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
    if [ "$free_mb" -lt "$2" ]; then
        stop "not enough disk: $2 MB are needed on $(df -P "$1" | awk 'NR == 2 { print $6 }'), $free_mb MB are free"
    fi
}

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

suits() {
    case $(version_of "$1") in
    3.11 | 3.12 | 3.13) return 0 ;;
    *) return 1 ;;
    esac
}

choose_python() {
    for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if suits "$python"; then
            return
        fi
    done
    python=${PYTHON:-python3}
    if ! command -v "$python" >/dev/null 2>&1; then
        stop "Python 3.11 to 3.13 is needed and $python was not found: install python3, or set PYTHON=/path/to/python3"
    fi
    stop "Python 3.11 to 3.13 is needed, $python is $(version_of "$python"): install one, or set PYTHON=/path/to/python3"
}

# Lines "package|why" for what installer/apt-packages.txt asks and this system has not.
missing_system_packages() {
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | tr '\n' ' ')
    sed -n 's/^\([^#]*[^# ]\)  *# *\(.*\)$/\1#\2/p' installer/apt-packages.txt | while IFS='#' read -r names why; do
        found=
        for name in $names; do
            case " $installed " in *" $name "*) found=yes ;; esac
        done
        # The last name is the one every release understands.
        [ -n "$found" ] || printf '%s|%s\n' "${names##*[| ]}" "$why"
    done
    if [ -n "$making_venv" ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        printf 'python%s-venv|makes .venv\n' "$(version_of "$python")"
    fi
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        stop "this system has no apt; Vigie's set-up knows Debian 12, Debian 13 and Ubuntu 24.04"
    fi
    missing=$(missing_system_packages)
    [ -n "$missing" ] || return 0
    packages=$(printf '%s\n' "$missing" | cut -d '|' -f 1 | tr '\n' ' ')
    packages=${packages% }
    apt_command="apt-get update && apt-get install -y --no-install-recommends $packages"

    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            stop "system packages are missing and there is no sudo; ask the administrator to run: $apt_command"
        fi
        as_root=sudo
        # Without a terminal nobody can type the password.
        [ -t 0 ] || as_root="sudo -n"
    fi
    check_disk /usr 1000
    say "system packages are missing, installing them with ${as_root:+sudo }apt-get:"
    printf '%s\n' "$missing" | awk -F '|' '
        !($2 in names) { order[++count] = $2 }
        { names[$2] = names[$2] " " $1 }
        END { for (i = 1; i <= count; i++) printf "set-up:   %s:%s\n", order[i], names[order[i]] }'
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120"
    # shellcheck disable=SC2086 # words on purpose: the command and its packages
    if [ -n "$(ls /var/lib/dpkg/updates 2>/dev/null)" ]; then
        run "repairing an interrupted installation" $as_root dpkg --configure -a
    fi
    # shellcheck disable=SC2086
    run "reading the list of system packages" $apt update
    # shellcheck disable=SC2086
    run "installing system packages" $apt install -y --no-install-recommends $packages
}

# What .venv must have been made for: this Python, this place, this lock file.
venv_identity() { .venv/bin/python -c 'import sys; print(sys.version_info[:2], sys.prefix)' 2>/dev/null; }
lock_identity() { sha256sum <requirements.lock; }

make_venv() {
    check_disk . "$disk_needed_mb"
    say ".venv with Python $(version_of "$python")"
    rm -rf .venv
    run "making .venv" "$python" -m venv .venv
}

install_packages() {
    say "packages of requirements.lock (320 MB to fetch the first time)"
    rm -f .venv/complete
    run "installing the locked packages" .venv/bin/python -m pip install --disable-pip-version-check --no-input \
        --no-deps --require-hashes --only-binary :all: -r requirements.lock
    venv_identity >.venv/identity
    lock_identity >.venv/complete
}

install_vigie() {
    run "installing Vigie" .venv/bin/python -m pip install --disable-pip-version-check --no-input \
        --no-index --no-deps --no-build-isolation -e .
    sha256sum <pyproject.toml >.venv/vigie-installed
}

compile_translations() {
    for source in resources/i18n/*.ts; do
        compiled=${source%.ts}.qm
        [ -e "$source" ] || continue
        if ! [ -e "$compiled" ] || [ -n "$(find "$source" -newer "$compiled")" ]; then
            say "translation $source"
            run "compiling $source" .venv/bin/pyside6-lrelease "$source" -qm "$compiled.new"
            mv "$compiled.new" "$compiled"
        fi
    done
}

if ! mkdir -p .cache 2>/dev/null || ! [ -w .cache ]; then
    stop "this folder cannot be written by $(id -un): $PWD"
fi
exec 9>.cache/setup.lock
if ! flock -n 9; then
    say "another set-up is at work here, waiting for it"
    flock 9
fi
: >"$log"
trap 'trap "" INT TERM; printf "\nset-up interrupted: start again to go on\n" >&2; exit 130' INT TERM

making_venv=
if ! [ -e .venv/complete ] || [ "$(venv_identity)" != "$(cat .venv/identity 2>/dev/null)" ] ||
    { [ -n "${PYTHON:-}" ] && [ "$(version_of "$PYTHON")" != "$(version_of .venv/bin/python)" ]; }; then
    making_venv=yes
    choose_python
fi
install_system_packages
[ -z "$making_venv" ] || make_venv
[ "$(lock_identity)" = "$(cat .venv/complete 2>/dev/null)" ] || install_packages
[ "$(sha256sum <pyproject.toml)" = "$(cat .venv/vigie-installed 2>/dev/null)" ] || install_vigie
compile_translations

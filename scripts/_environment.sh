# Sourced by the commands here: makes .venv and installs a lock file into it, once per state of that file.

# Byte code that is kept halves the time every process takes to start.
unset PYTHONDONTWRITEBYTECODE

fail() {
    printf '%s\n' "$1" >&2
    exit 2
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-python3.11}" python3.12 python3.13 python3.14 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed; install it or name it with PYTHON=/path/to/python3.11."
}

make_venv() {
    local python
    .venv/bin/python -c '' 2>/dev/null && return
    python=$(find_python)
    printf 'Creating .venv with %s ...\n' "$("$python" --version)"
    "$python" -m venv --clear .venv >/dev/null 2>&1 || with_venv_package "$python" -m venv --clear .venv
}

# Debian keeps the part of Python that makes environments in a package of its own.
with_venv_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        printf 'Installing python3-venv ...\n'
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes python3-venv; } >/dev/null 2>&1 || true
    fi
    "$@" >/dev/null || fail "Python could not create .venv; on Debian and Ubuntu: apt-get install python3-venv"
}

# Usage: install_lock requirements.txt
# The copy kept in .venv says what is installed. The development lock holds the whole of the plain one.
install_lock() {
    local lock=$1
    make_venv
    cmp -s "$lock" ".venv/installed-$lock" && return
    printf 'Installing %s packages ...\n' "$(grep -c '^[a-z0-9].*==' "$lock")"
    if install_uv; then
        .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes --compile-bytecode -r "$lock" ||
            fail "The packages of $lock could not be installed; the lines above say why."
    else
        .venv/bin/python -m pip install --quiet --require-hashes -r "$lock" ||
            fail "The packages of $lock could not be installed; the lines above say why."
    fi
    [ "$lock" = requirements-dev.txt ] && cp requirements.txt .venv/installed-requirements.txt
    cp "$lock" ".venv/installed-$lock"
}

# uv installs in seconds what takes pip half a minute; pip alone will do where there is no uv for the machine.
install_uv() {
    [ -x .venv/bin/uv ] && return
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        --only-binary :all: -r scripts/requirements-uv.txt 2>/dev/null
}

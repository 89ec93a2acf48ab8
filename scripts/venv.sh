#!/bin/sh
# Makes the virtual environment from pinned requirements, or says what is missing.
# Called by make:  sh scripts/venv.sh PYTHON VENV REQUIREMENTS
set -eu
python=$1 venv=$2 requirements=$3

say() {
    printf '%s\n' "$@" >&2
    exit 2
}

command -v "$python" >/dev/null 2>&1 ||
    say "There is no \`$python\`. songda needs Python 3.11 or newer." \
        "Debian: apt-get install python3 python3-venv    Or name one: make demo PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    say "$("$python" --version) is too old: songda needs 3.11 or newer." "Name a newer one: make demo PYTHON=/path/to/python3"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    say "This Python cannot make virtual environments." "Debian: apt-get install python3-venv"
if [ -e "$venv" ] && ! [ -w "$venv" ]; then
    say "The folder $venv belongs to somebody else." "Name another: make demo VENV=.venv-mine"
fi

# An environment of another Python, or of a Python that is gone, is made anew.
version() { "$1" -c 'import sys; print(sys.version_info[:2])' 2>/dev/null || echo none; }
if [ -e "$venv" ] && [ "$(version "$venv/bin/python")" != "$(version "$python")" ]; then
    rm -rf "$venv"
fi
[ -e "$venv/bin/pip" ] || "$python" -m venv --clear "$venv"

log=$venv/install.log
total=$(grep -c '==' "$requirements")
pip="$venv/bin/python -m pip --disable-pip-version-check --no-input"
printf 'Installing %s pinned packages into %s\n' "$total" "$venv"
rm -f "$venv/failed"
{ $pip install --progress-bar off --require-hashes --no-deps -r "$requirements" 2>&1 || touch "$venv/failed"; } |
    tee "$log" | awk -v total="$total" '
        /^(Collecting|Requirement already)/ { n++; if (n % 10 == 0) { printf "  %d of %d\n", n, total; fflush() } }
        /^Installing collected/ { print "  unpacking"; fflush() }'
if [ -e "$venv/failed" ]; then
    tail -n 15 "$log" >&2
    say "" "The packages could not be installed; all that was said is in $log." \
        "Is the package index reachable? Run the same command again to go on."
fi
$pip install --quiet --no-deps --no-build-isolation --editable . >>"$log" 2>&1 ||
    { tail -n 15 "$log" >&2; say "songda itself could not be installed; see $log."; }

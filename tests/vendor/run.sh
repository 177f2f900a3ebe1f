#!/usr/bin/env bash
# Compares the facts of the catalog with the providers' published API models; README.md of this folder says how.
# Without Python 3.9 or later, or without the packages, it says so and is content; --strict makes that a failure.
# Every other argument is handed to check.py: --json, --verbose, --as-of DAY; --self-test shows that mistakes are found.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
strict=0
script=check.py
arguments=()
for argument in "$@"; do
    case "$argument" in
        --strict) strict=1 ;;
        --self-test) script=test_vendor.py ;;
        *) arguments+=("$argument") ;;
    esac
done

skip() {
    echo "SKIPPED: $1" >&2
    exit "$strict"
}

python="${PYTHON:-python3}"
command -v "$python" >/dev/null || skip "there is no $python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' || skip "$python is older than 3.9"

wanted="$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read() + sys.version.encode()).hexdigest()[:16])' "$here/requirements.txt")"
environment="${CARGO_TARGET_DIR:-$root/target}/vendor/$wanted"
if [ ! -f "$environment/complete" ]; then
    rm -rf "$environment"
    mkdir -p "$(dirname "$environment")"
    "$python" -m venv "$environment" >&2 || skip "$python cannot make a virtual environment"
    "$environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --ignore-requires-python --require-hashes -r "$here/requirements.txt" >&2 || skip "the packages cannot be had"
    touch "$environment/complete"
fi
packages="$("$environment/bin/python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
cd "$here"
exec "$environment/bin/python" -B "$script" --packages "$packages" "${arguments[@]+"${arguments[@]}"}"

#!/usr/bin/env bash
# Every speed ratio of the house, one after the other; each program also runs alone.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
status=0
for program in bench/*.py; do
  grep -q -- '"--check"' "$program" || continue  # a part of another program
  echo "== $program"
  .venv/bin/python "$program" --check || status=1
done
exit $status

#!/usr/bin/env bash
# Make the environment from the locked requirements. Safe to repeat; says what to do when it cannot.
set -euo pipefail
python="${1:-python3}"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"
cd "$root"

fail() { printf '\n%s\n%s\n' "$1" "$2" >&2; exit 1; }
say() { printf '· %s\n' "$1"; }

[ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  fail "需要 Python 3.11 或更新版本：apt-get install python3 python3-venv" \
       "Python 3.11 or newer is needed: apt-get install python3 python3-venv"
[ "$(df -Pk . | awk 'NR==2 {print $4}')" -gt 2500000 ] ||
  fail "磁盘空间不足：安装需要约 2.5 GB，请清理后重试。" \
       "The disk is nearly full: set-up needs about 2.5 GB. Free some and run again."

if [ ! -x .venv/bin/python ]; then
  say "Python 环境 environment"
  if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null &&
      apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && "$python" -m venv .venv ||
      fail "请先安装 venv：apt-get install python3-venv" "Install venv first: apt-get install python3-venv"
  fi
fi

say "依赖 dependencies (requirements.lock)"
if [ ! -x .venv/bin/uv ]; then
  # uv alone by pip, with its hashes from the lock; then uv installs the rest several times faster.
  awk '/^[a-z]/ {keep = /^uv==/} keep' requirements.lock > .venv/uv.lock
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.lock
fi
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements.lock
.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .

say "前端 front-end files (package-lock.json)"
if ! command -v npm >/dev/null; then
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements-node.lock
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
.venv/bin/python -m matou.web.assets

say "翻译与静态文件 messages and static files"
.venv/bin/matou prepare

say "路径内核 the planner's kernel, compiled once"
MATOU_MODULES_OFF="" .venv/bin/matou planner warm

#!/usr/bin/env bash
# Install what only tests need from Debian, where we may; what stays missing is said loudly.
set -uo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
fc-list :lang=zh 2>/dev/null | grep -q . || missing+=(fonts-wqy-microhei fontconfig)
ls /usr/lib/postgresql/15/bin/initdb >/dev/null 2>&1 || missing+=(postgresql-15)

if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "· apt-get install ${missing[*]}"
  mkdir -p /etc/postgresql-common && [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  apt-get update -qq >/dev/null 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" \
    >/dev/null 2>&1 || true
fi

command -v chromium >/dev/null ||
  echo "!!! SKIPPING BROWSER TESTS 跳过浏览器测试: chromium is missing (apt-get install chromium fonts-wqy-microhei)"
ls /usr/lib/postgresql/15/bin/initdb >/dev/null 2>&1 ||
  echo "!!! SKIPPING THE POSTGRESQL 15 RUN 跳过 PostgreSQL 15 验证: apt-get install postgresql-15"
exit 0

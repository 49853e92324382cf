#!/usr/bin/env bash
# All tests this machine can run, and at the end a plain word on what could not run and why.
set -uo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
skipped=()
failed=0

run() {
  echo "== $1"
  shift
  "$@" || failed=1
}

has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

run "SQLite: quick suite" "$BIN/python" -m pytest -n 2 -q
run "SQLite: real services" "$BIN/python" -m pytest -q -m service
if has_chromium; then
  run "SQLite: browser" "$BIN/python" -m pytest -n 2 --dist loadfile -q -m browser
else
  skipped+=("browser tests (no Chromium; Debian package: chromium)")
fi

if [[ -n "${KLIK_TEST_DATABASE_URL:-}" ]]; then
  on_postgres=(env "KLIK_DATABASE_URL=$KLIK_TEST_DATABASE_URL")
  run "PostgreSQL: quick suite" "${on_postgres[@]}" "$BIN/python" -m pytest -n 2 -q \
    -m "not browser and not service and not once"
  if [[ -n "${KLIK_TEST_REDIS_URL:-}" ]]; then
    on_servers=("${on_postgres[@]}" "KLIK_REDIS_URL=$KLIK_TEST_REDIS_URL")
    run "PostgreSQL + Redis: real services" "${on_servers[@]}" "$BIN/python" -m pytest -q -m "service and not once"
    if has_chromium; then
      run "PostgreSQL + Redis: browser" "${on_servers[@]}" "$BIN/python" -m pytest -q -m "browser and not once"
    fi
  else
    skipped+=("Redis (KLIK_TEST_REDIS_URL is not set)")
  fi
else
  skipped+=("PostgreSQL and Redis (KLIK_TEST_DATABASE_URL is not set)")
fi

echo
for what in "${skipped[@]+"${skipped[@]}"}"; do
  echo "SKIPPED: $what"
done
if [[ $failed -ne 0 ]]; then
  echo "FAILED: see above."
  exit 1
fi
echo "All tests passed that could run here."

#!/usr/bin/env bash
# All tests this machine can run, and at the end a plain word on what could not run and why.
# The service suites mostly wait for real processes, so they run beside the others.
set -uo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
skipped=()
failed=0
aside=$(mktemp)
aside_pid=

run() {
  echo "== $1"
  shift
  "$@" || failed=1
}

aside() {
  { run "$@"; exit $failed; } >"$aside" 2>&1 &
  aside_pid=$!
}

# Always called before the next suite that uses the same servers.
join() {
  [[ -n $aside_pid ]] || return 0
  wait "$aside_pid" || failed=1
  aside_pid=
  cat "$aside"
}

has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

aside "SQLite: real services" "$BIN/python" -m pytest -q -m service
run "SQLite: quick suite" "$BIN/python" -m pytest -n 2 -q
if has_chromium; then
  run "SQLite: browser" "$BIN/python" -m pytest -q -m browser
else
  skipped+=("browser tests (no Chromium; Debian package: chromium)")
fi
join

if [[ -n "${KLIK_TEST_DATABASE_URL:-}" ]]; then
  on_postgres=(env "KLIK_DATABASE_URL=$KLIK_TEST_DATABASE_URL")
  on_servers=("${on_postgres[@]}" "KLIK_REDIS_URL=${KLIK_TEST_REDIS_URL:-}")
  if [[ -n "${KLIK_TEST_REDIS_URL:-}" ]]; then
    aside "PostgreSQL + Redis: real services" "${on_servers[@]}" "$BIN/python" -m pytest -q -m service
  fi
  run "PostgreSQL: quick suite" "${on_postgres[@]}" "$BIN/python" -m pytest -n 2 -q
  join
  if [[ -z "${KLIK_TEST_REDIS_URL:-}" ]]; then
    skipped+=("Redis (KLIK_TEST_REDIS_URL is not set)")
  elif has_chromium; then
    run "PostgreSQL + Redis: browser" "${on_servers[@]}" "$BIN/python" -m pytest -q -m browser
  fi
else
  skipped+=("PostgreSQL and Redis (KLIK_TEST_DATABASE_URL is not set)")
fi

rm -f "$aside"
echo
for what in "${skipped[@]+"${skipped[@]}"}"; do
  echo "SKIPPED: $what"
done
if [[ $failed -ne 0 ]]; then
  echo "FAILED: see above."
  exit 1
fi
echo "All tests passed that could run here."

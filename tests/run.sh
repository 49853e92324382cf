#!/usr/bin/env bash
# All tests this machine can run, and at the end a plain word on what could not run and why.
set -uo pipefail
cd "$(dirname "$0")/.."
BIN=${BIN:-.venv/bin}
skipped=()
failed=0

run() {
  local title=$1 begun=$SECONDS
  shift
  echo "== $title"
  "$@" || failed=1
  echo "== $title took $((SECONDS - begun)) s"
}

has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

# The files with such tests: to read all four thousand tests for a few of them takes ten seconds in each process.
mapfile -t with_services < <(grep -rl --include='test_*.py' 'mark\.service' tests | sort)
mapfile -t with_browser < <(grep -rl --include='test_*.py' 'mark\.browser' tests | sort)

# Real services mostly wait, so the browser works meanwhile. Their words come when they have ended.
services_beside_browser() {
  local where=$1 which=$2 said services
  shift 2
  said=$(mktemp)
  "$@" "$BIN/python" -m pytest -q -m "service$which" "${with_services[@]}" >"$said" 2>&1 &
  services=$!
  if has_chromium; then
    run "$where: browser" "$@" "$BIN/python" -m pytest -n 2 --dist worksteal -q -m "browser$which" \
      "${with_browser[@]}"
  fi
  run "$where: real services" wait "$services"
  cat "$said"
  rm "$said"
}

has_chromium || skipped+=("browser tests (no Chromium; Debian package: chromium)")
run "SQLite: quick suite" "$BIN/python" -m pytest -n 2 --dist worksteal -q
services_beside_browser "SQLite" "" env

if [[ -n "${KLIK_TEST_DATABASE_URL:-}" ]]; then
  on_postgres=(env "KLIK_DATABASE_URL=$KLIK_TEST_DATABASE_URL")
  run "PostgreSQL: quick suite" "${on_postgres[@]}" "$BIN/python" -m pytest -n 2 --dist worksteal -q \
    -m "not browser and not service and not once"
  if [[ -n "${KLIK_TEST_REDIS_URL:-}" ]]; then
    services_beside_browser "PostgreSQL + Redis" " and not once" \
      "${on_postgres[@]}" "KLIK_REDIS_URL=$KLIK_TEST_REDIS_URL"
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

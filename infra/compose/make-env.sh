#!/bin/sh
# Writes .env for docker-compose.yml: every secret new and random, readable by its owner alone.
#
#   infra/compose/make-env.sh [FILE]     default: .env at the root of the repository
set -eu

root=$(CDPATH= cd -- "$(dirname "$0")/../.." && pwd -P)
file=${1:-$root/.env}
[ ! -e "$file" ] || { echo "$file is there already; its secrets are in use" >&2; exit 1; }
command -v openssl >/dev/null 2>&1 || { echo "openssl is needed" >&2; exit 1; }

# Hexadecimal, since some stand in URLs.
secret() { openssl rand -hex "${1:-24}"; }

umask 077
master_key=$(openssl rand -base64 32)
# One line, as .env wants it.
signing_key=$(openssl genpkey -algorithm ed25519 | awk '{ printf "%s\\n", $0 }')

{
  cat <<END
# Made by infra/compose/make-env.sh. Keep the master key and the signing key elsewhere, too.
SYNOD_MASTER_KEY=$master_key
SYNOD_SIGNING_KEY="$signing_key"
END
  for name in \
    POSTGRES_PASSWORD SYNOD_OWNER_DB_PASSWORD SYNOD_INGEST_DB_PASSWORD SYNOD_AGENTS_DB_PASSWORD \
    SYNOD_GOVERNOR_DB_PASSWORD SYNOD_EXECUTOR_DB_PASSWORD SYNOD_TRACKER_DB_PASSWORD OPENFGA_DB_PASSWORD \
    NATS_TOKEN OPENFGA_TOKEN GRAFANA_PASSWORD
  do
    echo "$name=$(secret)"
  done
  # MinIO takes no longer ones.
  echo "RUSTFS_ACCESS_KEY=$(secret 10)"
  echo "RUSTFS_SECRET_KEY=$(secret 20)"
} >"$file"
echo "wrote $file" >&2

#!/bin/sh
# Names every process of the product; each one takes this shell's place, so that signals reach it.
set -eu
role=${1:-web}
[ $# -gt 0 ] && shift

case "$role" in
web) exec gunicorn -c gunicorn.conf.py -b 0.0.0.0:8000 "$@" app.wsgi:app ;;
worker) exec celery -A app.worker worker --concurrency 2 --loglevel INFO "$@" ;;
beat) exec celery -A app.worker beat --loglevel INFO --schedule "${TMPDIR:-/tmp}/beat-schedule" "$@" ;;
migrate) exec flask --app app db upgrade "$@" ;;
flask) exec flask --app app "$@" ;;
sandbox-crossmark) exec python -m app.sandbox.crossmark --data /data/crossmark "$@" ;;
sandbox-walmart-edr) exec python -m app.sandbox.walmart_edr --data /data/walmart-edr "$@" ;;
*)
    echo "Unknown process '$role': web, worker, beat, migrate, flask, sandbox-crossmark or sandbox-walmart-edr." >&2
    exit 2
    ;;
esac

# Built in two stages, so that the image holds no compiler, no package cache and no tests.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY requirements.txt scripts/requirements-uv.txt ./
RUN python -m venv /srv/venv \
    && pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && uv pip install --no-cache --python /srv/venv/bin/python --require-hashes --compile-bytecode -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /srv/app --shell /usr/sbin/nologin schedule \
    && install -d -o schedule -g schedule -m 700 /data
WORKDIR /srv/app
COPY --from=packages /srv/venv /srv/venv
COPY app app
COPY migrations migrations
COPY docker/entrypoint.sh docker/entrypoint.sh
COPY gunicorn.conf.py ./
RUN python -m compileall -q app migrations
USER schedule
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
ENTRYPOINT ["docker/entrypoint.sh"]
CMD ["web"]

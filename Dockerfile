# The application as a user of its own on slim Debian: `docker build -t approval .`; compose.yaml adds worker and database.
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv
WORKDIR /src
COPY requirements.lock ./
RUN python3 -m venv /opt/approval \
 && /opt/approval/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY . .
RUN /opt/approval/bin/pip install --no-cache-dir --no-deps --no-index --no-build-isolation .

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates python3 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --home-dir /var/lib/approval approval
COPY --from=build /opt/approval /opt/approval
ENV PATH=/opt/approval/bin:/usr/bin:/bin LANG=C.UTF-8 APPROVAL_DATA=/var/lib/approval
USER approval
WORKDIR /var/lib/approval
VOLUME /var/lib/approval
EXPOSE 8000
# the application answers only to the name in its base URL
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as r; host = p.urlsplit(os.environ.get('APPROVAL_BASE_URL', '')).hostname; r.urlopen(r.Request('http://127.0.0.1:8000/healthz', headers={'Host': host or '127.0.0.1'}), timeout=4)"]
ENTRYPOINT ["approval"]
CMD ["serve", "--host", "0.0.0.0"]

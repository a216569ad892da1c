# The desk in a container: built in one stage, run in another without a compiler and without root.
FROM python:3.13-slim-trixie AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src ./src
RUN python -m venv /opt/unlisted \
 && /opt/unlisted/bin/pip install --no-cache-dir --constraint constraints.txt '.[desk]'

FROM python:3.13-slim-trixie
# pg_dump and pg_restore, for the backup of the desk; as new as the server of compose.yaml
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 desk \
 && useradd --uid 10001 --gid desk --no-create-home --home-dir /var/lib/desk --shell /usr/sbin/nologin desk \
 && install --directory --owner desk --group desk --mode 0700 /var/lib/desk
COPY --from=build /opt/unlisted /opt/unlisted
ENV PATH=/opt/unlisted/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 HOME=/tmp
USER 10001:10001
WORKDIR /var/lib/desk
VOLUME /var/lib/desk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/health', headers={'Host': os.environ['UNLISTED_DESK_HOSTS'].split(',')[0], 'X-Forwarded-Proto': 'https'}), timeout=4)"]
ENTRYPOINT ["unlisted"]
CMD ["serve", "--folder", "/var/lib/desk", "--host", "0.0.0.0", "--port", "8000"]

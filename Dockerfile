# assistantctl with what it and the steps of ci/ call: git, pdftotext, curl, jq.
#
#   docker build --build-arg ASSISTANTCTL_COMMIT="$(git rev-parse --short=7 HEAD)" -t assistantctl .
#   docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" -e OPENAI_API_KEY assistantctl plan

FROM swift:6.3.1-bookworm AS build
# Debian's packages follow the release that the base image names.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libsqlite3-dev libyaml-dev make pkg-config poppler-utils zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The dependencies stay cached as long as no version changes.
COPY Package.swift ./
RUN swift package resolve
COPY . .
ARG ASSISTANTCTL_COMMIT=
ARG SOURCE_DATE_EPOCH=
RUN make stage

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates curl git jq libpq5 libsqlite3-0 libstdc++6 libyaml-0-2 poppler-utils zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home assistantctl \
    # Where `serve --store` may keep its state: a volume that is mounted here belongs to the same user.
    && install -d -m 700 -o 10001 -g 10001 /var/lib/assistantctl \
    # The project belongs to whoever mounts it, or to the runner that checks it out, on GitLab below /builds: without this
    # git would not say on which commit it is, nor what was in a document before.
    && git config --system safe.directory '*'
COPY --from=build /src/.build/stage /usr/local
COPY ci /opt/assistantctl/ci
# Whoever runs it, with or without a home.
ENV XDG_CACHE_HOME=/tmp/cache
WORKDIR /work
USER 10001:10001
ENTRYPOINT ["assistantctl"]
CMD ["--help"]

# syntax=docker/dockerfile:1

# Builds the worker and the command relance; the running image holds nothing
# else but certificates, a small shell for the health check, and poppler-utils for
# images of letters in the console.
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
# The commit, since .git is not here: docker build --build-arg COMMIT=$(git rev-parse HEAD) .
ARG COMMIT=
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X relance/internal/version.commit=${COMMIT}" -o /out/worker ./worker && \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X relance/internal/version.commit=${COMMIT}" -o /out/relance ./starter

FROM alpine:3.22
RUN apk add --no-cache poppler-utils
RUN addgroup -S -g 10001 relance && adduser -S -D -H -u 10001 -G relance -h /var/lib/relance relance && \
    mkdir -p /var/lib/relance/letters /etc/relance && chown -R relance:relance /var/lib/relance
COPY --from=build /out/worker /out/relance /usr/local/bin/
ENV RELANCE_CONFIG=/etc/relance/relance.yaml
USER 10001:10001
WORKDIR /var/lib/relance
EXPOSE 8070
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8070/readyz"]
ENTRYPOINT ["/usr/local/bin/worker"]

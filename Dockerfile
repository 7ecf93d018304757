# One image for each process: docker build --target users --build-arg VERSION_NAME=v1.6 --build-arg VERSION_SHA=$(git rev-parse HEAD) .
# `make images` builds all of them. Base images can be others, such as mirrors; those that run need no shell, only node
# as their entry point (RUN_IMAGE) and haproxy in the path, with Lua (EDGE_IMAGE).
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot
ARG EDGE_IMAGE=docker.io/library/haproxy:3.2

# What each package needs, so that a change of code installs nothing anew.
FROM ${BUILD_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY migration-plan/package.json migration-plan/package.json
COPY comparison/package.json comparison/package.json
COPY haproxy/package.json haproxy/package.json
COPY k8s/package.json k8s/package.json
COPY logging/package.json logging/package.json
COPY strangler-proxy/package.json strangler-proxy/package.json
COPY console/package.json console/package.json
COPY controller/package.json controller/package.json
COPY monolith/package.json monolith/package.json
COPY services/kit/package.json services/kit/package.json
COPY services/users/package.json services/users/package.json
COPY services/thoughts/package.json services/thoughts/package.json
COPY services/frontend/package.json services/frontend/package.json
COPY services/static/package.json services/static/package.json
COPY demo/package.json demo/package.json
COPY bench/package.json bench/package.json

FROM manifests AS build-monolith
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=monolith --include-workspace-root=false
COPY monolith monolith
COPY container/is-well.js container/is-well.js

FROM manifests AS build-frontend
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=services/frontend --include-workspace-root=false
COPY services/kit services/kit
COPY services/frontend services/frontend
COPY container/is-well.js container/is-well.js

FROM manifests AS build-users
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=services/users --include-workspace-root=false
COPY services/kit services/kit
COPY services/users services/users
COPY container/is-well.js container/is-well.js

FROM manifests AS build-thoughts
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=services/thoughts --include-workspace-root=false
COPY services/kit services/kit
COPY services/thoughts services/thoughts
COPY container/is-well.js container/is-well.js

FROM manifests AS build-static
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=services/static --include-workspace-root=false
COPY services/kit services/kit
COPY services/static services/static
COPY container/is-well.js container/is-well.js

FROM manifests AS build-proxy
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=strangler-proxy --include-workspace-root=false
COPY migration-plan migration-plan
COPY comparison comparison
COPY logging logging
COPY strangler-proxy strangler-proxy
COPY container/is-well.js container/is-well.js

FROM manifests AS build-controller
# Scripts of packages are not run: what is native in them comes built.
RUN npm ci --omit=dev --ignore-scripts --workspace=controller --include-workspace-root=false
COPY migration-plan migration-plan
COPY comparison comparison
COPY haproxy haproxy
COPY k8s k8s
COPY logging logging
COPY console console
COPY controller controller
COPY container/is-well.js container/is-well.js

FROM ${RUN_IMAGE} AS monolith
WORKDIR /app
COPY --from=build-monolith /app /app
USER 65532:65532
EXPOSE 8100
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8100/login/"]
CMD ["monolith/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="monolith" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${RUN_IMAGE} AS frontend
WORKDIR /app
COPY --from=build-frontend /app /app
USER 65532:65532
EXPOSE 8201 8301
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8301/healthz"]
CMD ["services/frontend/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="frontend" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${RUN_IMAGE} AS users
WORKDIR /app
COPY --from=build-users /app /app
USER 65532:65532
EXPOSE 8202 8302
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8302/healthz"]
CMD ["services/users/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="users" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${RUN_IMAGE} AS thoughts
WORKDIR /app
COPY --from=build-thoughts /app /app
USER 65532:65532
EXPOSE 8203 8303
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8303/healthz"]
CMD ["services/thoughts/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="thoughts" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${RUN_IMAGE} AS static
WORKDIR /app
COPY --from=build-static /app /app
USER 65532:65532
EXPOSE 8204 8304
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8304/healthz"]
CMD ["services/static/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="static" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${RUN_IMAGE} AS proxy
WORKDIR /app
COPY --from=build-proxy /app /app
USER 65532:65532
EXPOSE 8080 8081
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8081/healthz"]
CMD ["--max-semi-space-size=4", "--heap-growing-percent=25", "--external-memory-accounted-in-global-limit", "strangler-proxy/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="proxy" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${RUN_IMAGE} AS controller
WORKDIR /app
COPY --from=build-controller /app /app
USER 65532:65532
EXPOSE 8090
# Node is process 1, and each of ours stops on SIGTERM once its requests are answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["/nodejs/bin/node", "container/is-well.js", "http://127.0.0.1:8090/healthz"]
CMD ["controller/src/main.ts"]
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
ENV NODE_ENV=production VERSION=${VERSION_NAME} COMMIT=${VERSION_SHA}
LABEL org.opencontainers.image.title="controller" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

FROM ${EDGE_IMAGE} AS edge
USER 65532:65532
EXPOSE 8000
# HAProxy lets its requests finish on this one.
STOPSIGNAL SIGUSR1
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["haproxy", "-c", "-q", "-f", "/var/lib/strangler/edge/haproxy.cfg"]
# The folder is its controller's too: strangler plan render haproxy --directory makes it.
ENTRYPOINT ["haproxy", "-W", "-db", "-dMglobal", "-S", "/var/lib/strangler/edge/master.sock,mode,600", "-f", "/var/lib/strangler/edge/haproxy.cfg"]
CMD []
ARG VERSION_NAME=v0.0
ARG VERSION_SHA=unknown
LABEL org.opencontainers.image.title="edge" \
  org.opencontainers.image.version="${VERSION_NAME}" \
  org.opencontainers.image.revision="${VERSION_SHA}" \
  org.opencontainers.image.licenses="MIT"

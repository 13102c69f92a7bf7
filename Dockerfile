# Serves what is deployed of a project. Build the archive first: mvn -B -DskipTests package
FROM eclipse-temurin:25-jre

COPY --from=denoland/deno:bin-2.9.6 /deno /usr/local/bin/deno
ADD flux-cli/target/flux-*.tar.gz /opt/
# The first call leaves beside the jar what lets all others start fast.
RUN ln -s /opt/flux-*/bin/flux /usr/local/bin/flux \
 && flux --version \
 && useradd --system --uid 10001 --create-home --home-dir /project flux

USER 10001
WORKDIR /project
ENV HOME=/project FLUX_DENO=/usr/local/bin/deno
VOLUME /project
EXPOSE 4000

# A request without Host is refused by the server itself: that needs no key, costs no quota and leaves no trace. A server that
# speaks TLS answers it with an alert, whose first byte is 21.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/4000 && printf 'GET / HTTP/1.1\\r\\nConnection: close\\r\\n\\r\\n' >&3 && IFS= read -r -t 4 -n 1 first <&3 && [[ $first == H || $first == $'\\x15' ]]"]

ENTRYPOINT ["flux"]
# Behind something that speaks TLS; with a certificate of its own: serve --host 0.0.0.0 --tls-cert ... --tls-key ...
CMD ["serve", "--host", "0.0.0.0", "--http"]

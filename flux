#!/bin/sh
# Runs the flux command. Builds it first if there is no jar, or a source is newer than it.
#   FLUX_SKIP_BUILD=1   never build
#   FLUX_JAVA_OPTS      options for the JVM
set -eu

self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=$(dirname "$self")/$target ;;
  esac
done
root=$(cd "$(dirname "$self")" && pwd -P)
jar=$root/flux-cli/target/flux.jar

fail() {
  echo "flux: $1" >&2
  exit 1
}

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java) || fail "no java on the PATH (expected: JDK 17 or newer)"
fi

stale() {
  [ ! -f "$jar" ] || [ -n "$(find "$root/pom.xml" "$root"/flux-*/pom.xml "$root"/flux-*/src/main \
    -newer "$jar" -type f -print 2>/dev/null | head -n 1)" ]
}

build() {
  command -v mvn >/dev/null || fail "no mvn on the PATH (expected: Maven 3.8 or newer, for the first build)"
  echo "flux: building (only when a source has changed)..." >&2
  # Only what the command needs; the tests have their own command.
  (cd "$root" && mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl flux-cli -am package </dev/null >&2) ||
    fail "the build failed"
  touch "$jar"
}

if [ "${FLUX_SKIP_BUILD:-}" != 1 ] && stale; then
  mkdir -p "$root/flux-cli/target"
  if command -v flock >/dev/null; then
    # Two commands at once build once.
    exec 9>"$root/flux-cli/target/.build.lock"
    flock 9
    if stale; then build; fi
    exec 9>&-
  else
    build
  fi
fi
[ -f "$jar" ] || fail "no $jar (expected: a build; FLUX_SKIP_BUILD is set)"

# Short commands start faster with the quick compiler only; servers want the whole JVM.
case ${1:-} in
  dev | serve) quick= ;;
  *) quick="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" ;;
esac
# shellcheck disable=SC2086 # options are words
exec "$java" $quick ${FLUX_JAVA_OPTS:-} -jar "$jar" "$@"

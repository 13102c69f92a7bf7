#!/bin/sh
# The flux command of this source tree: builds it on first use and after changes, then runs it.
#
#   FLUX_JAVA_OPTS   options for the Java machine, separated by spaces
#   FLUX_SKIP_BUILD  1: run what was built last, whatever changed since
#   JAVA_HOME        the Java to use; else the one on PATH
set -eu

fail() {
  echo "flux: $1" >&2
  exit 1
}

self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
root=$(cd "$(dirname "$self")" && pwd -P)
target=$root/flux-cli/target
jar=$target/flux.jar
# What runs is a copy: Maven writes over the jar, and a server that runs from it would lose its classes.
running=$target/flux-running.jar
# What lets short commands start fast, if it could be made.
prepared=$target/flux-prepared

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
else
  java=$(command -v java) || fail "Java is missing: install a JDK of version 17 or newer, or set JAVA_HOME"
fi

# The file that every JDK has tells the version a hundred times faster than Java does.
java_version() {
  release=$(dirname "$(dirname "$(readlink -f "$java" 2>/dev/null || echo "$java")")")/release
  if [ -r "$release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release"
  else
    "$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}
version=$(java_version)
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-?} at $java is too old: 17 or newer is needed (see JAVA_HOME)"

# Folders count too: their time changes when a file in them is deleted.
stale() {
  [ ! -f "$jar" ] || [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$jar" 2>/dev/null | head -n 1)" ]
}

build() {
  command -v mvn >/dev/null || fail "Maven is missing: install version 3.8 or newer to build flux (on Debian: apt install maven)"
  started=$target/.build-started
  : >"$started"
  log=$target/.build-log
  if [ -f "$jar" ]; then
    echo "flux: building what changed ..." >&2
  else
    echo "flux: building (the first time; this takes a minute or two) ..." >&2
  fi
  # Standard output belongs to the command, and Maven colours even what no terminal sees.
  if ! (cd "$root" && mvn -B -q -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true -pl flux-cli -am package) >"$log" 2>&1 9>&-; then
    sed "s/$(printf '\033')\[[0-9;]*m//g" "$log" >&2
    fail "the build failed, see above"
  fi
  touch -r "$started" "$jar" # a source that changed meanwhile is newer
}

if [ "${FLUX_SKIP_BUILD:-}" = 1 ]; then
  [ -f "$jar" ] || fail "nothing was built yet, but FLUX_SKIP_BUILD is set"
elif stale; then
  mkdir -p "$target"
  exec 9>"$target/.build-lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  if stale; then # else another call has just built it
    build
  fi
  exec 9>&-
fi

if [ ! -f "$running" ] || [ -n "$(find "$jar" -newer "$running")" ]; then
  cp -p "$jar" "$running.$$" # a server that runs from the copy before keeps that one
  mv -f "$running.$$" "$running"
fi

quick="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"

# Unpacks SQLite's library and notes the classes that commands load. Without either, commands only start more slowly.
prepare() {
  rm -rf "$prepared.$$"
  mkdir -p "$prepared.$$" 2>/dev/null || return 0
  # shellcheck disable=SC2086 # options are separated by spaces
  "$java" $quick "-XX:ArchiveClassesAtExit=$prepared.$$/classes" -cp "$running" \
    io.fluxgateway.cli.Preparation "$prepared.$$" </dev/null >/dev/null 2>&1 || rm -rf "$prepared.$$/library"
  echo "$java $version" >"$prepared.$$/java"
  rm -rf "$prepared.$$/project" "$prepared"
  mv "$prepared.$$" "$prepared" 2>/dev/null || rm -rf "$prepared.$$" # another call was faster
}

options=
case ${1:-} in
  dev) # a server: let it become fast
    set -- -jar "$running" "$@"
    ;;
  *) # let it start fast
    options=$quick
    made_by=
    [ ! -r "$prepared/java" ] || read -r made_by <"$prepared/java"
    if [ "$made_by" != "$java $version" ] || [ "$running" -nt "$prepared" ]; then
      prepare
    fi
    set -- -jar "$running" "$@"
    if [ -d "$prepared/library" ]; then
      set -- "-Dorg.sqlite.lib.path=$prepared/library" "$@"
    fi
    if [ -f "$prepared/classes" ]; then
      set -- -Xlog:disable "-XX:SharedArchiveFile=$prepared/classes" "$@"
    fi
    ;;
esac
# shellcheck disable=SC2086 # options are separated by spaces
exec "$java" $options ${FLUX_JAVA_OPTS:-} "$@"

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
case $self in
  */*) root=$(CDPATH='' cd -- "${self%/*}/" && pwd -P) ;;
  *) root=$(pwd -P) ;;
esac
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

# Commands that only take a look are called often, so as little as possible is asked of other programs: each takes some
# milliseconds. Where this Java really lives was noted when it was prepared for.
home=
[ ! -r "$prepared/home" ] || read -r home <"$prepared/home" || :
if [ -z "$home" ] || ! [ "$java" -ef "$home/bin/java" ]; then
  home=$(readlink -f "$java" 2>/dev/null || echo "$java")
  home=${home%/bin/java}
fi

# The file that every JDK has tells the version a hundred times faster than Java does.
version=
if [ -r "$home/release" ]; then
  while [ -z "$version" ] && read -r line; do
    case $line in JAVA_VERSION=*) version=${line#*=} ;; esac
  done <"$home/release"
else
  version=$("$java" -version 2>&1 | sed -n 's/.* version //p')
fi
release=${version#\"}
release=${release%%\"*}
version=${release%%[!0-9]*}
[ "${version:-0}" -ge 17 ] || fail "Java ${version:-?} at $java is too old: 17 or newer is needed (see JAVA_HOME)"

# Folders count too: their time changes when a file in them is deleted.
stale() {
  [ ! -f "$jar" ] || find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$jar" 2>/dev/null | read -r _
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

if [ ! -f "$running" ] || [ "$jar" -nt "$running" ]; then
  cp -p "$jar" "$running.$$" # a server that runs from the copy before keeps that one
  mv -f "$running.$$" "$running"
fi

quick="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"

# Unpacks SQLite's library, notes the classes that commands load, and makes an archive of them. Without any of it, commands
# only start more slowly.
prepare() {
  new=$prepared.$$
  rm -rf "$new"
  mkdir -p "$new" 2>/dev/null || return 0
  # shellcheck disable=SC2086 # options are separated by spaces
  if "$java" $quick "-XX:DumpLoadedClassList=$new/list" -cp "$running" io.fluxgateway.cli.Preparation "$new"; then
    # Only with this collector does the archive get objects too; any may use them.
    "$java" -XX:+UseG1GC -Xshare:dump "-XX:SharedClassListFile=$new/list" "-XX:SharedArchiveFile=$new/classes" \
      -cp "$running" || rm -f "$new/classes"
  else
    rm -rf "$new/library"
  fi </dev/null >/dev/null 2>&1
  echo "$home" >"$new/home"
  echo "$java $release" >"$new/java"
  rm -rf "$new/project" "$new/list" "$prepared"
  mv "$new" "$prepared" 2>/dev/null || rm -rf "$new" # another call was faster
}

options=
made_by=
[ ! -r "$prepared/java" ] || read -r made_by <"$prepared/java"
fits() {
  [ "$made_by" = "$java $release" ] && [ ! "$running" -nt "$prepared" ]
}

set -- -jar "$running" "$@"
case ${3:-} in
  dev | serve) # a server: let it become fast, and keep what the JVM has to tell
    if fits && [ -f "$prepared/classes" ]; then
      set -- "-XX:SharedArchiveFile=$prepared/classes" "$@"
    fi
    ;;
  *) # let it start fast
    options=$quick
    fits || prepare
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

# What the scripts of engines have in common. They run in a machine of their own; see "machine".
set -eu
PATH=$PATH:/usr/sbin:/sbin
subnet=10.88.0

# Ends the script because something is missing.
lacks() { echo "$*"; exit 69; }
fail() { echo "FAILED: $*"; exit 1; }

# needs PROGRAM PACKAGE...
needs() {
    while [ $# -gt 0 ]; do
        command -v "$1" >/dev/null || lacks "The program '$1' is not installed; install the package '$2'."
        shift 2
    done
}

# in_later_root: goes on in a root directory of a later suite of Debian, which "run" has made, with the directories of this machine. What is written there
# is gone in the end.
in_later_root() {
    [ ! -e /.later ] || return 0
    [ -e /mnt/extra/later/.done ] || lacks 'The root directory of a later suite is missing; see "run".'
    mkdir /mnt/upper /mnt/root
    mount -t tmpfs tmpfs /mnt/upper
    mkdir /mnt/upper/changes /mnt/upper/work
    mount -t overlay -o lowerdir=/mnt/extra/later,upperdir=/mnt/upper/changes,workdir=/mnt/upper/work overlay /mnt/root 2>/dev/null || {
        mount -t tmpfs tmpfs /mnt/root
        cp -a /mnt/extra/later/. /mnt/root
    }
    cd /mnt/root
    for directory in dev proc sys run opt var/lib var/tmp mnt/here mnt/plugins mnt/extra; do
        mkdir -p "$directory"
        mount --rbind "/$directory" "$directory"
    done
    touch .later
    pivot_root . old
    umount -l /old
    cd /run/work
    exec "/mnt/here/$(basename "$0")"
}

# timed WHAT COMMAND...: runs a command and says how long it took.
timed() {
    local what start
    what=$1 start=$(date +%s%N)
    shift
    "$@" || fail "$what: exit code $?"
    echo "$what: $((($(date +%s%N) - start) / 1000000)) ms"
}

# until_true WHAT COMMAND...: waits for what another process does, at most half a minute, or "patience" seconds.
until_true() {
    local what end
    what=$1 end=$(($(date +%s) + ${patience:-30}))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$end" ] || { tail -n 20 ./*.log 2>/dev/null || true; fail "$what did not happen"; }
        sleep 0.05
    done
}

# expect WHAT TEXT COMMAND...: the output of the command has the text.
expect() {
    local what text output
    what=$1 text=$2
    shift 2
    output=$("$@" 2>&1) || fail "$what: exit code $?: $output"
    case $output in *"$text"*) ;; *) fail "$what: '$text' is not in: $output" ;; esac
}

# network FILE VERSION [PLUGIN...]: a network of a bridge, with plugins after it.
network() {
    file=$1 version=$2 more=
    shift 2
    for plugin; do more="$more,$plugin"; done
    mkdir -p "$(dirname "$file")"
    cat >"$file" <<END
{"cniVersion": "$version", "name": "engines", "plugins": [
  {"type": "bridge", "bridge": "br-engines", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "$subnet.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}$more]}
END
}
ports='{"type": "portmap", "capabilities": {"portMappings": true}}'

# A file system with little more than a shell and a web server.
filesystem() {
    needs busybox busybox-static
    mkdir -p "$1/bin" "$1/dev" "$1/etc" "$1/proc" "$1/sys" "$1/tmp" "$1/www"
    cp "$(command -v busybox)" "$1/bin/busybox"
    for program in sh ip httpd wget sleep; do ln -s busybox "$1/bin/$program"; done
    echo served >"$1/www/index.html"
    chroot "$1" /bin/sh -c true 2>/dev/null || lacks "The program 'busybox' needs libraries; install the package 'busybox-static'."
}

# image DIRECTORY FILE NAME [COMMAND]: the file system as an archive that engines load. Its program is the web server, or the command, as JSON.
image() {
    local command
    command=${4:-'["/bin/httpd", "-f", "-p", "80", "-h", "/www"]'}
    mkdir layers
    tar -C "$1" -cf layers/layer.tar .
    sum=$(sha256sum layers/layer.tar | cut -d ' ' -f 1)
    cat >layers/config.json <<END
{"architecture": "$(dpkg --print-architecture 2>/dev/null || echo amd64)", "os": "linux",
 "config": {"Cmd": $command, "Env": ["PATH=/bin"]}, "rootfs": {"type": "layers", "diff_ids": ["sha256:$sum"]}}
END
    printf '[{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]' "$3" >layers/manifest.json
    tar -C layers -cf "$2" manifest.json config.json layer.tar
    rm -r layers
}

# What the plugins were asked, in order; the engine asks for their versions as often as it likes.
calls() { grep -sv VERSION calls | tr '\n' ',' || true; }

# expect_calls CALL,CALL,...
expect_calls() { [ "$(calls)" = "$1" ] || fail "the plugins were called so: $(calls) and not so: $1"; }

# Nothing of any container is left but the bridge.
expect_nothing_left() {
    needs nft nftables
    links=$(ip -o link | awk -F': ' '$2 != "lo" && $2 != "br-engines" { print $2 }')
    [ -z "$links" ] || fail "links are left: $links"
    left=$(find /var/lib/cni -type f ! -name lock ! -name 'last_reserved_ip.*')
    [ -z "$left" ] || fail "files are left: $left"
    ! nft list ruleset | grep 'comment "cni ' || fail 'rules are left'
}

# A pod by the container runtime interface, for versions 1 and 2 of containerd. "version" is that of the network; CONTAINERD may name the program.
filesystem root
network net.d/engines.conflist "$version" "$ports"
image root image.tar docker.io/library/pause:1
case $("${CONTAINERD:-containerd}" --version) in
*' 2.'* | *' v2.'*)
    cat >config.toml <<END
version = 3
root = "$PWD/containerd"
state = "$PWD/state"
[grpc]
  address = "$PWD/containerd.sock"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "docker.io/library/pause:1"
[plugins."io.containerd.cri.v1.images"]
  snapshotter = "native"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
  enable_unprivileged_ports = false
  enable_unprivileged_icmp = false
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["/opt/cni/bin"]
    conf_dir = "$PWD/net.d"
[plugins."io.containerd.internal.v1.opt"]
  path = "$PWD/packages"
END
    ;;
*)
    cat >config.toml <<END
version = 2
root = "$PWD/containerd"
state = "$PWD/state"
[grpc]
  address = "$PWD/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/library/pause:1"
  restrict_oom_score_adj = true
  disable_cgroup = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/opt/cni/bin"
    conf_dir = "$PWD/net.d"
[plugins."io.containerd.internal.v1.opt"]
  path = "$PWD/packages"
END
    ;;
esac
"${CONTAINERD:-containerd}" --config config.toml >containerd.log 2>&1 &
ctr() { command "${CTR:-ctr}" --address /run/work/containerd.sock --namespace k8s.io "$@"; }
cri() { /mnt/extra/client/cri /run/work/containerd.sock "$@" || { tail -n 5 containerd.log; fail "cri $1"; }; }
until_true 'the start of containerd' ctr version
# The service of version 2 that unpacks images needs more settings than its client.
case $version in 1.1.*) set -- --local ;; *) set -- ;; esac
timed load ctr images import "$@" --snapshotter native image.tar
until_true 'the network' sh -c '/mnt/extra/client/cri /run/work/containerd.sock status | grep -q NetworkReady=true'
start=$(date +%s%N)
cri run first 8085 >pod
echo "run: $((($(date +%s%N) - start) / 1000000)) ms"
read -r pod <pod
expect 'the address' "$subnet.2" cri address "$pod"
expect 'the pod' served busybox wget -qO- "http://$subnet.2/"
expect 'the port of the host' served busybox wget -qO- http://127.0.0.1:8085/
timed stop cri stop "$pod"
timed remove cri remove "$pod"
# The order of "loopback", which is called at the same time, is any.
all=$(grep -v loopback calls >own; mv own calls; calls)
case $all in
*'bridge ADD,portmap ADD,portmap DEL,bridge DEL,'*) ;;
*) fail "the plugins were called so: $all" ;;
esac
echo "calls: $all"
expect_nothing_left

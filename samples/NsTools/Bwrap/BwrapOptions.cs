using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Bwrap;

/// <summary>The options of bwrap(1). What they take is the number of words in <see cref="Option.Value"/>.</summary>
internal static class BwrapOptions
{
    private static readonly string[] s_pathWords = ["DEST", "SRC", "DIR", "PATH"];

    internal static Option[] All { get; } =
    [
        Flag("help", "Print this help"),
        Flag("version", "Print version"),
        Taking("args", "FD", "Parse NUL-separated args from FD"),
        Taking("argv0", "VALUE", "Set argv[0] to the value VALUE before running the program"),
        Flag("level-prefix", "Prepend e.g. <3> to diagnostic messages"),
        Flag("unshare-all", "Unshare every namespace we support by default"),
        Flag("share-net", "Retain the network namespace (can only combine with --unshare-all)"),
        Flag("unshare-user", "Create new user namespace (may be automatically implied if not root)"),
        Flag("unshare-user-try", "Create new user namespace if possible else continue by skipping it"),
        Flag("unshare-ipc", "Create new ipc namespace"),
        Flag("unshare-pid", "Create new pid namespace"),
        Flag("unshare-net", "Create new network namespace"),
        Flag("unshare-uts", "Create new uts namespace"),
        Flag("unshare-cgroup", "Create new cgroup namespace"),
        Flag("unshare-cgroup-try", "Create new cgroup namespace if possible else continue by skipping it"),
        Taking("userns", "FD", "Use this user namespace (cannot combine with --unshare-user)"),
        Taking("userns2", "FD", "After setup switch to this user namespace, only useful with --userns"),
        Flag("disable-userns", "Disable further use of user namespaces inside sandbox"),
        Flag("assert-userns-disabled", "Fail unless further use of user namespace inside sandbox is disabled"),
        Taking("pidns", "FD", "Use this pid namespace (as parent namespace if using --unshare-pid)"),
        Taking("uid", "UID", "Custom uid in the sandbox (requires --unshare-user or --userns)"),
        Taking("gid", "GID", "Custom gid in the sandbox (requires --unshare-user or --userns)"),
        Taking("hostname", "NAME", "Custom hostname in the sandbox (requires --unshare-uts)"),
        Taking("chdir", "DIR", "Change directory to DIR"),
        Flag("clearenv", "Unset all environment variables"),
        Taking("setenv", "VAR VALUE", "Set an environment variable"),
        Taking("unsetenv", "VAR", "Unset an environment variable"),
        Taking("lock-file", "DEST", "Take a lock on DEST while sandbox is running"),
        Taking("sync-fd", "FD", "Keep this fd open while sandbox is running"),
        Taking("bind", "SRC DEST", "Bind mount the host path SRC on DEST"),
        Taking("bind-try", "SRC DEST", "Equal to --bind but ignores non-existent SRC"),
        Taking("dev-bind", "SRC DEST", "Bind mount the host path SRC on DEST, allowing device access"),
        Taking("dev-bind-try", "SRC DEST", "Equal to --dev-bind but ignores non-existent SRC"),
        Taking("ro-bind", "SRC DEST", "Bind mount the host path SRC readonly on DEST"),
        Taking("ro-bind-try", "SRC DEST", "Equal to --ro-bind but ignores non-existent SRC"),
        Taking("bind-fd", "FD DEST", "Bind open directory or path fd on DEST"),
        Taking("ro-bind-fd", "FD DEST", "Bind open directory or path fd read-only on DEST"),
        Taking("remount-ro", "DEST", "Remount DEST as readonly; does not recursively remount"),
        Taking("overlay-src", "SRC", "Read files from SRC in the following overlay"),
        Taking("overlay", "RWSRC WORKDIR DEST", "Mount overlayfs on DEST, with RWSRC as the host path for writes and\nWORKDIR an empty directory on the same filesystem as RWSRC"),
        Taking("tmp-overlay", "DEST", "Mount overlayfs on DEST, with writes going to an invisible tmpfs"),
        Taking("ro-overlay", "DEST", "Mount overlayfs read-only on DEST"),
        Taking("exec-label", "LABEL", "Exec label for the sandbox"),
        Taking("file-label", "LABEL", "File label for temporary sandbox content"),
        Taking("proc", "DEST", "Mount new procfs on DEST"),
        Taking("dev", "DEST", "Mount new dev on DEST"),
        Taking("tmpfs", "DEST", "Mount new tmpfs on DEST"),
        Taking("mqueue", "DEST", "Mount new mqueue on DEST"),
        Taking("dir", "DEST", "Create dir at DEST"),
        Taking("file", "FD DEST", "Copy from FD to destination DEST"),
        Taking("bind-data", "FD DEST", "Copy from FD to file which is bind-mounted on DEST"),
        Taking("ro-bind-data", "FD DEST", "Copy from FD to file which is readonly bind-mounted on DEST"),
        Taking("symlink", "SRC DEST", "Create symlink at DEST with target SRC"),
        Taking("seccomp", "FD", "Load and use seccomp rules from FD (not repeatable)"),
        Taking("add-seccomp-fd", "FD", "Load and use seccomp rules from FD (repeatable)"),
        Taking("block-fd", "FD", "Block on FD until some data to read is available"),
        Taking("userns-block-fd", "FD", "Block on FD until the user namespace is ready"),
        Taking("info-fd", "FD", "Write information about the running container to FD"),
        Taking("json-status-fd", "FD", "Write container status to FD as multiple JSON documents"),
        Flag("new-session", "Create a new terminal session"),
        Flag("die-with-parent", "Kills with SIGKILL child process (COMMAND) when bwrap or bwrap's parent dies."),
        Flag("as-pid-1", "Do not install a reaper process with PID=1"),
        Taking("cap-add", "CAP", "Add cap CAP when running as privileged user"),
        Taking("cap-drop", "CAP", "Drop cap CAP when running as privileged user"),
        Taking("perms", "OCTAL", "Set permissions of next argument (--bind-data, --file, etc.)"),
        Taking("size", "BYTES", "Set size of next argument (only for --tmpfs)"),
        Taking("chmod", "OCTAL PATH", "Change permissions of PATH (must already exist)"),
        Flag("not-a-security-boundary", "Do not fail hard when some sandbox setup steps fail;\nuse only when the sandbox is not a security boundary"),
    ];

    /// <summary>Whether none of its words may be empty.</summary>
    internal static bool TakesPaths(Option option) => s_pathWords.Any(word => option.Value?.EndsWith(word, StringComparison.Ordinal) == true) && option.Long != "symlink";

    private static Option Flag(string name, string help) => new(name, help);

    private static Option Taking(string name, string words, string help) => new(name, help, null, ArgumentRule.Required, words);
}

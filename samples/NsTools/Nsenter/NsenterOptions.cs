using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Nsenter;

/// <summary>The options of nsenter(1).</summary>
internal static class NsenterOptions
{
    internal static Option[] All { get; } =
    [
        new("all", "enter all namespaces", 'a'),
        new("target", "target process to get namespaces from", 't', ArgumentRule.Required, "<PID>[:<inode>]"),
        Kind("mount", 'm', "enter mount namespace"),
        Kind("uts", 'u', "enter UTS namespace (hostname etc)"),
        Kind("ipc", 'i', "enter System V IPC namespace"),
        Kind("net", 'n', "enter network namespace"),
        new("net-socket", "enter socket's network namespace (needs --target)", 'N', ArgumentRule.Required, "<fd>"),
        Kind("pid", 'p', "enter pid namespace"),
        Kind("cgroup", 'C', "enter cgroup namespace"),
        Kind("user", 'U', "enter user namespace"),
        new("user-parent", "enter parent user namespace"),
        Kind("time", 'T', "enter time namespace"),
        new("setuid", "set uid in entered namespace", 'S', ArgumentRule.Required, "<uid>|follow"),
        new("setgid", "set gid in entered namespace", 'G', ArgumentRule.Required, "<gid>|follow"),
        new("preserve-credentials", "do not touch uids or gids"),
        new("keep-caps", "retain capabilities granted in user namespaces"),
        new("root", "set the root directory", 'r', ArgumentRule.Optional, "<dir>"),
        new("wd", "set the working directory", 'w', ArgumentRule.Optional, "<dir>"),
        new("wdns", "set the working directory in namespace", 'W', ArgumentRule.Optional, "<dir>"),
        new("env", "inherit environment variables from target process", 'e'),
        new("no-fork", "do not fork before exec'ing <program>", 'F'),
        new("join-cgroup", "join the cgroup of the target process", 'c'),
        new("follow-context", "set SELinux context according to --target PID", 'Z'),
        new("help", "display this help", 'h'),
        new("version", "display version", 'V'),
    ];

    private static Option Kind(string name, char letter, string help) => new(name, help, letter, ArgumentRule.Optional, "<file>|:<nsid>");
}

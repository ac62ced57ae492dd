using LinuxNamespaces.Samples.NsTools.Options;

namespace LinuxNamespaces.Samples.NsTools.Unshare;

/// <summary>The options of unshare(1).</summary>
internal static class UnshareOptions
{
    internal static Option[] All { get; } =
    [
        Kind("mount", 'm', "unshare mounts namespace"),
        Kind("uts", 'u', "unshare UTS namespace (hostname etc)"),
        Kind("ipc", 'i', "unshare System V IPC namespace"),
        Kind("net", 'n', "unshare network namespace"),
        Kind("pid", 'p', "unshare pid namespace"),
        Kind("user", 'U', "unshare user namespace"),
        Kind("cgroup", 'C', "unshare cgroup namespace"),
        Kind("time", 'T', "unshare time namespace"),
        new("mount-proc", "mount proc filesystem first (implies --mount)", Argument: ArgumentRule.Optional, Value: "<dir>"),
        new("mount-binfmt", "mount binfmt filesystem first (implies --user and --mount)", Argument: ArgumentRule.Optional, Value: "<dir>"),
        new("load-interp", "load binfmt definition in the namespace (implies --mount-binfmt)", 'l', ArgumentRule.Required, "<file>"),
        new("propagation", "modify mount propagation in mount namespace", null, ArgumentRule.Required, "slave|shared|private|unchanged"),
        new("root", "run the command with root directory set to <dir>", 'R', ArgumentRule.Required, "<dir>"),
        new("wd", "change working directory to <dir>", 'w', ArgumentRule.Required, "<dir>"),
        new("setuid", "set uid in entered namespace", 'S', ArgumentRule.Required, "<uid>"),
        new("setgid", "set gid in entered namespace", 'G', ArgumentRule.Required, "<gid>"),
        new("map-user", "map current user to uid (implies --user)", null, ArgumentRule.Required, "<uid>|<name>"),
        new("map-group", "map current group to gid (implies --user)", null, ArgumentRule.Required, "<gid>|<name>"),
        new("map-root-user", "map current user to root (implies --user)", 'r'),
        new("map-current-user", "map current user to itself (implies --user)", 'c'),
        new("map-auto", "map users and groups automatically (implies --user)"),
        new("map-subids", "map the first block of user IDs owned by euid to itself (implies --user)"),
        new("map-users", "map count users from outeruid to inneruid (implies --user)", null, ArgumentRule.Required, "<inneruid>:<outeruid>:<count>|auto|subids|all"),
        new("map-groups", "map count groups from outergid to innergid (implies --user)", null, ArgumentRule.Required, "<innergid>:<outergid>:<count>|auto|subids|all"),
        new("owner", "set the user namespace owner (implies --user)", null, ArgumentRule.Required, "<uid>:<gid>"),
        new("fork", "fork before launching <program>", 'f'),
        new("kill-child", "when dying, kill the forked child (implies --fork); defaults to SIGKILL", null, ArgumentRule.Optional, "<signame>"),
        new("forward-signals", "forward SIGTERM and SIGINT to child (implies --fork)"),
        new("setgroups", "control the setgroups syscall in user namespaces", null, ArgumentRule.Required, "allow|deny"),
        new("keep-caps", "retain capabilities granted in user namespaces"),
        new("monotonic", "set clock monotonic offset (seconds) in time namespaces", null, ArgumentRule.Required, "<offset>"),
        new("boottime", "set clock boottime offset (seconds) in time namespaces", null, ArgumentRule.Required, "<offset>"),
        new("clear-env", "do not pass environment variables to <program>"),
        new("whitelist-env", "pass only these environment variables, separated by commas", null, ArgumentRule.Required, "<list>"),
        new("help", "display this help", 'h'),
        new("version", "display version", 'V'),
    ];

    private static Option Kind(string name, char letter, string help) => new(name, help, letter, ArgumentRule.Optional, "<file>") { ShortHasNoArgument = true };
}

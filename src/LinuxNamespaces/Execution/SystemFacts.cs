using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Execution;

/// <summary>Facts about the system that explain failures. Tests replace them.</summary>
internal sealed record SystemFacts
{
    /// <summary>Gets the facts about this machine and the calling thread.</summary>
    internal static SystemFacts Current { get; } = new();

    /// <summary>The value of a sysctl; null when it cannot be read.</summary>
    internal Func<string, string?> Sysctl { get; init; } = ProcSelf.ReadSysctl;

    /// <summary>Whether the kernel has a kind of namespaces.</summary>
    internal Func<NamespaceTypes, bool> IsInKernel { get; init; } = static type => NamespaceKinds.Of(type).IsInKernel;

    /// <summary>Whether the caller has a capability in its own user namespace.</summary>
    internal Func<int, bool> HasCapability { get; init; } = RightsOver.Has;

    /// <summary>Whether user and group of the caller are mapped in its own user namespace.</summary>
    internal Func<bool> IsMapped { get; init; } = static () => ProcSelf.Maps("uid_map", Libc.geteuid()) != false && ProcSelf.Maps("gid_map", Libc.getegid()) != false;

    /// <summary>Whether the caller is under chroot.</summary>
    internal Func<bool> IsUnderChroot { get; init; } = static () => ProcSelf.IsUnderChroot;

    /// <summary>Whether the caller has a seccomp filter.</summary>
    internal Func<bool> HasSeccompFilter { get; init; } = static () => ProcSelf.HasSeccompFilter;
}

using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>Whether the running kernel has what is asked for.</summary>
internal static class ProcessSupport
{
    // close_range(2) that marks, and the mounts of an ordinary user.
    private static readonly Version s_least = new(5, 11);

    internal static void Check(NamespaceProcessStartInfo info)
    {
        if (KernelSupport.Version < s_least)
        {
            throw new NotSupportedException($"Processes are started on kernel {s_least} or later; this is {KernelSupport.Version}.");
        }

        foreach (NamespaceTypes type in NamespaceKinds.Each(NamespaceKinds.Missing(info.NewNamespaces)))
        {
            throw new NotSupportedException($"The kernel has no {type} namespaces: there is no /proc/self/ns/{type.ProcName()}.");
        }

        if ((info.MountsBeforeRoot.Any(NeedsMountAttributes) || info.Mounts.Any(NeedsMountAttributes)) && !KernelSupport.SetsMountAttributes)
        {
            throw new NotSupportedException($"Changing the flags of a mount needs mount_setattr(2) of kernel 5.12. This kernel is {KernelSupport.Version}.");
        }

        if (!info.SeccompFilter.IsEmpty && !KernelSupport.FiltersSystemCalls)
        {
            throw new NotSupportedException($"{nameof(info.SeccompFilter)} needs a kernel with CONFIG_SECCOMP_FILTER.");
        }

        if (info.Landlock is { } rules)
        {
            LandlockSupport.Require(LandlockSupport.Version, network: rules.TcpBind is not null || rules.TcpConnect is not null);
        }

        if (info.Capabilities is { } sets)
        {
            CheckCapabilities(sets);
        }

        static bool NeedsMountAttributes(Mount mount) => mount.NeedsMountAttributes;
    }

    private static void CheckCapabilities(CapabilitySets sets)
    {
        IEnumerable<Capability> all = [.. sets.Bounding ?? [], .. sets.Permitted ?? [], .. sets.Effective ?? [], .. sets.Inheritable ?? [], .. sets.Ambient ?? []];
        foreach (Capability unknown in all.Where(capability => (int)capability > Capabilities.Last))
        {
            throw new NotSupportedException($"The kernel does not know the capability {unknown}: its last one is {(Capability)Capabilities.Last} (/proc/sys/kernel/cap_last_cap).");
        }
    }
}

using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>What the calling thread may do about namespaces by itself; capabilities(7).</summary>
internal static class Privilege
{
    /// <summary>Whether it may create namespaces, and enter those of its own user namespace and of the ones below.</summary>
    internal static bool HasSysAdmin => Has(Linux.CAP_SYS_ADMIN);

    /// <summary>Whether it may look into the processes of others that are in its own user namespace and in the ones below.</summary>
    internal static bool HasPtrace => Has(Linux.CAP_SYS_PTRACE);

    /// <summary>Whether it may have its own id mapped into a user namespace that it creates. Root needs a capability for that (kernel 5.12).</summary>
    internal static bool CanMapItself => Libc.geteuid() != 0 || Has(Linux.CAP_SETFCAP);

    private static bool Has(int capability) => (CapabilityCalls.Get().Effective & (1UL << capability)) != 0;
}

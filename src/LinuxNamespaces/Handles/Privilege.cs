using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>The rights of the calling thread over namespaces; capabilities(7).</summary>
internal static class Privilege
{
    /// <summary>Gets whether it may create namespaces, and enter those of its own user namespace and of the user namespaces below.</summary>
    internal static bool HasSysAdmin => Has(Linux.CAP_SYS_ADMIN);

    /// <summary>Gets whether it may inspect processes of other users in its own user namespace and in the user namespaces below.</summary>
    internal static bool HasPtrace => Has(Linux.CAP_SYS_PTRACE);

    /// <summary>Gets whether it may map its own ID into a user namespace that it creates. The root user needs a capability for that (kernel 5.12).</summary>
    internal static bool CanMapItself => Libc.geteuid() != 0 || Has(Linux.CAP_SETFCAP);

    private static bool Has(int capability) => (CapabilityCalls.Get().Effective & (1UL << capability)) != 0;
}

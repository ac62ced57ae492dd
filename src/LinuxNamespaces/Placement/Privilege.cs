using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Placement;

/// <summary>What the calling thread may do about namespaces by itself; capabilities(7).</summary>
internal static class Privilege
{
    /// <summary>Whether it may create namespaces, and enter those of its own user namespace and of the ones below.</summary>
    internal static bool HasSysAdmin => (CapabilityCalls.Get().Effective & (1UL << Linux.CAP_SYS_ADMIN)) != 0;
}

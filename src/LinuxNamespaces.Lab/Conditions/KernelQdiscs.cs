namespace LinuxNamespaces.Lab;

/// <summary>The qdiscs for conditions that the kernel has, which are the same in all namespaces.</summary>
internal static class KernelQdiscs
{
    private static readonly Lazy<(bool Netem, bool Tbf)> s_found = new(Find);

    internal static bool HasNetem => s_found.Value.Netem;

    internal static bool HasTbf => s_found.Value.Tbf;

    private static (bool Netem, bool Tbf) Find()
    {
        using NetNamespace place = NetNamespace.Create();
        return (place.Support.GetQdisc("netem").IsSupported, place.Support.GetQdisc("tbf").IsSupported);
    }
}

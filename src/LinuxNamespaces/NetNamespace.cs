namespace LinuxNamespaces;

/// <summary>A network namespace.</summary>
public sealed partial class NetNamespace : Namespace
{
    internal NetNamespace(NamespaceHandle handle)
        : base(handle)
    {
    }
}

namespace LinuxNamespaces.Cni.Tests;

internal static class Paths
{
    /// <summary>Where other processes of the same user open a namespace that has no name.</summary>
    internal static string Of(NetNamespace netNamespace) => $"/proc/{Environment.ProcessId}/fd/{netNamespace.Handle.DangerousGetHandle()}";
}

namespace LinuxNamespaces.Processes;

/// <summary>What the caller does with the namespaces of a process that waits for it.</summary>
internal static class NewNamespaces
{
    internal static void Show(int processId, NamespaceProcessStartInfo info)
    {
        info.NamespacesReady?.Invoke(processId);
        foreach ((NamespaceTypes type, string path) in info.PinNamespaces)
        {
            using Namespace created = Namespace.OpenProcess(processId, type);
            NamespacePin.AddOrMount(created.Handle, path);
        }
    }
}

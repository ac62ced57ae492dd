using System.Globalization;

namespace LinuxNamespaces.Inspection;

/// <summary>A thread of this process that is in another namespace than the process itself.</summary>
/// <param name="ThreadId">The id of the thread, as gettid(2) gives it.</param>
/// <param name="Name">The name of the thread.</param>
/// <param name="Namespace">The namespace that it is in. A thread that is in several is listed once for each.</param>
public sealed record StrayThread(int ThreadId, string Name, NamespaceInfo Namespace)
{
    /// <summary>Id, name and namespace, as in <c>813 (.NET TP Worker) net:[4026532184]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ThreadId} ({Name}) {Namespace.KernelName}");
}

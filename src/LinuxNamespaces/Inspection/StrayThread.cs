using System.Globalization;

namespace LinuxNamespaces.Inspection;

/// <summary>Represents a thread of this process that is in another namespace than the process itself.</summary>
public sealed class StrayThread
{
    internal StrayThread(int threadId, string name, NamespaceInfo info)
    {
        ThreadId = threadId;
        Name = name;
        Namespace = info;
    }

    /// <summary>Gets the thread ID, as gettid(2) returns it.</summary>
    public int ThreadId { get; }

    /// <summary>Gets the name of the thread.</summary>
    public string Name { get; }

    /// <summary>Gets the namespace of the thread. A thread in several other namespaces is listed once for each.</summary>
    public NamespaceInfo Namespace { get; }

    /// <summary>Returns ID, name and namespace, such as <c>813 (.NET TP Worker) net:[4026532184]</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ThreadId} ({Name}) {Namespace.KernelName}");
}

namespace LinuxNamespaces.Execution;

/// <summary>A call inside a namespace failed. Callers convert it to an exception with the operation and the target.</summary>
/// <param name="errno">The error.</param>
/// <param name="entering">Whether entering the namespace failed, not the call itself.</param>
internal sealed class NamespaceCallException(Errno errno, bool entering) : Exception
{
    internal Errno Errno => errno;

    internal bool Entering => entering;
}

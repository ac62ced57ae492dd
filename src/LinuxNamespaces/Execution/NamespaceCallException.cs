namespace LinuxNamespaces.Execution;

/// <summary>A call inside a namespace failed. Callers make an exception of it that says more.</summary>
/// <param name="errno">The error.</param>
/// <param name="entering">Whether it was the entrance into the namespace that failed, not the call itself.</param>
internal sealed class NamespaceCallException(Errno errno, bool entering) : Exception
{
    internal Errno Errno => errno;

    internal bool Entering => entering;
}

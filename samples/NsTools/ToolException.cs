namespace LinuxNamespaces.Samples.NsTools;

/// <summary>A tool cannot do what it is asked for; the message is for the user.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="exitCode">What to exit with.</param>
/// <param name="isOfOther">True when another program says it, which names itself.</param>
internal sealed class ToolException(string message, int exitCode = 1, bool isOfOther = false) : Exception(message)
{
    internal bool IsOfOther => isOfOther;

    internal int ExitCode => exitCode;
}

namespace LinuxNamespaces.Samples.NsTools;

/// <summary>A tool cannot do what it is asked for; the message is for the user.</summary>
internal sealed class ToolException(string message, int exitCode = 1) : Exception(message)
{
    internal int ExitCode => exitCode;
}

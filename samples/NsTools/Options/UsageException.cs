namespace LinuxNamespaces.Samples.NsTools.Options;

/// <summary>A tool was called in a way that it does not know.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="isOfParser">True when the parser says it, which names the program as it was started.</param>
internal sealed class UsageException(string message, bool isOfParser = false) : Exception(message)
{
    internal bool IsOfParser => isOfParser;
}

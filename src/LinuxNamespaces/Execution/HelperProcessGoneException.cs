namespace LinuxNamespaces.Execution;

/// <summary>A <see cref="HelperProcess"/> did not answer and has been killed. Another one can be started.</summary>
internal sealed class HelperProcessGoneException : Exception;

namespace LinuxNamespaces.Execution;

/// <summary>A <see cref="HelperProcess"/> does not answer, and has been ended. Another one can be started.</summary>
internal sealed class HelperProcessGoneException : Exception;

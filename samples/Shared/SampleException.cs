namespace LinuxNamespaces.Samples;

/// <summary>The sample cannot go on; the message says why, to the person who runs it.</summary>
internal sealed class SampleException(string message) : Exception(message);

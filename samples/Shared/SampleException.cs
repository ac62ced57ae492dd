namespace LinuxNamespaces.Samples;

/// <summary>The exception that ends the sample. The message is printed for the user.</summary>
internal sealed class SampleException(string message) : Exception(message);

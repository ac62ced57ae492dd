namespace LinuxNamespaces.Placement;

/// <summary>A <see cref="Broker"/> does not answer, and has been ended. Another one can be started.</summary>
internal sealed class BrokerGoneException : Exception;

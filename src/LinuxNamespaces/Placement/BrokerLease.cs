namespace LinuxNamespaces.Placement;

/// <summary>Keeps a broker running. When its last lease has ended, the broker ends.</summary>
/// <remarks>Ending a lease takes no lock, does not wait and does not throw, so the finalizer may do it.</remarks>
internal sealed class BrokerLease : IDisposable
{
    private Broker? _broker;

    /// <param name="broker">The broker, which has counted this lease.</param>
    internal BrokerLease(Broker broker) => _broker = broker;

    ~BrokerLease() => End();

    public void Dispose()
    {
        End();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether this is a lease of a broker, and has not ended.</summary>
    internal bool IsOf(Broker broker) => Volatile.Read(ref _broker) == broker;

    private void End() => Interlocked.Exchange(ref _broker, null)?.EndLease();
}

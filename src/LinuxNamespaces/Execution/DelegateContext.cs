namespace LinuxNamespaces.Execution;

/// <summary>Catches code on a visit that would go on elsewhere.</summary>
internal sealed class DelegateContext : SynchronizationContext
{
    /// <summary>Whether something went on elsewhere.</summary>
    internal bool IsUsed { get; private set; }

    /// <summary>An <c>async void</c> method calls it before its first statement.</summary>
    public override void OperationStarted() =>
        throw new InvalidOperationException("An async void method cannot run in a namespace: what it awaits would go on outside. Use synchronous methods.");

    // It comes from the thread that completes a task, where an exception would end the program. So it is told when the visit ends.
    public override void Post(SendOrPostCallback d, object? state)
    {
        IsUsed = true;
        DelegateThread.RunOutside(() => base.Post(d, state));
    }

    public override SynchronizationContext CreateCopy() => this;
}

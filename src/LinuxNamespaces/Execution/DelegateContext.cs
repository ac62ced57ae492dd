namespace LinuxNamespaces.Execution;

/// <summary>Detects code of a <see cref="DelegateThread"/> that would continue on another thread.</summary>
internal sealed class DelegateContext : SynchronizationContext
{
    /// <summary>Gets whether code continued on another thread.</summary>
    internal bool IsUsed { get; private set; }

    /// <summary>An <c>async void</c> method calls it before its first statement.</summary>
    public override void OperationStarted() =>
        throw new InvalidOperationException("An async void method cannot run in a namespace, because it would continue outside after an await. Use synchronous methods.");

    // The call comes from the thread that completes a task, where an exception would end the program. So it is reported when the delegate has ended.
    public override void Post(SendOrPostCallback d, object? state)
    {
        IsUsed = true;
        DelegateThread.RunOutside(() => base.Post(d, state));
    }

    public override SynchronizationContext CreateCopy() => this;
}

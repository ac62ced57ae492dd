namespace LinuxNamespaces.Processes;

/// <summary>The method of the caller that runs when the process has its namespaces.</summary>
internal sealed class ReadyCallback(SetupContext context) : ProcessFeature(context)
{
    internal override string? NeedsCaller => Info.NamespacesReady is not null ? nameof(Info.NamespacesReady) : null;

    /// <summary>Has the child wait for the method, and for the pins, unless it has waited for its id maps anyway.</summary>
    internal void Compile()
    {
        if (Context.IsShownEarly && !Context.MapsIdsFromOutside)
        {
            Context.WaitForCaller();
        }
    }

    internal void Invoke(int processId) => Info.NamespacesReady?.Invoke(processId);
}

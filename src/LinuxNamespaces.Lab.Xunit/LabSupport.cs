namespace LinuxNamespaces.Lab;

/// <summary>Tells whether this machine can run labs.</summary>
public static class LabSupport
{
    private static readonly Lazy<string?> s_reason = new(Probe);

    /// <summary>Gets why this machine cannot run labs, with a remedy if one is known; <see langword="null"/> if it can.</summary>
    /// <remarks>The answer is found once, by the creation of a network namespace.</remarks>
    public static string? ReasonToSkip => s_reason.Value;

    private static string? Probe()
    {
        try
        {
            using NetNamespace created = NetNamespace.Create();
            // An ordinary user needs a process in the namespace for this.
            created.OpenRtnetlink().Dispose();
            return null;
        }
        catch (LinuxException e)
        {
            return $"Network namespaces cannot be created: {e.Message}";
        }
    }
}

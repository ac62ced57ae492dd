namespace LinuxNamespaces.Samples;

/// <summary>Shows changes and rates.</summary>
internal abstract class View
{
    /// <summary>Shows a line about a change.</summary>
    public abstract void Write(string line);

    /// <summary>Shows rates until the end.</summary>
    public abstract Task ShowAsync(RateMeter meter, CancellationToken end);

    /// <summary>Waits, and does not throw.</summary>
    /// <returns>False at the end.</returns>
    protected static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken end)
    {
        try
        {
            return await timer.WaitForNextTickAsync(end);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

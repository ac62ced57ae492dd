namespace LinuxNamespaces.Cni;

/// <summary>Specifies how <see cref="CniHost"/> runs a plugin.</summary>
public sealed class CniHostOptions
{
    /// <summary>Gets the plugins that run inside this process when they are delegated to; the key is the type. Others run as programs.</summary>
    public IDictionary<string, CniPluginHandler> Delegates { get; } = new Dictionary<string, CniPluginHandler>(StringComparer.Ordinal);

    /// <summary>Gets the text that is shown if the program is called by hand; <see langword="null"/> for the name of the program.</summary>
    public string? About { get; init; }

    /// <summary>Gets the time for a request, including its delegates. Defaults to 2 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            field = value;
        }
    } = TimeSpan.FromMinutes(2);
}

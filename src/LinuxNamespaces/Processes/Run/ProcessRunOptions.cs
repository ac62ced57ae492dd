namespace LinuxNamespaces.Processes;

/// <summary>Options of <see cref="NamespaceProcess.RunAsync"/>: what the process reads, how long it may run, and how much of its output is kept.</summary>
public sealed class ProcessRunOptions
{
    /// <summary>The default of <see cref="MaxOutputBytes"/>: 16 MiB.</summary>
    public const int DefaultMaxOutputBytes = 16 * 1024 * 1024;

    private readonly int _maxOutputBytes = DefaultMaxOutputBytes;
    private readonly TimeSpan? _timeout;
    private readonly TimeSpan _backgroundOutputTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets the bytes that the process reads from its standard input, which then ends. <c>null</c> leaves the standard input to
    /// <see cref="NamespaceProcessStartInfo.StandardInput"/>. A process that closes its input early or does not read all of it is no error.
    /// Defaults to <c>null</c>.
    /// </summary>
    public ReadOnlyMemory<byte>? StandardInput { get; init; }

    /// <summary>
    /// Gets the number of bytes that are kept of each of the two outputs. Everything beyond is read and discarded, so that the process does not block.
    /// Memory is allocated as output arrives. Defaults to <see cref="DefaultMaxOutputBytes"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or larger than an array can be.</exception>
    public int MaxOutputBytes
    {
        get => _maxOutputBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MaxOutputBytes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength, nameof(MaxOutputBytes));
            _maxOutputBytes = value;
        }
    }

    /// <summary>
    /// Gets how long the process may run. When the time is over, the process is ended, with all processes that it has started if
    /// <see cref="NamespaceProcess.KillTree"/> is possible. <c>null</c> sets no limit. Defaults to <c>null</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or longer than 24 days.</exception>
    public TimeSpan? Timeout
    {
        get => _timeout;
        init
        {
            if (value is { } timeout)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(Timeout));
                ThrowIfTooLong(timeout, nameof(Timeout));
            }

            _timeout = value;
        }
    }

    /// <summary>
    /// Gets how long output is read after the process has ended, while other processes keep the pipes open. What the process itself has written is
    /// always read. Defaults to 1 second.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or longer than 24 days.</exception>
    public TimeSpan BackgroundOutputTimeout
    {
        get => _backgroundOutputTimeout;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(BackgroundOutputTimeout));
            ThrowIfTooLong(value, nameof(BackgroundOutputTimeout));
            _backgroundOutputTimeout = value;
        }
    }

    private static void ThrowIfTooLong(TimeSpan value, string name) => ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(24), name);
}

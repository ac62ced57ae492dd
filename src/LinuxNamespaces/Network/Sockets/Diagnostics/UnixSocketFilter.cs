namespace LinuxNamespaces.Network;

/// <summary>Selects Unix sockets. The kernel applies the filter; sock_diag(7).</summary>
public sealed record UnixSocketFilter
{
    internal static UnixSocketFilter None { get; } = new();

    /// <summary>Gets the states; <see langword="null"/> for all.</summary>
    /// <exception cref="ArgumentException">The list is empty, or a socket cannot be in one of the states.</exception>
    public IReadOnlyList<UnixSocketState>? States
    {
        get;
        init
        {
            if (value is { Count: 0 })
            {
                throw new ArgumentException("The list of states is empty, so no socket would be selected.", nameof(States));
            }

            foreach (UnixSocketState state in value ?? [])
            {
                if (!Enum.IsDefined(state))
                {
                    throw new ArgumentException($"No Unix socket is in the state '{state}'.", nameof(States));
                }
            }

            field = value is null ? null : new ValueList<UnixSocketState>(value);
        }
    }

    /// <summary>Gets whether the memory, and the clients that wait for a connection, are read. Defaults to <see langword="false"/>.</summary>
    public bool IncludeDetails { get; init; }

    internal uint StateBits => States?.Aggregate(0u, (bits, state) => bits | (1u << (int)state)) ?? uint.MaxValue;
}

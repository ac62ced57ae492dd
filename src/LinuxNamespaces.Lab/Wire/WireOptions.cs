namespace LinuxNamespaces.Lab;

/// <summary>Specifies a <see cref="Wire"/>.</summary>
public sealed record WireOptions
{
    private const int DefaultInFlight = 65_536;

    internal static WireOptions Default { get; } = new();

    /// <summary>Gets the conditions from the first end to the second. Defaults to a perfect wire.</summary>
    public LinkConditions Forward { get; init; } = LinkConditions.None;

    /// <summary>Gets the conditions from the second end to the first. Defaults to a perfect wire.</summary>
    public LinkConditions Backward { get; init; } = LinkConditions.None;

    /// <summary>Gets the seed for conditions without <see cref="LinkConditions.Seed"/>; <see langword="null"/> (the default) for a random one. See <see cref="Wire.Seed"/>.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Gets the recording that the wire repeats, in place of its conditions and handlers; <see langword="null"/> (the default) for none.</summary>
    public WireRecording? Replay { get; init; }

    /// <summary>Gets the size of the largest packet, in bytes; 68 to 65535. Defaults to 1500.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Mtu
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 68);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65535);
            field = value;
        }
    }
    = 1500;

    /// <summary>Gets the memory for frames that wait at each end for the wire, in bytes; 65,536 to 268,435,456. Defaults to 1 MiB, 512 frames. The kernel locks it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int BufferSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 65_536);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 28);
            field = value;
        }
    }
    = 1 << 20;

    /// <summary>Gets how many frames can be in flight in a direction. More are lost. Defaults to 65,536.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxFramesInFlight
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }
    = DefaultInFlight;

    /// <summary>Gets the clock of the wire. With a virtual clock, frames in flight arrive when its time is advanced. Defaults to <see cref="TimeProvider.System"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public TimeProvider TimeProvider
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider));
    }
    = TimeProvider.System;
}

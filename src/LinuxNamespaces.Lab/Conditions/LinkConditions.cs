namespace LinuxNamespaces.Lab;

/// <summary>What happens to the frames of a link in one direction. The default is a perfect wire: no delay, no loss, no limit.</summary>
public sealed record LinkConditions
{
    /// <summary>A perfect wire.</summary>
    public static LinkConditions None { get; } = new();

    /// <summary>How long a frame is on its way. 0 or more; the default is zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan Delay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>The share of the frames that are lost, from 0 (the default) to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 0 and 1.</exception>
    public double Loss
    {
        get;
        init
        {
            if (value is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "A loss is between 0 and 1.");
            }

            field = value;
        }
    }
}

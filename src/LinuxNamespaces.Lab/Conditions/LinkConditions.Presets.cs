using LinuxNamespaces.Network;

namespace LinuxNamespaces.Lab;

/// <content>Networks as they often are. Each value is for one direction.</content>
public sealed partial record LinkConditions
{
    /// <summary>Gets a wired local network: 1 Gbit/s, 0.1 ms.</summary>
    public static LinkConditions Lan { get; } = new() { Rate = 1_000_000_000, Delay = TimeSpan.FromMicroseconds(100), Queue = TimeSpan.FromMilliseconds(5), PreserveOrder = true };

    /// <summary>Gets a busy wireless network: 100 Mbit/s, 2 ms with a long tail, and 0.2 % loss in bursts of 3 frames.</summary>
    public static LinkConditions WiFi { get; } = new()
    {
        Rate = 100_000_000,
        Delay = TimeSpan.FromMilliseconds(2),
        Jitter = TimeSpan.FromMilliseconds(1.5),
        JitterDistribution = NetemDistribution.ParetoNormal,
        BurstLoss = Bursts(0.002, 3),
        PreserveOrder = true,
    };

    /// <summary>Gets a mobile network of the fourth generation: 20 Mbit/s, 25 ms with a deviation of 8 ms, 0.1 % loss, and long queues.</summary>
    public static LinkConditions Lte { get; } = new()
    {
        Rate = 20_000_000,
        Delay = TimeSpan.FromMilliseconds(25),
        Jitter = TimeSpan.FromMilliseconds(8),
        JitterDistribution = NetemDistribution.Normal,
        Loss = 0.001,
        Queue = TimeSpan.FromMilliseconds(200),
        PreserveOrder = true,
    };

    /// <summary>Gets a geostationary satellite: 10 Mbit/s, 270 ms with a deviation of 5 ms, and 0.5 % loss in bursts of 5 frames.</summary>
    public static LinkConditions Satellite { get; } = new()
    {
        Rate = 10_000_000,
        Delay = TimeSpan.FromMilliseconds(270),
        Jitter = TimeSpan.FromMilliseconds(5),
        JitterDistribution = NetemDistribution.Normal,
        BurstLoss = Bursts(0.005, 5),
        Queue = TimeSpan.FromMilliseconds(300),
        PreserveOrder = true,
    };
}

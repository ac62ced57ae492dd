using LinuxNamespaces.Network;

namespace LinuxNamespaces.TestTools;

/// <summary>What tests do with pairs of links.</summary>
internal static class PairExtensions
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    /// <summary>Sets both ends up, and waits until they send: the kernel drops what it is given before.</summary>
    internal static VethPair Connect(this VethPair pair)
    {
        Connect(pair.First, pair.Second);
        return pair;
    }

    /// <summary>Sets both ends up, and waits until they send.</summary>
    internal static NetkitPair Connect(this NetkitPair pair)
    {
        Connect(pair.First, pair.Second);
        return pair;
    }

    private static void Connect(Link first, Link second)
    {
        using CancellationTokenSource deadline = new(s_long);
        foreach (Link end in (Link[])[first.Up(), second.Up()])
        {
            end.WaitUntilUpAsync(deadline.Token).GetAwaiter().GetResult();
        }
    }
}

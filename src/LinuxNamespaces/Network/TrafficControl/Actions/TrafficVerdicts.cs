namespace LinuxNamespaces.Network;

/// <summary>Provides verdicts with a number.</summary>
public static class TrafficVerdicts
{
    private const int TC_ACT_GOTO_CHAIN = 2 << 28;
    private const int MaxChain = 0x0FFFFFFF;

    /// <summary>Returns the verdict that the filters of another chain look at the packet next (TC_ACT_GOTO_CHAIN).</summary>
    /// <param name="chain">The chain, which is a <see cref="TrafficFilter.Chain"/> of the same parent; 0 to 268435455.</param>
    /// <returns>The verdict.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static TrafficVerdict GotoChain(int chain) => (TrafficVerdict)(TC_ACT_GOTO_CHAIN | NumberRange.Require(chain, 0, MaxChain, nameof(chain)));

    /// <summary>Gets the chain whose filters look at the packet next (<c>goto chain</c>).</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>The chain; <see langword="null"/> for another verdict.</returns>
    public static int? GetChain(this TrafficVerdict verdict) => ((int)verdict & ~MaxChain) == TC_ACT_GOTO_CHAIN ? (int)verdict & MaxChain : null;
}

namespace LinuxNamespaces.Network;

/// <summary>How the delays of a <see cref="NetemQdisc"/> vary: a table of numbers, of which the kernel takes one at random for each packet.</summary>
/// <remarks>
/// The delay of a packet is the mean delay, and the jitter multiplied by the number. The tables of this class have the mean 0. Except for
/// <see cref="Uniform"/> their standard deviation is 1, before numbers beyond four deviations are cut. The kernel does not report the table of a qdisc.
/// </remarks>
public sealed class NetemDistribution
{
    internal const int MaxLength = 16384;

    // NETEM_DIST_SCALE: what 1 is in a table.
    private const double Scale = 8192;
    private const int Length = 4096;

    // The Pareto distribution of the shape 3 starts at 1; this is its mean.
    private const double ParetoShape = 3;
    private const double ParetoMean = ParetoShape / (ParetoShape - 1);
    private const double NormalPart = 0.25;

    private readonly short[] _table;

    private NetemDistribution(short[] table) => _table = table;

    /// <summary>Gets the uniform distribution: every delay from the mean minus the jitter to the mean plus the jitter is as likely as any other.</summary>
    public static NetemDistribution Uniform => field ??= FromQuantiles(part => (2 * part) - 1);

    /// <summary>Gets the normal distribution.</summary>
    public static NetemDistribution Normal => field ??= FromQuantiles(NormalQuantile);

    /// <summary>Gets the Pareto distribution of the shape 3: a few packets are very late.</summary>
    public static NetemDistribution Pareto => field ??= Standardized(ParetoQuantile);

    /// <summary>Gets a mixture of a quarter of <see cref="Normal"/> and three quarters of <see cref="Pareto"/>, as wide area networks have it.</summary>
    public static NetemDistribution ParetoNormal =>
        field ??= Standardized(part => (NormalPart * NormalQuantile(part)) + ((1 - NormalPart) * ParetoQuantile(part)));

    internal ReadOnlySpan<short> Table => _table;

    /// <summary>Creates a distribution from its quantile function.</summary>
    /// <param name="quantile">Returns the number that a part of all numbers, between 0 and 1, is below. The numbers are in units of the jitter.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentException">The function returned a value that is not a number.</exception>
    public static NetemDistribution FromQuantiles(Func<double, double> quantile)
    {
        ArgumentNullException.ThrowIfNull(quantile);
        double[] values = Values(quantile);
        return Array.Exists(values, double.IsNaN)
            ? throw new ArgumentException("The function returned a value that is not a number.", nameof(quantile))
            : new NetemDistribution(Array.ConvertAll(values, ToEntry));
    }

    /// <summary>Gets the number that a part of all numbers is below, as the table has it.</summary>
    /// <param name="part">The part, from 0 to 1.</param>
    /// <returns>The number, in units of the jitter.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part is not 0 to 1.</exception>
    public double GetQuantile(double part) => part is >= 0 and <= 1
        ? _table[Math.Min((int)(part * _table.Length), _table.Length - 1)] / Scale
        : throw new ArgumentOutOfRangeException(nameof(part), part, "The part is 0 to 1.");

    private static NetemDistribution Standardized(Func<double, double> quantile)
    {
        double[] values = Values(quantile);
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return new NetemDistribution(Array.ConvertAll(values, value => ToEntry((value - mean) / deviation)));
    }

    private static double[] Values(Func<double, double> quantile)
    {
        double[] values = new double[Length];
        for (int i = 0; i < Length; i++)
        {
            values[i] = quantile((i + 0.5) / Length);
        }

        return values;
    }

    private static short ToEntry(double value) => (short)Math.Clamp(Math.Round(value * Scale), short.MinValue, short.MaxValue);

    private static double ParetoQuantile(double part) => Math.Pow(1 - part, -1 / ParetoShape) - ParetoMean;

    /// <summary>The inverse of the distribution function, found by halving.</summary>
    private static double NormalQuantile(double part)
    {
        const double farthest = 10;
        const int steps = 60;
        (double low, double high) = (-farthest, farthest);
        for (int i = 0; i < steps; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = NormalProbability(middle) < part ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The distribution function, as the series of its Taylor expansion divided by the density.</summary>
    private static double NormalProbability(double x)
    {
        // Beyond this, the series loses its digits, and no part of the table is there.
        const double far = 6;
        if (Math.Abs(x) > far)
        {
            return x < 0 ? 0 : 1;
        }

        (double sum, double term) = (x, x);
        for (int i = 3; Math.Abs(term) > double.Epsilon && i < 400; i += 2)
        {
            term *= x * x / i;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
    }
}

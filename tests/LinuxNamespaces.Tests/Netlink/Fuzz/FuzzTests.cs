using System.Globalization;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>
/// Every parser with wrong input made of right ones: it reads it or throws <see cref="InvalidDataException"/>, in memory of the order of
/// the input, and never reads behind it. The last line of a failure has the seed: LNS_FUZZ_SEED makes it the first of a run.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const string TimeVariable = "LNS_FUZZ_SECONDS";

    private static readonly TimeSpan s_default = TimeSpan.FromSeconds(25);

    [Fact]
    public void Every_parser_reads_or_refuses_every_input()
    {
        TimeSpan? time = Environment.GetEnvironmentVariable(TimeVariable) is { } text ? TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)) : null;
        // An ordinary run repeats the same inputs, so that it fails for a change only; one for a given time tries others each time.
        ulong seed = Environment.GetEnvironmentVariable(FuzzRounds.SeedVariable) is { } number ? ulong.Parse(number, CultureInfo.InvariantCulture)
            : time is null ? 1
            : unchecked((ulong)Random.Shared.NextInt64(1L << 40));
        FuzzRounds rounds = new(seed);
        IReadOnlyCollection<string> failures = rounds.Run(time ?? s_default, FuzzTargets.All);
        output.WriteLine($"{rounds.Inputs} inputs in {rounds.Rounds} rounds for {FuzzTargets.All.Count} parsers, {rounds.Accepted} of them read.");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        rounds.Accepted.Should().BeInRange((int)(rounds.Inputs / 10), (int)(rounds.Inputs * 9 / 10), "a run that only reads or only refuses tells little");
    }
}

using System.Diagnostics;
using System.Globalization;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>Feeds the targets, one after the other, each for a round of inputs that follow from the number of the round alone.</summary>
internal sealed class FuzzRounds(ulong seed)
{
    internal const string SeedVariable = "LNS_FUZZ_SEED";

    private const int InputsPerRound = 1500;
    private const int MaxCorpus = 600;

    // Recursion that an input decides over ends soon on it.
    private const int StackSize = 256 * 1024;

    // An exception with its stack, and what is made for the first time.
    private const int FreeAllocation = 32 * 1024;

    // The smallest attribute has 4 bytes, and an object for each may have a few hundred.
    private const int AllocationPerByte = 256;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Dictionary<FuzzTarget, List<byte[]>> _seeds = [];
    private readonly Dictionary<FuzzTarget, string> _failures = [];
    private (ulong Number, FuzzTarget Target, byte[] Input)? _now;
    private long _inputs;

    internal long Inputs => Interlocked.Read(ref _inputs);

    internal int Rounds { get; private set; }

    internal int Accepted { get; private set; }

    /// <summary>Runs for a time, and every target once at least.</summary>
    /// <returns>What went wrong, once for each target.</returns>
    internal IReadOnlyCollection<string> Run(TimeSpan time, IReadOnlyList<FuzzTarget> targets)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Thread thread = new(() => Feed(watch, time, targets), StackSize) { IsBackground = true };
        thread.Start();
        long before = -1;
        while (!thread.Join(s_longest))
        {
            // No parser takes a minute for an input, however busy the machine.
            long now = Inputs;
            if (now == before)
            {
                return [$"An input takes longer than {s_longest}. {(_now is { } input ? Describe(input.Number, input.Target, input.Input) : null)}"];
            }

            before = now;
        }

        return _failures.Values;
    }

    private void Feed(Stopwatch watch, TimeSpan time, IReadOnlyList<FuzzTarget> targets)
    {
        using FuzzMemory memory = new();
        while (Rounds < targets.Count || watch.Elapsed < time)
        {
            ulong number = unchecked(seed + (ulong)Rounds);
            FuzzTarget target = targets[(int)(number % (ulong)targets.Count)];
            if (!_failures.ContainsKey(target) && Round(memory, number, target) is { } failure)
            {
                _failures.Add(target, failure);
            }

            Rounds++;
        }
    }

    private string? Round(FuzzMemory memory, ulong number, FuzzTarget target)
    {
        memory.Note(number);
        if (!_seeds.TryGetValue(target, out List<byte[]>? seeds))
        {
            _seeds[target] = seeds = FuzzSeeds.For(target);
        }

        FuzzRandom random = new(number);
        FuzzMutator mutator = new(random, target.Input);
        List<byte[]> corpus = [.. seeds];
        HashSet<int> shapes = [];
        FuzzRun run = target.Start(random);
        for (int i = 0; i < InputsPerRound; i++)
        {
            byte[] input = mutator.Next(corpus);
            _now = (number, target, input);
            if (Check(memory, run, input, out int shape) is { } problem)
            {
                return $"{problem}\n{Describe(number, target, input)}";
            }

            if (shape != 0 && shapes.Add(shape) && corpus.Count < MaxCorpus)
            {
                corpus.Add(input);
            }

            Interlocked.Increment(ref _inputs);
        }

        return null;
    }

    private string? Check(FuzzMemory memory, FuzzRun run, byte[] input, out int shape)
    {
        shape = 0;
        object? result;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            result = run(memory.Place(input));
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }
        catch (InvalidDataException)
        {
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }

        if (allocated > FreeAllocation + ((long)AllocationPerByte * input.Length))
        {
            return $"It takes {allocated} bytes of memory.";
        }

        try
        {
            shape = FuzzShape.Of(result);
            Accepted += shape == 0 ? 0 : 1;
            return null;
        }
        catch (Exception e)
        {
            return $"The result cannot be used: {e}";
        }
    }

    private static string Describe(ulong number, FuzzTarget target, byte[] input) =>
        string.Create(CultureInfo.InvariantCulture, $"{target} with {SeedVariable}={number}; the input has {input.Length} bytes:\n{Convert.ToHexString(input.AsSpan(0, Math.Min(input.Length, 2048)))}");
}

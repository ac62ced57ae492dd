using System.Globalization;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The standard streams and the further descriptors of the process. All others are closed; dup3(2), close_range(2).</summary>
internal sealed class StandardStreams(SetupContext context, OwnTerminal terminal) : ProcessFeature(context)
{
    private const int FirstFurther = 3;
    private const int MaxNumber = 65535;

    private readonly IReadOnlyDictionary<int, SafeHandle> _given = InheritedDescriptors.Add(context.Info);
    private readonly SortedDictionary<int, StepArgument> _targets = [];

    internal override string? NeedsCaller => Of(Info).Any(stream => stream.IsPipe) ? "a pipe as a standard stream" : null;

    internal static ProcessStream[] Of(NamespaceProcessStartInfo info) => [info.StandardInput, info.StandardOutput, info.StandardError];

    /// <summary>Whether the process gets a descriptor of the caller under this number.</summary>
    internal bool Gives(int number) => number < FirstFurther || _given.ContainsKey(number);

    internal override void CheckUsage()
    {
        foreach ((int number, SafeHandle handle) in Info.Descriptors)
        {
            ArgumentNullException.ThrowIfNull(handle);
            if (number is < FirstFurther or > MaxNumber)
            {
                throw new ArgumentException($"The number of a further descriptor is from 3 to 65535, not {number}. 0 to 2 are the standard streams.");
            }
        }
    }

    internal override void Declare()
    {
        ProcessStream[] streams = Of(Info);
        for (int i = 0; i < streams.Length; i++)
        {
            if (!streams[i].IsInherited)
            {
                _targets[i] = streams[i].IsTerminal ? terminal.Terminal : Context.Declare(streams[i].Name);
            }
        }

        foreach (int number in _given.Keys)
        {
            _targets[number] = Context.Declare(string.Create(CultureInfo.InvariantCulture, $"descriptor {number}"));
        }
    }

    /// <param name="opened">The ends of the streams that are for the process, by number.</param>
    internal void Bind(ChildRequest request, IReadOnlyDictionary<int, SafeHandle> opened)
    {
        ProcessStream[] streams = Of(Info);
        foreach ((int number, StepArgument slot) in _targets.Where(target => target.Key >= FirstFurther || !streams[target.Key].IsTerminal))
        {
            request.Descriptors.Add((slot, opened.TryGetValue(number, out SafeHandle? stream) ? stream : _given[number]));
        }
    }

    /// <summary>Closes what is not declared: a child that shares the descriptors of the caller gets its own table, and what it executes gets none.</summary>
    internal void CompileClosing()
    {
        Context.Stage = ProcessStage.Prepare;
        if (!Context.UsesLauncher)
        {
            Program.AddCloser(Context.Declared.Count);
            return;
        }

        foreach (StepArgument slot in Context.Declared)
        {
            Program.Add(SystemCall.fcntl, slot, NamedArguments.F_SETFD, StepArgument.Named(Linux.FD_CLOEXEC, "FD_CLOEXEC"));
        }
    }

    /// <summary>Puts the descriptors under their numbers, and has all others closed when the program is executed.</summary>
    /// <param name="others">Further slots in use, which may have the number that another descriptor is to get.</param>
    internal void Compile(IEnumerable<StepArgument> others)
    {
        Context.Stage = ProcessStage.Descriptors;
        // First everything goes out of the way: a source may have the number that another one is to get.
        int free = _targets.Keys.Append(FirstFurther - 1).Max() + 1;
        StepArgument[] held = Context.HasInit ? [] : [.. Context.HeldFiles];
        StepArgument[] moved = [.. _targets.Values, .. others, .. held];
        foreach (StepArgument slot in moved)
        {
            Program.AddSaving(slot, SystemCall.fcntl, slot, NamedArguments.F_DUPFD_CLOEXEC, free);
        }

        int next = FirstFurther;
        foreach ((int number, StepArgument slot) in _targets)
        {
            Program.Add(SystemCall.dup3, slot, number, 0);
            if (number >= FirstFurther)
            {
                CloseRange(next, number - 1);
                next = number + 1;
            }
        }

        if (Context.Declared.Count > 0)
        {
            CloseRange(next, null);
        }

        // By now these are those that were moved.
        foreach (StepArgument file in Context.HasInit ? [] : Context.HeldFiles)
        {
            Program.Add(SystemCall.fcntl, file, NamedArguments.F_SETFD, 0);
        }
    }

    private void CloseRange(int first, int? last)
    {
        if (last is null || first <= last)
        {
            StepArgument end = last is { } number ? (uint)number : StepArgument.Named(uint.MaxValue, "~0U");
            Program.Add(SystemCall.close_range, first, end, StepArgument.Named(Linux.CLOSE_RANGE_CLOEXEC, "CLOSE_RANGE_CLOEXEC"));
        }
    }
}

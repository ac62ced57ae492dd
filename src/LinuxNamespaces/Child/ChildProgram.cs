using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>
/// What a child does between clone and execve: a table of system calls with their data, and slots for what is known only
/// when it runs. It is written down without doing anything, so that it can be shown and checked first.
/// </summary>
internal sealed partial class ChildProgram : IDisposable
{
    private readonly List<Entry> _steps = new(16);
    private readonly List<long> _slots = [];
    private readonly List<(int Slot, StepArgument Target)> _slotPointers = [];

    /// <param name="awaitsGo">Whether the child waits to be told to go on.</param>
    /// <param name="reports">Whether the child writes to a descriptor how it gets on; if not, that is to be seen in its memory, which must be ours.</param>
    internal ChildProgram(bool awaitsGo = false, bool reports = true)
    {
        AwaitsGo = awaitsGo;
        Reports = reports;
        Report = AddSlot("report");
        Go = AddSlot("go");
        Executing = reports ? Report : AddSlot("executing");
    }

    /// <summary>Whether the child writes to a descriptor how it gets on.</summary>
    internal bool Reports { get; }

    /// <summary>Whether the child waits to be told to go on.</summary>
    internal bool AwaitsGo { get; }

    /// <summary>The slot of the descriptor that failures are written to.</summary>
    internal StepArgument Report { get; }

    /// <summary>The slot of the descriptor by which the child is told to go on.</summary>
    internal StepArgument Go { get; }

    /// <summary>Without reports the slot that is zero from the step before the execution of the program on.</summary>
    internal StepArgument Executing { get; }

    /// <summary>The steps by which a child that has our descriptors lets go of them; null when its program has none.</summary>
    internal DescriptorCloser? Closer { get; private set; }

    internal int StepCount => _steps.Count;

    internal int SlotCount => _slots.Count;

    /// <summary>The size of the memory that <see cref="Write"/> fills.</summary>
    internal int Size => DataOffset + _dataLength;

    private int StepsOffset => ChildHeader.Size + (_slots.Count * sizeof(long));

    private int DataOffset => StepsOffset + (_steps.Count * ChildStep.Size);

    /// <summary>The stage that a step belongs to, as the one who adds steps counts them.</summary>
    internal int Stage { get; set; }

    /// <summary>What would help when one of the steps fails that are added from now on; null when that is not known.</summary>
    internal Func<Errno, string?>? Remedy { get; set; }

    /// <summary>What the slots hold unless told otherwise.</summary>
    internal ReadOnlySpan<long> Slots => CollectionsMarshal.AsSpan(_slots);

    internal StepArgument AddSlot(string name, long value = -1)
    {
        _slots.Add(value);
        return StepArgument.Slot(_slots.Count - 1, name);
    }

    /// <summary>Changes what a slot holds unless told otherwise.</summary>
    internal void SetSlot(StepArgument slot, long value) => _slots[(int)slot.Value] = value;

    internal int Add(SystemCall call, params ReadOnlySpan<StepArgument> arguments) => Add(StepFlags.None, call, arguments);

    internal int Add(StepFlags flags, SystemCall call, params ReadOnlySpan<StepArgument> arguments)
    {
        _steps.Add(new Entry(call, flags, arguments.ToArray(), Stage, Remedy));
        return _steps.Count - 1;
    }

    /// <summary>Adds a step whose result goes into a slot.</summary>
    internal void AddSaving(StepArgument slot, SystemCall call, params ReadOnlySpan<StepArgument> arguments) =>
        SaveIn(Add(StepFlags.Save, call, arguments), slot);

    internal void SaveIn(int step, StepArgument slot) => _steps[step].ResultSlot = (int)slot.Value;

    /// <summary>Adds a step that jumps whatever came before.</summary>
    internal int AddJump() => Add(StepFlags.JumpNotZero | StepFlags.IgnoreError, SystemCall.getpid);

    /// <summary>Has a step that jumps go on at the step that is added next.</summary>
    internal void JumpHere(int step) => _steps[step].JumpTarget = _steps.Count;

    /// <summary>Has a step that jumps go on at a step that was added before.</summary>
    internal void JumpTo(int step, int target) => _steps[step].JumpTarget = target;

    /// <summary>Whether a failure of the step is the end.</summary>
    internal bool CanFail(int step) => (_steps[step].Flags & (StepFlags.IgnoreError | StepFlags.JumpOnError)) == 0;

    /// <summary>Has a step that fails go on with another one.</summary>
    internal void JumpOnError(int step, int target)
    {
        _steps[step].Flags |= StepFlags.JumpOnError;
        _steps[step].JumpTarget = target;
    }

    /// <summary>Hides the process: no root of a user namespace that it enters later can take its descriptors or change what it does.</summary>
    internal void AddSetUndumpable()
    {
        Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), 0);
        // The kernel holds a lock of the process (task_lock) while it checks whether somebody may trace it, and looks at this first and at
        // the user namespace last. This call takes that lock, so no check that began before is still under way when the namespace changes.
        Add(StepFlags.IgnoreError, SystemCall.prlimit64, 0, StepArgument.Named(Linux.RLIMIT_CORE, "RLIMIT_CORE"), StepArgument.Null, StepArgument.Null);
    }

    /// <summary>Has a child that shares our descriptors get a table of its own, without those that are not for it.</summary>
    /// <param name="kept">How many are for it.</param>
    internal void AddCloser(int kept) => Closer = new DescriptorCloser(this, kept);

    /// <summary>Has the process be the first of its PID namespace from here on.</summary>
    /// <param name="process">The slot of the child whose end is its own.</param>
    /// <param name="status">The descriptor that the end of that child is written to.</param>
    /// <param name="stays">Whether it stays until there is no other process.</param>
    internal void AddInit(StepArgument process, StepArgument status, bool stays) =>
        _steps.Add(new Entry(new SystemCall("init", 0, 0), StepFlags.Init, [process, status, StepArgument.Named(stays ? 1 : 0, stays ? "stays" : "ends")], Stage, Remedy));

    /// <summary>The system call of a step with its arguments, as in a manual.</summary>
    internal string Describe(int step) => _steps[step].ToString();

    internal int StageOf(int step) => _steps[step].Stage;

    /// <summary>The system call of a step.</summary>
    internal SystemCall CallOf(int step) => _steps[step].Call;

    /// <summary>The arguments of the system call of a step.</summary>
    internal IReadOnlyList<StepArgument> ArgumentsOf(int step) => _steps[step].Arguments;

    /// <summary>What a step says would help against an error.</summary>
    internal string? RemedyOf(int step, Errno errno) => _steps[step].Remedy?.Invoke(errno);

    /// <summary>Writes the program down as the child reads it.</summary>
    /// <param name="memory">Where it is written: <see cref="Size"/> bytes.</param>
    /// <param name="address">The address at which the child will see it.</param>
    /// <param name="slots">What the slots hold at the start.</param>
    /// <param name="firstStep">The number that the first step has in reports of failures.</param>
    internal void Write(Span<byte> memory, ulong address, ReadOnlySpan<long> slots, int firstStep)
    {
        ulong data = address + (ulong)DataOffset;
        ref ChildHeader header = ref MemoryMarshal.AsRef<ChildHeader>(memory);
        header = default;
        header.Steps = address + (ulong)StepsOffset;
        header.StepsEnd = _region is null ? data : address + (ulong)Size;
        header.FirstStep = firstStep;
        header.MaskAll = ulong.MaxValue;
        header.ExitTag = (long)ReportTag.Exited;
        Span<long> slotMemory = MemoryMarshal.Cast<byte, long>(memory[ChildHeader.Size..StepsOffset]);
        slots.CopyTo(slotMemory);
        WriteParts(memory[StepsOffset..DataOffset], slotMemory, memory[DataOffset..], new ChildPlace(data, address + ChildHeader.Size, FirstSlot: 0, FirstStep: 0));
    }

    private void WriteParts(Span<byte> steps, Span<long> slots, Span<byte> data, ChildPlace place)
    {
        Span<ChildStep> entries = MemoryMarshal.Cast<byte, ChildStep>(steps);
        for (int i = 0; i < entries.Length; i++)
        {
            _steps[i].Write(ref entries[i], place);
        }

        _data.AsSpan(0, _dataLength).CopyTo(data);
        foreach ((int at, int offset) in _pointers)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data[at..], place.Data + (ulong)offset);
        }

        foreach ((int slot, StepArgument target) in _slotPointers)
        {
            slots[slot] = target.Resolve(place);
        }

        if (_region is { } region)
        {
            foreach (int step in _toRegion)
            {
                entries[step].JumpTarget = (uint)(_steps.Count + (region / ChildStep.Size));
            }
        }
    }

    private sealed class Entry(SystemCall call, StepFlags flags, StepArgument[] arguments, int stage, Func<Errno, string?>? remedy)
    {
        internal SystemCall Call => call;

        internal StepArgument[] Arguments => arguments;

        internal int Stage => stage;

        internal Func<Errno, string?>? Remedy => remedy;

        internal StepFlags Flags { get; set; } = flags;

        internal int ResultSlot { get; set; }

        internal int JumpTarget { get; set; }

        public override string ToString() => PrintableText.Words($"{call.Name}({string.Join(", ", arguments)})");

        internal void Write(ref ChildStep step, ChildPlace place)
        {
            step = default;
            step.Number = (uint)call.Number;
            step.Flags = (uint)Flags;
            step.ResultSlot = (uint)(ResultSlot + place.FirstSlot);
            step.JumpTarget = (uint)(JumpTarget + place.FirstStep);
            for (int i = 0; i < arguments.Length; i++)
            {
                step.Flags |= arguments[i].Kind is StepArgumentKind.Slot or StepArgumentKind.SlotOfHost ? (uint)StepFlags.FirstSlotArgument << i : 0;
                step.Arguments[i] = arguments[i].Resolve(place);
            }
        }
    }
}

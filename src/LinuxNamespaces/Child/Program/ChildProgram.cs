using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>
/// The program of a child between clone and execve: a table of system calls with their data, and slots for values that are known only
/// when it runs. Building it has no side effects, so it can be printed and checked first.
/// </summary>
internal sealed partial class ChildProgram : IDisposable
{
    private readonly List<Entry> _steps = new(16);
    private readonly List<long> _slots = [];
    private readonly List<(int Slot, StepArgument Target)> _slotPointers = [];

    /// <param name="awaitsGo">Whether the child waits for the parent before it continues.</param>
    /// <param name="reports">Whether the child reports its progress to a descriptor. If not, the progress is read from its memory, which must be shared.</param>
    internal ChildProgram(bool awaitsGo = false, bool reports = true)
    {
        AwaitsGo = awaitsGo;
        Reports = reports;
        Report = AddSlot("report");
        Go = AddSlot("go");
        Executing = reports ? Report : AddSlot("executing");
    }

    /// <summary>Gets whether the child reports its progress to a descriptor.</summary>
    internal bool Reports { get; }

    /// <summary>Gets whether the child waits for the parent before it continues.</summary>
    internal bool AwaitsGo { get; }

    /// <summary>Gets the slot of the descriptor for reports.</summary>
    internal StepArgument Report { get; }

    /// <summary>Gets the slot of the descriptor on which the child waits for the parent.</summary>
    internal StepArgument Go { get; }

    /// <summary>Gets the slot that, without reports, becomes zero just before the program is executed.</summary>
    internal StepArgument Executing { get; }

    /// <summary>Gets the steps that close the descriptors of this process in the child; null if there are none.</summary>
    internal DescriptorCloser? Closer { get; private set; }

    internal int StepCount => _steps.Count;

    internal int SlotCount => _slots.Count;

    /// <summary>The size of the memory that <see cref="Write"/> fills.</summary>
    internal int Size => DataOffset + _dataLength;

    private int StepsOffset => ChildHeader.Size + (_slots.Count * sizeof(long));

    private int DataOffset => StepsOffset + (_steps.Count * ChildStep.Size);

    /// <summary>Gets or sets the stage of the steps that are added next. Its values are defined by the builder of the program.</summary>
    internal int Stage { get; set; }

    /// <summary>Gets or sets the function that finds a remedy for failures of the steps that are added next; null if none is known.</summary>
    internal Func<Errno, string?>? Remedy { get; set; }

    /// <summary>Gets the initial values of the slots.</summary>
    internal ReadOnlySpan<long> Slots => CollectionsMarshal.AsSpan(_slots);

    internal StepArgument AddSlot(string name, long value = -1)
    {
        _slots.Add(value);
        return StepArgument.Slot(_slots.Count - 1, name);
    }

    /// <summary>Sets the initial value of a slot.</summary>
    internal void SetSlot(StepArgument slot, long value) => _slots[(int)slot.Value] = value;

    internal int Add(SystemCall call, params ReadOnlySpan<StepArgument> arguments) => Add(StepFlags.None, call, arguments);

    internal int Add(StepFlags flags, SystemCall call, params ReadOnlySpan<StepArgument> arguments)
    {
        _steps.Add(new Entry(call, flags, arguments.ToArray(), Stage, Remedy));
        return _steps.Count - 1;
    }

    /// <summary>Adds a step that saves its result in a slot.</summary>
    internal void AddSaving(StepArgument slot, SystemCall call, params ReadOnlySpan<StepArgument> arguments) =>
        SaveIn(Add(StepFlags.Save, call, arguments), slot);

    internal void SaveIn(int step, StepArgument slot) => _steps[step].ResultSlot = (int)slot.Value;

    /// <summary>Adds a step that always jumps.</summary>
    internal int AddJump() => Add(StepFlags.JumpNotZero | StepFlags.IgnoreError, SystemCall.getpid);

    /// <summary>Sets the target of a jump to the step that is added next.</summary>
    internal void JumpHere(int step) => _steps[step].JumpTarget = _steps.Count;

    /// <summary>Sets the target of a jump to an existing step.</summary>
    internal void JumpTo(int step, int target) => _steps[step].JumpTarget = target;

    /// <summary>Determines whether a failure of the step ends the child.</summary>
    internal bool CanFail(int step) => (_steps[step].Flags & (StepFlags.IgnoreError | StepFlags.JumpOnError)) == 0;

    /// <summary>Makes a step jump to another one if it fails.</summary>
    internal void JumpOnError(int step, int target)
    {
        _steps[step].Flags |= StepFlags.JumpOnError;
        _steps[step].JumpTarget = target;
    }

    /// <summary>Makes the process undumpable: the root user of a user namespace that it enters later cannot take its descriptors or trace it.</summary>
    internal void AddSetUndumpable()
    {
        Add(SystemCall.prctl, StepArgument.Named(Linux.PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), 0);
        // The kernel holds a lock of the process (task_lock) while it checks whether another process may trace it, and checks this flag first and
        // the user namespace last. This call takes that lock, so no earlier check is still running when the namespace changes.
        Add(StepFlags.IgnoreError, SystemCall.prlimit64, 0, StepArgument.Named(Linux.RLIMIT_CORE, "RLIMIT_CORE"), StepArgument.Null, StepArgument.Null);
    }

    /// <summary>Gives a child that shares the descriptor table its own table, with only the descriptors that it keeps.</summary>
    /// <param name="kept">The number of descriptors that it keeps.</param>
    internal void AddCloser(int kept) => Closer = new DescriptorCloser(this, kept);

    /// <summary>Makes the process act as the first process (init) of its PID namespace from here on.</summary>
    /// <param name="process">The slot of the child with whose end the process ends.</param>
    /// <param name="status">The descriptor to which the exit status of that child is written.</param>
    /// <param name="stays">Whether it stays until all other processes have ended.</param>
    internal void AddInit(StepArgument process, StepArgument status, bool stays) =>
        _steps.Add(new Entry(new SystemCall("init", 0, 0), StepFlags.Init, [process, status, StepArgument.Named(stays ? 1 : 0, stays ? "stays" : "ends")], Stage, Remedy));

    /// <summary>Formats the system call of a step with its arguments.</summary>
    internal string Describe(int step) => _steps[step].ToString();

    internal int StageOf(int step) => _steps[step].Stage;

    /// <summary>The system call of a step.</summary>
    internal SystemCall CallOf(int step) => _steps[step].Call;

    /// <summary>The arguments of the system call of a step.</summary>
    internal IReadOnlyList<StepArgument> ArgumentsOf(int step) => _steps[step].Arguments;

    /// <summary>Finds the remedy of a step for an error.</summary>
    internal string? RemedyOf(int step, Errno errno) => _steps[step].Remedy?.Invoke(errno);

    /// <summary>Writes the program in the form that the child reads.</summary>
    /// <param name="memory">The destination, with <see cref="Size"/> bytes.</param>
    /// <param name="address">The address of the memory in the child.</param>
    /// <param name="slots">The initial values of the slots.</param>
    /// <param name="firstStep">The number of the first step in reports of failures.</param>
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

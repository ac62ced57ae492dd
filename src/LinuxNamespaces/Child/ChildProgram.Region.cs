using System.Runtime.InteropServices;

namespace LinuxNamespaces.Child;

/// <content>A table within a table: one that runs can receive another one into its memory, and go on with that.</content>
internal sealed partial class ChildProgram
{
    private readonly List<int> _toRegion = [];
    private int? _region;

    /// <summary>The place of a table that is put into the region, when this one is in memory at the given address.</summary>
    internal ChildPlace RegionPlace(ulong address)
    {
        int offset = DataOffset + _region!.Value;
        return new ChildPlace(address + (ulong)offset, address + (ulong)offset, (offset - ChildHeader.Size) / sizeof(long), (offset - StepsOffset) / ChildStep.Size);
    }

    /// <summary>Keeps memory for another table.</summary>
    internal StepArgument AddRegion(int size)
    {
        _region = Reserve(size, ChildStep.Size);
        return StepArgument.Data(_region.Value, "request");
    }

    /// <summary>Has a step that jumps go on with the table in the region.</summary>
    internal void JumpToRegion(int step) => _toRegion.Add(step);

    /// <summary>Has a step that jumps go on with a step of the table whose region this one is put into.</summary>
    /// <param name="region">The place of the region.</param>
    /// <param name="hostStep">The number of the step there.</param>
    internal void JumpOut(int step, ChildPlace region, int hostStep) => _steps[step].JumpTarget = hostStep - region.FirstStep;

    /// <summary>Writes the table down for the region of another one: steps, slots, data.</summary>
    /// <param name="region">The place of the region.</param>
    internal byte[] WriteForRegion(ChildPlace region)
    {
        int slotsAt = _steps.Count * ChildStep.Size;
        int dataAt = slotsAt + (_slots.Count * sizeof(long));
        byte[] memory = new byte[dataAt + _dataLength];
        Span<long> slots = MemoryMarshal.Cast<byte, long>(memory.AsSpan(slotsAt, dataAt - slotsAt));
        Slots.CopyTo(slots);
        ulong address = region.Data;
        WriteParts(
            memory.AsSpan(0, slotsAt), slots, memory.AsSpan(dataAt),
            new ChildPlace(address + (ulong)dataAt, address + (ulong)slotsAt, region.FirstSlot + (slotsAt / sizeof(long)), region.FirstStep));
        return memory;
    }

    /// <summary>Where in what <see cref="WriteForRegion"/> gives a slot is.</summary>
    internal int OffsetInRegion(StepArgument slot) => (_steps.Count * ChildStep.Size) + ((int)slot.Value * sizeof(long));
}

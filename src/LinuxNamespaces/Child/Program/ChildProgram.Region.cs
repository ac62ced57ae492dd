using System.Runtime.InteropServices;

namespace LinuxNamespaces.Child;

/// <content>A region for another table: a running program can receive another table into its memory and continue with it.</content>
internal sealed partial class ChildProgram
{
    private readonly List<int> _toRegion = [];
    private int? _region;

    /// <summary>Gets the place of a table in the region, if this table is in memory at the given address.</summary>
    internal ChildPlace RegionPlace(ulong address)
    {
        int offset = DataOffset + _region!.Value;
        return new ChildPlace(address + (ulong)offset, address + (ulong)offset, (offset - ChildHeader.Size) / sizeof(long), (offset - StepsOffset) / ChildStep.Size);
    }

    /// <summary>Reserves memory for another table.</summary>
    internal StepArgument AddRegion(int size)
    {
        _region = Reserve(size, ChildStep.Size);
        return StepArgument.Data(_region.Value, "request");
    }

    /// <summary>Sets the target of a jump to the table in the region.</summary>
    internal void JumpToRegion(int step) => _toRegion.Add(step);

    /// <summary>Sets the target of a jump to a step of the table that contains the region.</summary>
    /// <param name="region">The place of the region.</param>
    /// <param name="hostStep">The number of the step in that table.</param>
    internal void JumpOut(int step, ChildPlace region, int hostStep) => _steps[step].JumpTarget = hostStep - region.FirstStep;

    /// <summary>Writes the table for the region of another table: steps, slots, data.</summary>
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

    /// <summary>Gets the offset of a slot in the result of <see cref="WriteForRegion"/>.</summary>
    internal int OffsetInRegion(StepArgument slot) => (_steps.Count * ChildStep.Size) + ((int)slot.Value * sizeof(long));
}

using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>
/// The first steps of a child that shares the descriptor table of this process (CLONE_FILES). It gets its own table without the descriptors above
/// the highest one that it keeps, and then closes the gaps between the kept ones. So a child that hangs later keeps no foreign descriptors open,
/// and no descriptors are copied only to be closed.
/// </summary>
internal sealed class DescriptorCloser
{
    // The standard streams are left alone.
    private const int First = 3;

    private readonly (StepArgument From, StepArgument To)[] _gaps;
    private readonly StepArgument _above;

    /// <param name="kept">The number of descriptors that the child keeps.</param>
    internal DescriptorCloser(ChildProgram program, int kept)
    {
        StepArgument nothing = StepArgument.Named(0, "0");
        _above = program.AddSlot("above the last");
        // It must not fail: the next steps would close descriptors of this process.
        Done = program.AddSlot("closed");
        program.AddSaving(Done, SystemCall.close_range, _above, StepArgument.Named(uint.MaxValue, "~0U"), StepArgument.Named(Linux.CLOSE_RANGE_UNSHARE, "CLOSE_RANGE_UNSHARE"));
        _gaps = new (StepArgument, StepArgument)[kept];
        for (int i = 0; i < kept; i++)
        {
            string place = i == 0 ? "the first" : "the next";
            _gaps[i] = (program.AddSlot($"before {place}", 1), program.AddSlot($"up to {place}", 0));
            // The kernel rejects empty gaps.
            program.Add(StepFlags.IgnoreError, SystemCall.close_range, _gaps[i].From, _gaps[i].To, nothing);
        }
    }

    /// <summary>Gets the slot that is zero when the child runs and has its own table.</summary>
    internal StepArgument Done { get; }

    /// <summary>Sets the descriptors that the child keeps.</summary>
    internal void Keep(IEnumerable<int> descriptors, long[] slots)
    {
        int next = First;
        int gap = 0;
        int[] kept = [.. descriptors];
        Array.Sort(kept);
        foreach (int descriptor in kept)
        {
            if (descriptor < next)
            {
                continue;
            }

            slots[_gaps[gap].From.Value] = next;
            slots[_gaps[gap].To.Value] = descriptor - 1;
            next = descriptor + 1;
            gap++;
        }

        slots[_above.Value] = next;
    }
}

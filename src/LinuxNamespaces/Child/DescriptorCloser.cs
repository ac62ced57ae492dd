using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <summary>
/// The first steps of a child that was cloned with our table of descriptors: it gets one of its own, in which from the start there is
/// nothing above the highest descriptor that it is given, and then loses what lies between these. What hangs later keeps nothing open
/// that belongs to others; and a table is not copied in order to be closed.
/// </summary>
internal sealed class DescriptorCloser
{
    // The standard streams are left alone.
    private const int First = 3;

    private readonly (StepArgument From, StepArgument To)[] _gaps;
    private readonly StepArgument _above;

    /// <param name="kept">How many descriptors the child is given.</param>
    internal DescriptorCloser(ChildProgram program, int kept)
    {
        StepArgument nothing = StepArgument.Named(0, "0");
        _above = program.AddSlot("above the last");
        // It must not fail: what follows would happen to our own descriptors.
        Done = program.AddSlot("closed");
        program.AddSaving(Done, SystemCall.close_range, _above, StepArgument.Named(uint.MaxValue, "~0U"), StepArgument.Named(Linux.CLOSE_RANGE_UNSHARE, "CLOSE_RANGE_UNSHARE"));
        _gaps = new (StepArgument, StepArgument)[kept];
        for (int i = 0; i < kept; i++)
        {
            string place = i == 0 ? "the first" : "the next";
            _gaps[i] = (program.AddSlot($"before {place}", 1), program.AddSlot($"up to {place}", 0));
            // A gap that is none is refused.
            program.Add(StepFlags.IgnoreError, SystemCall.close_range, _gaps[i].From, _gaps[i].To, nothing);
        }
    }

    /// <summary>The slot that is zero when the child lives and has a table of its own.</summary>
    internal StepArgument Done { get; }

    /// <summary>Tells the steps what the child is given.</summary>
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

using LinuxNamespaces.Child;

namespace LinuxNamespaces.Execution;

/// <summary>A request to a <see cref="HelperProcess"/>, written down. It may be sent any number of times.</summary>
internal sealed class HelperProcessRequest
{
    /// <summary>The first half of the answer when all went well; the number of the step that failed, when not.</summary>
    internal const long Done = -1;

    private readonly ChildProgram _program;
    private readonly int _firstStep;

    internal HelperProcessRequest(ChildProgram program, ChildPlace region, int descriptors, bool enters)
    {
        _program = program;
        _firstStep = region.FirstStep;
        Descriptors = descriptors;
        Enters = enters;
        Message = program.WriteForRegion(region);
    }

    internal byte[] Message { get; }

    /// <summary>How many descriptors come back.</summary>
    internal int Descriptors { get; }

    private bool Enters { get; }

    /// <summary>Puts a value into a slot of the message.</summary>
    internal void Set(StepArgument slot, long value) => BitConverter.TryWriteBytes(Message.AsSpan(_program.OffsetInRegion(slot)), value);

    /// <summary>Whether a step is the entrance into the namespace.</summary>
    internal bool IsEntrance(long step) => Enters && step == _firstStep;
}

using LinuxNamespaces.Child;

namespace LinuxNamespaces.Execution;

/// <summary>A serialized request to a <see cref="HelperProcess"/>, which can be sent any number of times.</summary>
internal sealed class HelperProcessRequest
{
    /// <summary>The first half of the answer after success. After a failure, it is the number of the failed step.</summary>
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

    /// <summary>Gets the number of descriptors that are returned.</summary>
    internal int Descriptors { get; }

    private bool Enters { get; }

    /// <summary>Sets a slot of the message.</summary>
    internal void Set(StepArgument slot, long value) => BitConverter.TryWriteBytes(Message.AsSpan(_program.OffsetInRegion(slot)), value);

    /// <summary>Determines whether a step enters the namespace.</summary>
    internal bool IsEntrance(long step) => Enters && step == _firstStep;
}

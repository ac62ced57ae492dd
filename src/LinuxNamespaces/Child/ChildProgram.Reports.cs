using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <content>What a child and we tell each other on its way.</content>
internal sealed partial class ChildProgram
{
    /// <summary>Has the child tell how far it is.</summary>
    internal void AddReport(ReportTag tag) => Add(SystemCall.write, Report, Bytes(MemoryMarshal.AsBytes<long>([(long)tag, 0]), tag.ToString()), ReportRecord.Size);

    /// <summary>Has the child wait until it is told to go on.</summary>
    internal void AwaitGo() => Add(StepFlags.ZeroFails, SystemCall.read, Go, AddSlot("word").Address(), 1);
}

using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Child;

/// <content>Messages between the child and the parent.</content>
internal sealed partial class ChildProgram
{
    /// <summary>Adds a step that reports progress to the parent.</summary>
    internal void AddReport(ReportTag tag) => Add(SystemCall.write, Report, Bytes(MemoryMarshal.AsBytes<long>([(long)tag, 0]), tag.ToString()), ReportRecord.Size);

    /// <summary>Adds a step that waits for the parent.</summary>
    internal void AwaitGo() => Add(StepFlags.ZeroFails, SystemCall.read, Go, AddSlot("word").Address(), 1);
}

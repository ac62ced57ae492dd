using System.Buffers.Binary;
using System.Text;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <summary>
/// A process that takes the place of the caller, and its messages when a step fails: the program of the caller is gone by then. Steps cannot look up a
/// text by its number, but they can seek: a file holds the texts of all errors, a power of two apart, and doubling the position, which is the error at
/// first, finds the text.
/// </summary>
/// <param name="explain">Gets the message for a step that fails; <c>null</c> for a process of its own.</param>
/// <param name="executionExitCode">The exit code if the program cannot be executed; <c>null</c> for that of a shell.</param>
internal sealed class Replacement(SetupContext context, Func<ProcessStep, string>? explain, int? executionExitCode) : ProcessFeature(context)
{
    internal const int ExitFailure = 1;
    internal const int SEEK_SET = 0;
    private const int SEEK_CUR = 1;

    private const int CellShift = 7;
    private const int CellHeader = 2 * sizeof(long);
    private const int Errors = 134;
    private const int ExitNotExecutable = 126;
    private const int ExitNotFound = 127;
    private const int StandardErrorNumber = 2;

    /// <summary>The slot of the file with the texts.</summary>
    internal StepArgument FailureTexts { get; private set; }

    internal override void Declare()
    {
        if (Context.IsReplacing)
        {
            FailureTexts = Context.Declare("failure texts");
        }
    }

    // Each error has the exit code, the length and the text.
    internal static SafeFileHandle WriteFailureTexts()
    {
        byte[] cells = new byte[Errors << CellShift];
        for (int i = 1; i < Errors; i++)
        {
            Span<byte> cell = cells.AsSpan(i << CellShift, 1 << CellShift);
            Errno errno = new(i);
            int length = Encoding.UTF8.GetBytes($": {errno.Description}\n", cell[CellHeader..]);
            BinaryPrimitives.WriteInt64LittleEndian(cell, errno == Errno.ENOENT ? ExitNotFound : ExitNotExecutable);
            BinaryPrimitives.WriteInt64LittleEndian(cell[sizeof(long)..], length);
        }

        SafeFileHandle file = ChildFile.Create("errors", executed: false);
        if (file.IsInvalid || !ChildFile.Write(file, cells, 0))
        {
            Errno error = SystemCalls.LastError;
            file.Dispose();
            throw new LinuxException(error, "write the texts of errors (memfd_create)");
        }

        return file;
    }

    /// <summary>Has every step that can fail go on with its message.</summary>
    internal void Compile()
    {
        if (!Context.IsReplacing)
        {
            return;
        }

        Dictionary<(string Words, bool Executing), int> endings = [];
        int count = Program.StepCount;
        for (int step = 0; step < count; step++)
        {
            if (!Program.CanFail(step))
            {
                continue;
            }

            bool executing = (ProcessStage)Program.StageOf(step) == ProcessStage.Execute;
            string words = Explain(step);
            if (!endings.TryGetValue((words, executing), out int ending))
            {
                ending = CompileEnding(words, executing);
                endings.Add((words, executing), ending);
            }

            Program.JumpOnError(step, ending);
        }
    }

    /// <summary>Adds the message of a step, and the end of the process.</summary>
    internal void CompileEnding(int step) => CompileEnding(Explain(step), executing: false);

    private string Explain(int step) => explain!(new ProcessStep(step, (ProcessStage)Program.StageOf(step), Program.Describe(step)));

    private int CompileEnding(string words, bool executing)
    {
        int start = Program.StepCount;
        StepArgument exit = Program.AddSlot("exit code", ExitFailure);
        StepArgument length = Program.AddSlot("length", 0);
        StepArgument text = Program.Bytes(new byte[1 << CellShift], "text");
        StepArgument position = Program.AddSlot("position", 0);
        Seek(StepArgument.FailedErrno, SEEK_SET);
        for (int i = 0; i < CellShift; i++)
        {
            Seek(position, SEEK_CUR);
        }

        Program.Add(StepFlags.IgnoreError, SystemCall.read, FailureTexts, exit.Address(), CellHeader);
        Program.Add(StepFlags.IgnoreError, SystemCall.read, FailureTexts, text, (1 << CellShift) - CellHeader);
        Program.Add(StepFlags.IgnoreError, SystemCall.write, StandardErrorNumber, Program.Text(words), LinuxText.CountBytes(words));
        Program.Add(StepFlags.IgnoreError, SystemCall.write, StandardErrorNumber, text, length);
        Program.Add(SystemCall.exit_group, !executing ? ExitFailure : executionExitCode is { } code ? code : exit);
        return start;

        void Seek(StepArgument offset, int whence)
        {
            int step = Program.Add(StepFlags.Save | StepFlags.IgnoreError, SystemCall.lseek, FailureTexts, offset, whence);
            Program.SaveIn(step, position);
        }
    }
}

using System.Buffers.Binary;
using System.Text;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces.Processes;

/// <content>
/// What is said when a step fails after the program of the caller is gone. Steps cannot look up a text by its number, but they can seek:
/// a file holds the texts of all errors, a power of two apart, and doubling the position, which is the error at first, finds the one.
/// </content>
internal sealed partial class ProcessSetup
{
    private const int CellShift = 7;
    private const int CellHeader = 2 * sizeof(long);
    private const int Errors = 134;
    private const int ExitFailure = 1;
    private const int ExitNotExecutable = 126;
    private const int ExitNotFound = 127;
    private const int SEEK_SET = 0;
    private const int SEEK_CUR = 1;
    private const int StandardErrorNumber = 2;

    private StepArgument _failureTexts;

    /// <summary>Has the process take the place of the caller.</summary>
    internal Errno Replace()
    {
        using SafeFileHandle texts = WriteFailureTexts();
        ChildRequest request = new() { Program = _program, OwnMemory = true };
        request.Descriptors.Add((_failureTexts, texts));
        using ProcessPipes pipes = new(_info);
        Bind(request, pipes.Ends, status: null, cgroup: null);
        using Pipe? go = HasPinner ? Pipe.Create() : null;
        using Pipe? end = HasPinner ? Pipe.Create() : null;
        BindPinner(request, go, end);
        return ChildReplacement.Execute(_program, request.Descriptors);
    }

    // Each error has the exit code, the length and the text.
    private static SafeFileHandle WriteFailureTexts()
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

    private void CompileFailures()
    {
        Dictionary<(string Words, bool Executing), int> endings = [];
        int count = _program.StepCount;
        for (int step = 0; step < count; step++)
        {
            if (!_program.CanFail(step))
            {
                continue;
            }

            bool executing = (ProcessStage)_program.StageOf(step) == ProcessStage.Execute;
            string words = _explain!(Describe(step));
            if (!endings.TryGetValue((words, executing), out int ending))
            {
                ending = CompileEnding(words, executing);
                endings.Add((words, executing), ending);
            }

            _program.JumpOnError(step, ending);
        }
    }

    private int CompileEnding(string words, bool executing)
    {
        int start = _program.StepCount;
        StepArgument exit = _program.AddSlot("exit code", ExitFailure);
        StepArgument length = _program.AddSlot("length", 0);
        StepArgument text = _program.Bytes(new byte[1 << CellShift], "text");
        StepArgument position = _program.AddSlot("position", 0);
        Seek(StepArgument.FailedErrno, SEEK_SET);
        for (int i = 0; i < CellShift; i++)
        {
            Seek(position, SEEK_CUR);
        }

        _program.Add(StepFlags.IgnoreError, SystemCall.read, _failureTexts, exit.Address(), CellHeader);
        _program.Add(StepFlags.IgnoreError, SystemCall.read, _failureTexts, text, (1 << CellShift) - CellHeader);
        _program.Add(StepFlags.IgnoreError, SystemCall.write, StandardErrorNumber, _program.Text(words), LinuxText.CountBytes(words));
        _program.Add(StepFlags.IgnoreError, SystemCall.write, StandardErrorNumber, text, length);
        _program.Add(SystemCall.exit_group, !executing ? ExitFailure : _executionExitCode is { } code ? code : exit);
        return start;

        void Seek(StepArgument offset, int whence)
        {
            int step = _program.Add(StepFlags.Save | StepFlags.IgnoreError, SystemCall.lseek, _failureTexts, offset, whence);
            _program.SaveIn(step, position);
        }
    }
}

using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pipe = LinuxNamespaces.Interop.Pipe;

namespace LinuxNamespaces.Processes;

/// <summary>What is opened for the standard streams of a process that is being started: the ends for it, and those for us.</summary>
internal sealed class ProcessPipes : IDisposable
{
    private readonly List<SafeHandle> _opened = [];
    private readonly Dictionary<int, SafeHandle> _ends = [];

    internal ProcessPipes(NamespaceProcessStartInfo info)
    {
        try
        {
            Open(0, info.StandardInput);
            Open(1, info.StandardOutput);
            Open(2, info.StandardError);
            if (info.Init == ProcessInit.BuiltIn)
            {
                Pipe status = Pipe.Create();
                _opened.Add(status.Writer);
                StatusWriter = status.Writer;
                Status = status.Reader;
            }
        }
        catch
        {
            Dispose();
            CloseOurs();
            throw;
        }
    }

    /// <summary>Makes the stream of a pipe. Tests have it fail.</summary>
    internal static Func<PipeDirection, SafePipeHandle, AnonymousPipeClientStream> CreateStream { get; set; } = static (direction, handle) => new(direction, handle);

    internal ProcessInput? Input { get; private set; }

    internal ProcessOutput? Output { get; private set; }

    internal ProcessOutput? Error { get; private set; }

    /// <summary>Where the built-in init tells how the program ended.</summary>
    internal SafeFileHandle? Status { get; private set; }

    internal SafeFileHandle? StatusWriter { get; private set; }

    /// <summary>The ends for the process, by number.</summary>
    internal IReadOnlyDictionary<int, SafeHandle> Ends => _ends;

    /// <summary>Closes the ends of the process.</summary>
    public void Dispose() => _opened.ForEach(handle => handle.Dispose());

    /// <summary>Closes our ends too, when the start failed.</summary>
    internal void CloseOurs()
    {
        Input?.Dispose();
        Output?.Dispose();
        Error?.Dispose();
        Status?.Dispose();
    }

    private void Open(int number, ProcessStream stream)
    {
        if (stream.IsPipe)
        {
            Pipe pipe = Pipe.Create();
            SafeFileHandle theirs = number == 0 ? pipe.Reader : pipe.Writer;
            SafeFileHandle ours = number == 0 ? pipe.Writer : pipe.Reader;
            _opened.Add(theirs);
            _ends[number] = theirs;
            AnonymousPipeClientStream local = OpenOurs(number == 0 ? PipeDirection.Out : PipeDirection.In, ours);
            switch (number)
            {
                case 0:
                    Input = new ProcessInput(local);
                    break;
                case 1:
                    Output = new ProcessOutput(local);
                    break;
                default:
                    Error = new ProcessOutput(local);
                    break;
            }
        }
        else if (stream.Open(input: number == 0) is { } handle)
        {
            _ends[number] = handle;
            if (stream.IsOwned)
            {
                _opened.Add(handle);
            }
        }
    }

    // The stream of the runtime waits by its own epoll, not by a thread. One handle at a time owns the descriptor: where the stream cannot be made,
    // it is closed once, before its number can be that of another file.
    private static AnonymousPipeClientStream OpenOurs(PipeDirection direction, SafeFileHandle ours)
    {
        SafePipeHandle handle = new(ours.DangerousGetHandle(), ownsHandle: true);
        ours.SetHandleAsInvalid();
        try
        {
            return CreateStream(direction, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}

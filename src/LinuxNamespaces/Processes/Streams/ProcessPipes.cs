using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pipe = LinuxNamespaces.Interop.Pipe;

namespace LinuxNamespaces.Processes;

/// <summary>The descriptors of the standard streams of a process that is being started: those of the process, and those of the caller.</summary>
internal sealed class ProcessPipes : IDisposable
{
    private readonly List<SafeHandle> _opened = [];
    private readonly Dictionary<int, SafeHandle> _ends = [];
    private readonly Func<PipeDirection, SafePipeHandle, AnonymousPipeClientStream> _createStream;

    /// <param name="info">The standard streams.</param>
    /// <param name="createStream">Creates the stream of a pipe; tests make it fail.</param>
    internal ProcessPipes(NamespaceProcessStartInfo info, Func<PipeDirection, SafePipeHandle, AnonymousPipeClientStream>? createStream = null)
    {
        _createStream = createStream ?? (static (direction, handle) => new(direction, handle));
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

    internal ProcessInput? Input { get; private set; }

    internal ProcessOutput? Output { get; private set; }

    internal ProcessOutput? Error { get; private set; }

    /// <summary>Gets the pipe through which the built-in init reports how the program ended.</summary>
    internal SafeFileHandle? Status { get; private set; }

    internal SafeFileHandle? StatusWriter { get; private set; }

    /// <summary>Gets the ends of the process, by number.</summary>
    internal IReadOnlyDictionary<int, SafeHandle> Ends => _ends;

    /// <summary>Closes the ends of the process.</summary>
    public void Dispose() => _opened.ForEach(handle => handle.Dispose());

    /// <summary>Closes the ends of the caller, after a failed start.</summary>
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

    // The runtime waits for the stream with epoll, not with a thread. One handle at a time owns the descriptor, so that it is closed only once if the stream cannot
    // be created: its number may belong to another file by then.
    private AnonymousPipeClientStream OpenOurs(PipeDirection direction, SafeFileHandle ours)
    {
        SafePipeHandle handle = new(ours.DangerousGetHandle(), ownsHandle: true);
        ours.SetHandleAsInvalid();
        try
        {
            return _createStream(direction, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}

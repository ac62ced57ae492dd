using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces.Lab;

/// <content>Processes.</content>
public partial class LabHost
{
    // SIGKILL, which PosixSignal has no name for.
    private const PosixSignal Kill = (PosixSignal)9;
    private readonly ConcurrentBag<NamespaceProcess> _processes = [];
    private readonly Lock _fileSync = new();
    private HostFiles? _files;

    /// <summary>Starts a program on the host.</summary>
    /// <param name="fileName">The program: a path, or a name to find in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The process. Its output can be read; it ends with this process at the latest, and is killed when the lab is disposed.</returns>
    /// <exception cref="LinuxException">The process cannot be started.</exception>
    /// <inheritdoc cref="Place" path="/remarks"/>
    public NamespaceProcess Start(string fileName, params string[] arguments) => Start(CreateStartInfo(fileName, arguments));

    /// <summary>Starts a program on the host. The lab kills the process, if it still runs, when it is disposed.</summary>
    /// <param name="startInfo">How to start it. It must not join a network or a mount namespace, or create one.</param>
    /// <returns>The process.</returns>
    /// <exception cref="ArgumentException">The start info already joins or creates a network or mount namespace.</exception>
    /// <exception cref="LinuxException">The process cannot be started.</exception>
    /// <inheritdoc cref="Place" path="/remarks"/>
    public NamespaceProcess Start(NamespaceProcessStartInfo startInfo)
    {
        Place(startInfo);
        NamespaceProcess process = NamespaceProcess.Start(startInfo);
        _processes.Add(process);
        if (Lab.IsDisposed)
        {
            // The lab has ended meanwhile, perhaps without this process.
            process.Dispose();
            Lab.ThrowIfDisposed();
        }

        Lab.Log.Process(this, string.Join(' ', [startInfo.FileName, .. startInfo.Arguments]));
        return process;
    }

    /// <summary>Runs a program on the host until it ends.</summary>
    /// <param name="fileName">The program: a path, or a name to find in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Kills the process.</param>
    /// <returns>Its output and how it ended.</returns>
    /// <exception cref="LinuxException">The process cannot be started.</exception>
    /// <exception cref="OperationCanceledException">The process was killed because the token was canceled.</exception>
    /// <inheritdoc cref="Place" path="/remarks"/>
    public Task<ProcessResult> RunAsync(string fileName, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        NamespaceProcessStartInfo info = new(fileName, arguments) { NewNamespaces = NamespaceTypes.Uts, HostName = HostNameOf(Name), ParentDeathSignal = Kill };
        Place(info);
        Lab.Log.Process(this, string.Join(' ', [fileName, .. arguments]));
        return NamespaceProcess.RunAsync(info, null, cancellationToken);
    }

    /// <summary>Puts a process that is to be started on the host.</summary>
    /// <param name="startInfo">How the process is started. The method adds the network namespace of the host and a mount namespace.</param>
    /// <remarks>
    /// The files <c>/etc/hosts</c> and <c>/etc/resolv.conf</c> of the process are those of the lab, if the machine has such files; everything else is that of the machine. As an ordinary
    /// user, the process runs as the root user of the private user namespace of this process, which is the user itself outside.
    /// </remarks>
    /// <exception cref="ArgumentException">The start info already joins or creates a network or mount namespace.</exception>
    /// <exception cref="LinuxException">The mount namespace cannot be created.</exception>
    public void Place(NamespaceProcessStartInfo startInfo)
    {
        ArgumentNullException.ThrowIfNull(startInfo);
        const NamespaceTypes ours = NamespaceTypes.Network | NamespaceTypes.Mount;
        if (((startInfo.NewNamespaces | startInfo.JoinNamespaces.Types) & ours) != 0)
        {
            throw new ArgumentException("The process has a network or a mount namespace already. On a host of a lab it gets those of the host.", nameof(startInfo));
        }

        startInfo.JoinNamespaces.Add(Namespace);
        startInfo.JoinNamespaces.Add(FilesOf().Mounts);
    }

    internal void RefreshFiles()
    {
        lock (_fileSync)
        {
            _files?.Write(Lab.Names.ToHostsFile(this));
        }
    }

    internal async ValueTask EndProcessesAsync()
    {
        while (_processes.TryTake(out NamespaceProcess? process))
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    private NamespaceProcessStartInfo CreateStartInfo(string fileName, string[] arguments) => new(fileName, arguments)
    {
        NewNamespaces = NamespaceTypes.Uts,
        HostName = HostNameOf(Name),
        StandardInput = ProcessStream.Null,
        StandardOutput = ProcessStream.Pipe,
        StandardError = ProcessStream.Pipe,
        ParentDeathSignal = Kill,
    };

    // The kernel takes 64 bytes.
    private static string HostNameOf(string name) => name.Length <= 64 ? name : name[..64];

    private HostFiles FilesOf()
    {
        lock (_fileSync)
        {
            Lab.ThrowIfDisposed();
            return _files ??= HostFiles.Create(Lab.Names.ToHostsFile(this), Lab.Names.ToResolverFile());
        }
    }
}

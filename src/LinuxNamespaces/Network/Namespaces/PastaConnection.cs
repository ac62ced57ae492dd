using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;

namespace LinuxNamespaces;

/// <summary>A connection of a network namespace to the network of the host. It lasts until it is disposed of or this process ends; passt(1).</summary>
public sealed class PastaConnection : IDisposable, IAsyncDisposable
{
    private const int NamespaceDescriptor = 3;

    // Only pasta sees it, since it has its own mount namespace.
    private const string Directory = "/tmp";
    private const string NamespacePath = Directory + "/netns";

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);

    private readonly NamespaceProcess _process;
    private readonly Task<string> _errors;
    private readonly string _program;

    private PastaConnection(NamespaceProcess process, string program)
    {
        _process = process;
        _program = program;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Gets the ID of the process that keeps the connection, in the caller's PID namespace.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Ends the connection and removes its link.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Ends the connection and removes its link.</summary>
    /// <returns>A task that completes when the connection has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    internal static async Task<PastaConnection> StartAsync(NetNamespace netNamespace, PastaOptions options, CancellationToken cancellationToken)
    {
        HashSet<int> before = [.. netNamespace.Links.Select(link => link.Index)];
        string program = options.Program.Contains('/', StringComparison.Ordinal) ? options.Program
            : SystemProgram.Find(options.Program) ?? throw new NotSupportedException(
                $"There is no program {PrintableText.Quote(options.Program)} in {SystemProgram.Places}: install it (Debian's package is passt), or set {nameof(PastaOptions)}.{nameof(PastaOptions.Program)} to its path.");
        PastaConnection connection = new(Start(netNamespace, options, program, cancellationToken), program);
        try
        {
            await connection.AwaitLinkAsync(netNamespace, before, options.Timeout, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static NamespaceProcess Start(NetNamespace netNamespace, PastaOptions options, string program, CancellationToken cancellationToken)
    {
        using NamespaceHandle owner = NamespaceRelations.Owner(netNamespace.Handle)
            ?? throw new LinuxException(Errno.EPERM, "connect network namespace", netNamespace.ToString(), "It is of a user namespace that the caller may not know.");
        using NamespaceHandle current = NamespaceHandle.Open("/proc/thread-self/ns/user");
        using DescriptorLease lease = new(netNamespace.Handle);
        bool isOwn = owner.Identity == current.Identity;
        NamespaceProcessStartInfo info = new(program, [.. Arguments(options, isOwn)])
        {
            NewNamespaces = NamespaceTypes.Mount | NamespaceTypes.Pid,
            // It ends with the init, which ends with this process.
            Init = ProcessInit.BuiltIn,
            ParentDeathSignal = PosixSignal.SIGTERM,
            NewSession = true,
            // pasta closes inherited descriptors, and in a user namespace it may not open those of this process.
            Descriptors = { [NamespaceDescriptor] = netNamespace.Handle },
            Mounts = { Mount.Tmpfs(Directory), Mount.File(NamespacePath, default), Mount.Bind($"/proc/self/fd/{lease.Descriptor}", NamespacePath) },
            StandardInput = ProcessStream.Null,
            StandardOutput = ProcessStream.Null,
            StandardError = ProcessStream.Pipe,
        };
        if (!isOwn)
        {
            info.JoinNamespaces.Add(owner);
        }

        try
        {
            return NamespaceProcess.Start(info, cancellationToken);
        }
        catch (ChildSetupException e) when (e.Step.Stage == ProcessStage.Execute && (e.Errno == Errno.ENOENT || e.Errno == Errno.EACCES))
        {
            string what = e.Errno == Errno.EACCES ? $"The program {PrintableText.Quote(program)} may not be executed" : $"There is no program {PrintableText.Quote(program)}";
            throw new NotSupportedException($"{what}: install it (Debian's package is passt), or set {nameof(PastaOptions)}.{nameof(PastaOptions.Program)} to another one.", e);
        }
    }

    private static IEnumerable<string> Arguments(PastaOptions options, bool isOwn) =>
    [
        "--foreground", "--quiet", "--config-net",
        "--tcp-ports", Ports(options.TcpPorts), "--udp-ports", Ports(options.UdpPorts), "--tcp-ns", "none", "--udp-ns", "none",
        .. options.HostLoopback ? Array.Empty<string>() : ["--no-map-gw"],
        // As root of the machine it would change to the user nobody, which may not enter.
        .. isOwn ? ["--runas", "0"] : Array.Empty<string>(),
        .. options.Arguments,
        "--netns-only", "--netns", NamespacePath,
    ];

    // pasta opens it for reading and writing.
    private static string TunHint()
    {
        const string path = "/dev/net/tun";
        if (!File.Exists(path))
        {
            return $" There is no {path}, which it needs.";
        }

        using Microsoft.Win32.SafeHandles.SafeFileHandle device = SystemCalls.TryOpen(path, Linux.O_RDWR);
        return device.IsInvalid ? $" The caller cannot open {path}, which it needs ({SystemCalls.LastError})." : string.Empty;
    }

    private static string Ports(IReadOnlyList<int> ports) => ports.Count == 0 ? "none" : string.Join(',', ports);

    private async Task AwaitLinkAsync(NetNamespace netNamespace, HashSet<int> before, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task<ExitStatus> exit = _process.WaitForExitAsync(CancellationToken.None);
        long start = Environment.TickCount64;
        while (!netNamespace.Links.Any(link => !before.Contains(link.Index) && link.IsUp && link.GetAddresses().Count > 0))
        {
            await Task.WhenAny(exit, Task.Delay(s_interval, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (exit.IsCompleted)
            {
                string errors = (await _errors.ConfigureAwait(false)).Trim();
                throw new IOException($"{PrintableText.Quote(_program)} could not connect network namespace '{netNamespace}' ({await exit.ConfigureAwait(false)}): {PrintableText.Part(errors)}{TunHint()}");
            }

            if (Environment.TickCount64 - start > timeout.TotalMilliseconds)
            {
                throw new TimeoutException($"{PrintableText.Quote(_program)} has brought no link up in network namespace '{netNamespace}' within {timeout}.");
            }
        }
    }
}

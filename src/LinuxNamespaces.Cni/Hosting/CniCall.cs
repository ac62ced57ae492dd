namespace LinuxNamespaces.Cni;

/// <summary>One run of a plugin: what its request and those of its delegates share.</summary>
internal sealed class CniCall(CniEnvironment environment, CniConfiguration configuration, CniHostOptions options) : IDisposable
{
    private readonly Stack<Action> _undo = [];
    private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
    private CancellationTokenSource? _deadline;
    private NetNamespace? _host;
    private NetNamespace? _container;

    internal CniEnvironment Environment => environment;

    internal CniConfiguration Configuration => configuration;

    /// <summary>The timer is started on demand: most calls need none.</summary>
    internal CancellationToken CancellationToken => (_deadline ??= new CancellationTokenSource(TimeLeft())).Token;

    internal NetNamespace HostNamespace => _host ??= NetNamespace.OpenCurrent();

    internal void OnFailure(Action undo) => _undo.Push(undo);

    /// <summary>Opens the namespace of the container; null if it does not exist.</summary>
    /// <exception cref="CniException">It is that of the host.</exception>
    internal NetNamespace? FindContainerNamespace()
    {
        if (_container is not null || environment.NetworkNamespacePath is not { } path)
        {
            return _container;
        }

        NetNamespace found;
        try
        {
            found = NetNamespace.Open(path);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT || e.Errno == Errno.ENOTDIR || e.Errno == Errno.ESRCH)
        {
            return null;
        }
        catch (InvalidDataException) when (environment.Command == CniCommand.Delete)
        {
            // A file without the mount of the namespace, such as after a restart of the machine.
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidDataException || (e is LinuxException linux && (linux.Errno == Errno.ELOOP || linux.Errno == Errno.ENAMETOOLONG)))
        {
            throw new CniException(CniErrorCode.InvalidEnvironment, $"CNI_NETNS is not a network namespace: {e.Message}", innerException: e);
        }

        // The ID of a process that has ended may be that of a process of the host by now.
        if (!environment.AllowsOwnNamespace && found.Identity == HostNamespace.Identity)
        {
            found.Dispose();
            if (environment.Command == CniCommand.Delete)
            {
                // That of the container is gone, and what it had on the host is to be removed.
                return null;
            }

            throw new CniException(CniErrorCode.OwnNamespace, $"CNI_NETNS '{path}' is the network namespace of the host.", "Set CNI_NETNS_OVERRIDE=1 if that is intended.");
        }

        return _container = found;
    }

    /// <summary>Passes the request on.</summary>
    internal CniResult? Delegate(string type, CniCommand command)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (options.Delegates.TryGetValue(type, out CniPluginHandler? handler))
        {
            return handler.Invoke(this, command);
        }

        string path = PluginProcess.Find(type, environment.PluginDirectories);
        ReadOnlyMemory<byte> output = PluginProcess.RunAsync(
            new PluginProcessStart(type, path, environment.Variables(command), configuration.Text) { Timeout = TimeLeft() }, CancellationToken.None).GetAwaiter().GetResult();
        return command == CniCommand.Add ? PluginProcess.ReadResult(type, output) : null;
    }

    /// <summary>Undoes the steps of an ADD that failed. A step that cannot be undone does not keep the others from it.</summary>
    internal void Undo()
    {
        while (_undo.TryPop(out Action? undo))
        {
            try
            {
                undo();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The failure of ADD is what the runtime has to know. It calls DEL as well.
            }
        }
    }

    public void Dispose()
    {
        _deadline?.Dispose();
        _container?.Dispose();
        _host?.Dispose();
    }

    private TimeSpan TimeLeft()
    {
        TimeSpan left = options.Timeout - System.Diagnostics.Stopwatch.GetElapsedTime(_start);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }
}

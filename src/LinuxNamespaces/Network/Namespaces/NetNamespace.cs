using LinuxNamespaces.Network;
using LinuxNamespaces.Execution;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LinuxNamespaces;

/// <summary>A network namespace: links, addresses, routes, sockets and ports of its own.</summary>
/// <remarks>
/// Sockets and connections are opened in the namespace and stay in it, whichever thread uses them; no thread of the application
/// enters it, but that of <see cref="Namespace.Invoke(Action)"/>. Disposing the object closes what it holds; a namespace that has no
/// name, no process and no socket then goes, and its links with it. See network_namespaces(7).
/// </remarks>
public sealed partial class NetNamespace : Namespace
{
    private readonly Lock _sync = new();
    private RtnetlinkConnection? _rtnetlink;

    internal NetNamespace(NamespaceHandle handle, NetNamespaceOptions? options = null, string? name = null)
        : base(handle)
    {
        Options = options ?? NetNamespaceOptions.Default;
        Name = name;
        Logger = Options.LoggerFactory?.CreateLogger(Log.Category) ?? NullLogger.Instance;
    }

    /// <summary>The name under <c>/run/netns</c> by which it was created or opened; null when it was not by name.</summary>
    public string? Name { get; }

    /// <summary>The links of the namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM), which the first use does.</exception>
    public LinkCollection Links => Rtnetlink.Links;

    /// <summary>The routes of the namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM), which the first use does.</exception>
    public RouteCollection Routes => Rtnetlink.Routes;

    /// <summary>The loopback link, which every network namespace is born with; it is down at first.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace is of another user, and CAP_SYS_ADMIN is missing to enter it (EPERM), which the first use does.</exception>
    public Link Loopback => Links.Loopback;

    internal NetNamespaceOptions Options { get; }

    internal ILogger Logger { get; }

    /// <summary>The connection that the object's own members use.</summary>
    internal RtnetlinkConnection Rtnetlink
    {
        get
        {
            lock (_sync)
            {
                ObjectDisposedException.ThrowIf(Handle.IsClosed, this);
                return _rtnetlink ??= new RtnetlinkConnection(this);
            }
        }
    }

    /// <summary>Creates a namespace.</summary>
    /// <param name="name">
    /// A name by which ip-netns(8) and others see it, and under which it stays when the process ends: a file name, not "." or "..", at
    /// most 255 bytes, without '/'. Without a name the namespace lives as long as something holds it, and nothing is left of it when
    /// the process ends, in whichever way.
    /// </param>
    /// <param name="options">How the object behaves.</param>
    /// <returns>The namespace; its only link is the loopback link, which is down.</returns>
    /// <remarks>
    /// <para>
    /// A name is a file under <c>/run/netns</c> with the namespace bind-mounted on it. It lasts until <see cref="Delete"/> or a reboot, and
    /// needs CAP_SYS_ADMIN and write access to <c>/run</c>.
    /// </para>
    /// <para>
    /// Without a name any user may create one. Without CAP_SYS_ADMIN it belongs to a user namespace that the program gets with its first one,
    /// and all members work as they do for root, but <see cref="Namespace.Invoke(Action)"/>: no thread of the program may enter it. Sockets are
    /// opened by a process in that user namespace, which has memory of its own and ends with the program.
    /// </para>
    /// <para>See unshare(2), CLONE_NEWNET, user_namespaces(7) and ip-netns(8).</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The name breaks a rule, which the message tells.</exception>
    /// <exception cref="LinuxException">
    /// User namespaces are forbidden to the caller, or there is a name and CAP_SYS_ADMIN is missing (EPERM); a limit of namespaces is reached
    /// (ENOSPC); the name is taken (EEXIST); or <c>/run</c> belongs to somebody else (EACCES).
    /// </exception>
    public static NetNamespace Create(string? name = null, NetNamespaceOptions? options = null)
    {
        if (name is not null)
        {
            NamedNamespaces.Validate(name);
        }

        NetNamespace created = new(NamespaceOpener.CreateNetwork(), options, name);
        try
        {
            if (name is not null)
            {
                NamedNamespaces.Add(name, created.Handle);
            }
        }
        catch
        {
            created.Dispose();
            throw;
        }

        Log.NamespaceCreated(created.Logger, created);
        return created;
    }

    /// <summary>Opens the network namespace of the calling thread.</summary>
    /// <param name="options">How the object behaves.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException"><c>/proc</c> is not mounted (ENOENT).</exception>
    public static NetNamespace OpenCurrent(NetNamespaceOptions? options = null) => new(OpenCurrentHandle(NamespaceTypes.Network), options);

    /// <summary>Opens the network namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <param name="options">How the object behaves.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static NetNamespace OpenProcess(int processId, NetNamespaceOptions? options = null) =>
        new(OpenProcessHandle(processId, NamespaceTypes.Network), options);

    /// <summary>The name, if it has one, and what the kernel prints, as in <c>red net:[4026532184]</c>.</summary>
    public override string ToString() => Name is null ? base.ToString() : $"{PrintableText.Short(Name)} {base.ToString()}";

    /// <summary>A second object for the same namespace.</summary>
    internal NetNamespace Duplicate()
    {
        using Interop.DescriptorLease lease = new(Handle);
        return new NetNamespace(NamespaceHandle.Open($"/proc/self/fd/{lease.Descriptor}"), Options, Name);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_sync)
        {
            if (disposing)
            {
                _rtnetlink?.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

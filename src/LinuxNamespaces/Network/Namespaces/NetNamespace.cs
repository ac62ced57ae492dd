using LinuxNamespaces.Execution;
using LinuxNamespaces.Network;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace LinuxNamespaces;

/// <summary>A network namespace, which has its own links, addresses, routes, sockets and ports.</summary>
/// <remarks>
/// Sockets and connections are opened in the namespace and stay in it, whichever thread uses them. No thread of the application
/// enters it, except that of <see cref="Namespace.Invoke(Action)"/>. Disposing the object closes its handle. The kernel then removes a namespace without
/// a name, processes and sockets, together with its links. See network_namespaces(7).
/// </remarks>
public sealed partial class NetNamespace : Namespace
{
    private readonly Lock _sync = new();
    private RtnetlinkConnection? _rtnetlink;
    private RtnetlinkConnection? _idle;

    // Those of the first connection, if they were opened when the namespace was created.
    private SafeFileHandle[]? _sockets;

    internal NetNamespace(NamespaceHandle handle, NetNamespaceOptions? options = null, string? name = null)
        : base(handle)
    {
        Options = options ?? NetNamespaceOptions.Default;
        Name = name;
        Logger = Options.LoggerFactory?.CreateLogger(Log.Category) ?? NullLogger.Instance;
    }

    /// <summary>Gets the name under <c>/run/netns</c> with which the namespace was created or opened; <see langword="null"/> if there is none.</summary>
    public string? Name { get; }

    /// <summary>Gets the links of the namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public LinkCollection Links => Rtnetlink.Links;

    /// <summary>Gets the addresses of all links of the namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public AddressCollection Addresses => Rtnetlink.Addresses;

    /// <summary>Gets the routes of the namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public RouteCollection Routes => Rtnetlink.Routes;

    /// <summary>Gets the nexthop objects of the namespace, which routes can share.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public NexthopCollection Nexthops => Rtnetlink.Nexthops;

    /// <summary>Gets the rules of policy routing of the namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public RoutingRuleCollection Rules => Rtnetlink.Rules;

    /// <summary>Gets the neighbours of the namespace (ARP and NDP).</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public NeighbourCollection Neighbours => Rtnetlink.Neighbours;

    /// <summary>Gets the loopback link, which every network namespace has. It is down in a new namespace.</summary>
    /// <exception cref="ObjectDisposedException">The object is disposed.</exception>
    /// <exception cref="LinuxException">The namespace belongs to another user, and the caller lacks CAP_SYS_ADMIN to enter it (EPERM). The first use enters it.</exception>
    public Link Loopback => Links.Loopback;

    /// <summary>Gets which features of the kernel can be used in the namespace by this caller. Each of its members asks the kernel, and changes nothing.</summary>
    public NetworkSupport Support => field ??= new NetworkSupport(this);

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
                return _rtnetlink ??= RtnetlinkConnection.Open(this, Interlocked.Exchange(ref _sockets, null));
            }
        }
    }

    /// <summary>Creates a namespace.</summary>
    /// <param name="name">
    /// The name for ip-netns(8) and other programs, which keeps the namespace alive after the process has ended. It is a file name of at most
    /// 255 bytes without '/', and not "." or "..". Without a name, the namespace lives as long as something keeps it, and nothing is left when
    /// the process ends.
    /// </param>
    /// <param name="options">The options of the object.</param>
    /// <returns>The namespace. Its only link is the loopback link, which is down.</returns>
    /// <remarks>
    /// <para>
    /// A name is a file under <c>/run/netns</c> on which the namespace is mounted. It lasts until <see cref="Delete"/> is called or the machine reboots.
    /// It needs CAP_SYS_ADMIN and write access to <c>/run</c>.
    /// </para>
    /// <para>
    /// Every user can create a namespace without a name. If the caller lacks CAP_SYS_ADMIN, the namespace belongs to the private user namespace of this process,
    /// which is created with the first one. All members work as for root, except <see cref="Namespace.Invoke(Action)"/>, since no thread of this process
    /// may enter it. A helper process in that user namespace opens the sockets. It has its own memory and ends with this process.
    /// </para>
    /// <para>See unshare(2), CLONE_NEWNET, user_namespaces(7) and ip-netns(8).</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="LinuxException">
    /// The caller may not create user namespaces, or there is a name and CAP_SYS_ADMIN is missing (EPERM); a limit of namespaces is reached
    /// (ENOSPC); the name exists (EEXIST); or <c>/run</c> belongs to another user (EACCES).
    /// </exception>
    public static NetNamespace Create(string? name = null, NetNamespaceOptions? options = null)
    {
        if (name is not null)
        {
            NamedNamespaces.Validate(name);
        }

        NetNamespace created = new(NamespaceOpener.CreateNetwork(out SafeFileHandle[]? sockets), options, name) { _sockets = sockets };
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
    /// <param name="options">The options of the object.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="LinuxException"><c>/proc</c> is not mounted (ENOENT).</exception>
    public static NetNamespace OpenCurrent(NetNamespaceOptions? options = null) => new(OpenCurrentHandle(NamespaceTypes.Network), options);

    /// <summary>Opens the network namespace of a process.</summary>
    /// <param name="processId">The process ID in the caller's PID namespace.</param>
    /// <param name="options">The options of the object.</param>
    /// <returns>The namespace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The process ID is not positive.</exception>
    /// <exception cref="LinuxException">
    /// The process does not exist (ENOENT), or it belongs to another user (EACCES; needs CAP_SYS_PTRACE).
    /// </exception>
    public static NetNamespace OpenProcess(int processId, NetNamespaceOptions? options = null) =>
        new(OpenProcessHandle(processId, NamespaceTypes.Network), options);

    /// <summary>Returns the name, if there is one, and the name that the kernel gives the namespace, as in <c>red net:[4026532184]</c>.</summary>
    public override string ToString() => Name is null ? base.ToString() : $"{PrintableText.Short(Name)} {base.ToString()}";

    /// <summary>Creates another object for the same namespace.</summary>
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
                _idle?.Dispose();
                _idle = null;
                _netfilter?.Dispose();
                foreach (SafeFileHandle socket in _sockets ?? [])
                {
                    socket.Dispose();
                }
            }

            base.Dispose(disposing);
        }
    }
}

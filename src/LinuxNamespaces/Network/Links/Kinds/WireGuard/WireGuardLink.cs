using System.Security.Cryptography;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.WireGuardSchema;

namespace LinuxNamespaces.Network;

/// <summary>A WireGuard interface: an encrypted tunnel to its peers.</summary>
/// <remarks>
/// The socket of the tunnel stays in the network namespace that the link was created in, also if the link moves. Kernel 5.6. See wg(8) and
/// ip-link(8).
/// </remarks>
/// <example>
/// <code>
/// WireGuardLink tunnel = red.Links.Add("wg0", new WireGuardOptions
/// {
///     Configuration = new()
///     {
///         PrivateKey = WireGuardKey.Generate(),
///         ListenPort = 51820,
///         Peers = [new(peerKey) { Endpoint = IPEndPoint.Parse("192.0.2.1:51820"), AllowedIPs = [IPNetwork.Parse("10.0.0.2/32")] }],
///     },
/// });
/// </code>
/// </example>
public sealed class WireGuardLink : Link, ILinkKind<WireGuardLink>
{
    private WireGuardLink(Link link)
        : base(link)
    {
    }

    /// <summary>Gets the kind <c>wireguard</c>.</summary>
    public static LinkKind<WireGuardLink> Kind { get; } = new("wireguard", link => new WireGuardLink(link)) { Feature = "WireGuard links (CONFIG_WIREGUARD)" };

    /// <summary>Reads the configuration, the keys included, and the state of the peers.</summary>
    /// <returns>The configuration.</returns>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public WireGuardInfo GetConfiguration()
    {
        NetlinkOperation operation = new("get the configuration of WireGuard link", Name);
        RequirePresent(operation);
        using GenericNetlinkConnection connection = Namespace.OpenGenericNetlink();
        GenericNetlinkFamily family = Resolve(connection);
        NetlinkMessageWriter request = WireGuardMessages.Get(stackalloc byte[WireGuardMessages.GetBufferSize], family, Index);
        WireGuardReader reader = new(family);
        connection.Dump(request, operation, ref reader);
        // Another link may have taken the index meanwhile.
        RequirePresent(operation);
        return reader.Info;
    }

    /// <summary>Changes the configuration. What is <see langword="null"/> in it stays as it is.</summary>
    /// <param name="configuration">The changes.</param>
    /// <returns>The same link.</returns>
    /// <remarks>
    /// A configuration with some hundred allowed addresses takes several messages. The kernel applies them one by one, so a failure can leave the
    /// link with a part of the changes.
    /// </remarks>
    /// <exception cref="ArgumentException">The configuration contradicts itself.</exception>
    /// <exception cref="NetlinkException">The link is gone (ENODEV), the port is in use (EADDRINUSE), or CAP_NET_ADMIN is missing (EPERM).</exception>
    public WireGuardLink Configure(WireGuardConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        configuration.RequireValid();
        NetlinkOperation operation = new("configure WireGuard link", Name);
        RequirePresent(operation);
        using GenericNetlinkConnection connection = Namespace.OpenGenericNetlink();
        GenericNetlinkFamily family = Resolve(connection);
        byte[] buffer = new byte[WireGuardMessages.SetBufferSize];
        try
        {
            WireGuardMessages messages = new(family, Index, configuration);
            while (messages.HasNext)
            {
                NetlinkMessageWriter request = messages.Next(buffer);
                RequirePresent(operation);
                connection.Execute(request, operation);
            }
        }
        finally
        {
            // It contained the private key.
            CryptographicOperations.ZeroMemory(buffer);
        }

        return this;
    }

    private static GenericNetlinkFamily Resolve(GenericNetlinkConnection connection)
    {
        GenericNetlinkFamily family = connection.GetFamily(FamilyName);
        connection.Describe(family, Device);
        return family;
    }
}

/// <summary>Specifies a WireGuard link.</summary>
public sealed record WireGuardOptions : LinkOptions<WireGuardLink>
{
    /// <inheritdoc/>
    public override LinkKind<WireGuardLink> Kind => WireGuardLink.Kind;

    /// <summary>Gets the configuration of the new link, or its changes; <see langword="null"/> for none. See <see cref="WireGuardLink.Configure"/>.</summary>
    public WireGuardConfiguration? Configuration { get; init; }

    /// <inheritdoc/>
    protected override void Validate() => Configuration?.RequireValid();

    /// <inheritdoc/>
    protected override void OnCreated(WireGuardLink link)
    {
        if (Configuration is not null)
        {
            link.Configure(Configuration);
        }
    }

    /// <inheritdoc/>
    protected override void OnChanged(WireGuardLink link) => OnCreated(link);
}

using System.Net;
using System.Net.Sockets;
using LinuxNamespaces.Netlink;
using static LinuxNamespaces.Network.VxlanLink;

namespace LinuxNamespaces.Network;

/// <summary>Specifies the settings of a VXLAN that can be changed while it exists. What is <see langword="null"/> stays as it is.</summary>
/// <remarks>A change cannot have another address family than the VXLAN was created with.</remarks>
public record VxlanSettings : LinkOptions<VxlanLink>
{
    /// <inheritdoc/>
    public override LinkKind<VxlanLink> Kind => VxlanLink.Kind;

    /// <summary>
    /// Gets the address to which frames are sent whose destination is not known: another host, or a multicast group that the VXLAN joins. A group
    /// needs a <see cref="Underlying"/>, and so does a link-local address. <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/> for none.
    /// </summary>
    /// <exception cref="ArgumentException">The address is neither IPv4 nor IPv6.</exception>
    public IPAddress? Remote
    {
        get;
        init => field = TunnelData.RequireIP(value, nameof(Remote));
    }

    /// <summary>Gets the source address of sent packets. The kernel chooses one by default.</summary>
    /// <exception cref="ArgumentException">The address is neither IPv4 nor IPv6, or is a multicast address.</exception>
    public IPAddress? Local
    {
        get;
        init => field = TunnelData.RequireUnicast(TunnelData.RequireIP(value, nameof(Local)), nameof(Local));
    }

    /// <summary>
    /// Gets the link that packets are sent and received through. By default the routes decide. The VXLAN itself can be created in another
    /// namespace than this link; its packets stay in the namespace of this link.
    /// </summary>
    public Link? Underlying
    {
        get;
        init
        {
            field = value;
            // The kernel looks for the link in the namespace that gets the request.
            Parent = IsForCreation ? value : null;
        }
    }

    /// <summary>Gets the TTL or hop limit of sent packets; from 1. The kernel chooses it by default, or copies it (<see cref="VxlanOptions.InheritTimeToLive"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0.</exception>
    public byte? TimeToLive
    {
        get;
        init => field = TunnelData.RequireTimeToLive(value, nameof(TimeToLive));
    }

    /// <summary>Gets the type of service or traffic class of sent packets. Defaults to 0. The lowest bit is not used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The lowest bit is set.</exception>
    public byte? TypeOfService
    {
        get;
        init => field = TunnelData.RequireTypeOfService(value, nameof(TypeOfService));
    }

    /// <summary>Gets whether <see cref="TypeOfService"/> is copied from the packet inside. Defaults to <see langword="false"/>.</summary>
    public bool? InheritTypeOfService { get; init; }

    /// <summary>Gets the flow label of sent IPv6 packets; 0 to 1048575. Defaults to 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? FlowLabel
    {
        get;
        init => field = NumberRange.Require(value, 0, TunnelData.MaxFlowLabel, nameof(FlowLabel));
    }

    /// <summary>Gets whether the flow label of sent IPv6 packets is copied from the packet inside (kernel 6.8). Defaults to <see langword="false"/>.</summary>
    public bool? InheritFlowLabel { get; init; }

    /// <summary>Gets how the "don't fragment" bit of sent IPv4 packets is set. Defaults to <see cref="TunnelFragmentation.Allowed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public TunnelFragmentation? Fragmentation
    {
        get;
        init => field = Defined.Require(value, nameof(Fragmentation));
    }

    /// <summary>
    /// Gets whether the source of a received frame is added to the forwarding database. Defaults to <see langword="true"/>, and to
    /// <see langword="false"/> for a VXLAN that is <see cref="VxlanOptions.IsExternal"/>.
    /// </summary>
    public bool? Learning { get; init; }

    /// <summary>Gets how long a learned entry of the forwarding database is kept, in whole seconds; zero for ever. Defaults to 300 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, too long, or not a number of whole seconds.</exception>
    public TimeSpan? AgeingTime
    {
        get;
        init => field = TimeUnits.Require(value, nameof(AgeingTime), TimeSpan.TicksPerSecond, 0, uint.MaxValue);
    }

    /// <summary>
    /// Gets whether a frame for another VXLAN of the same namespace skips the network (kernel 6.5). Defaults to <see langword="true"/>.
    /// </summary>
    public bool? LocalBypass { get; init; }

    /// <summary>The kernel rejects an MTU beside attributes of the kind.</summary>
    internal override bool IsMtuSeparate => true;

    private protected virtual bool IsForCreation => false;

    private AddressFamily? Family => Remote?.AddressFamily ?? Local?.AddressFamily;

    /// <inheritdoc/>
    protected override void Validate()
    {
        if (Remote is not null && Local is not null && Remote.AddressFamily != Local.AddressFamily)
        {
            throw new ArgumentException($"The local address {Local} and the remote address {Remote} are of different families.");
        }

        if (Family == AddressFamily.InterNetwork && (FlowLabel is > 0 || InheritFlowLabel == true))
        {
            throw new ArgumentException("Only IPv6 packets have a flow label, and the addresses of the VXLAN are IPv4.");
        }

        if (TypeOfService is > 0 && InheritTypeOfService == true)
        {
            throw new ArgumentException($"The type of service of a VXLAN is either fixed or inherited: set {nameof(TypeOfService)} or {nameof(InheritTypeOfService)}.");
        }
    }

    /// <inheritdoc/>
    protected sealed override void WriteChange(ref NetlinkMessageWriter writer, VxlanLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // The kernel rejects a request without any attribute of the kind. It accepts the identifier that there is.
        writer.WriteInt32(IFLA_VXLAN_ID, link.Settings.Id);
        WriteData(ref writer);
    }

    /// <inheritdoc/>
    protected sealed override void ValidateChange(VxlanLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        TunnelData.RequireChange(this, IsForCreation, Underlying, link);
        VxlanInfo current = link.Settings;
        TunnelData.RequireSameFamily(Remote ?? Local, current.Remote ?? current.Local);
    }

    /// <inheritdoc/>
    protected override void OnChanged(VxlanLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        // An older kernel ignores an attribute that it does not know.
        if (FindIgnored(link.Settings) is { } missing)
        {
            throw new NotSupportedException($"Could not change vxlan {PrintableText.Quote(link.Name)} in '{link.Namespace}'. The kernel lacks {missing}.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteData(ref NetlinkMessageWriter writer)
    {
        TunnelData.WriteAddress(ref writer, IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6, Remote);
        TunnelData.WriteAddress(ref writer, IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6, Local);
        writer.WriteOptional(IFLA_VXLAN_LINK, Underlying?.Index);
        writer.WriteOptional(IFLA_VXLAN_TTL, TimeToLive);
        writer.WriteOptional(IFLA_VXLAN_TOS, TunnelData.TypeOfService(TypeOfService, InheritTypeOfService));
        TunnelData.WriteUInt32BigEndian(ref writer, IFLA_VXLAN_LABEL, (uint?)FlowLabel);
        writer.WriteOptional(IFLA_VXLAN_LABEL_POLICY, InheritFlowLabel is { } inherit ? inherit ? 1u : 0 : null);
        writer.WriteOptional(IFLA_VXLAN_DF, (byte?)Fragmentation);
        writer.WriteOptional(IFLA_VXLAN_LEARNING, WrittenLearning);
        writer.WriteOptional(IFLA_VXLAN_AGEING, TimeUnits.ToSeconds(AgeingTime));
        writer.WriteOptional(IFLA_VXLAN_LOCALBYPASS, LocalBypass);
    }

    private protected virtual bool? WrittenLearning => Learning;

    /// <summary>Finds an option that the kernel ignored because it is older, by what it reports.</summary>
    internal virtual string? FindIgnored(VxlanInfo settings) =>
        InheritFlowLabel is not null && settings.InheritFlowLabel is null ? "inherited flow labels of VXLAN links (kernel 6.8)"
        : LocalBypass is not null && settings.LocalBypass is null ? "the local bypass of VXLAN links (kernel 6.5)"
        : null;
}

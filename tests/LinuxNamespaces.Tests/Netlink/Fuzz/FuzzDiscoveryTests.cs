using System.Reflection;
using System.Runtime.CompilerServices;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>No parser is forgotten.</summary>
public sealed class FuzzDiscoveryTests
{
    // Parsers with a state, and methods of an object that a static parser makes first; a target calls them.
    private static readonly Dictionary<Type, string> s_reached = new()
    {
        [typeof(EventTable)] = "events",
        [typeof(NetworkTables)] = "events",
        [typeof(WireGuardReader)] = "a WireGuard device",
        [typeof(LinkInfo)] = "Network.LinkInfo.Read(NetlinkMessage)",
        [typeof(BondInfo)] = "Network.BondInfo.Read(NetlinkAttributeReader)",
        [typeof(BondPortInfo)] = "Network.BondPortInfo.Read(NetlinkAttributeReader)",
        [typeof(BridgeInfo)] = "Network.BridgeInfo.Read(NetlinkAttributeReader)",
        [typeof(BridgePort)] = "a link",
        [typeof(ErspanHeader)] = "a link",
        [typeof(GeneveInfo)] = "Network.GeneveInfo.Read(NetlinkAttributeReader)",
        [typeof(GreHeaders)] = "Network.GreInfo.Read(NetlinkAttributeReader)",
        [typeof(TunnelInfo)] = "Network.GreInfo.Read(NetlinkAttributeReader)",
        [typeof(TunnelSettings<>)] = "a change of a tunnel",
        [typeof(TunnelEncapsulation)] = "Network.GreInfo.Read(NetlinkAttributeReader)",
        [typeof(LinkNumbers)] = "Network.LinkInfo.Read(NetlinkMessage)",
        [typeof(MacvlanInfo)] = "Network.MacvlanInfo.Read(NetlinkAttributeReader)",
        [typeof(NetkitInfo)] = "Network.NetkitInfo.Read(NetlinkAttributeReader)",
        [typeof(TunInfo)] = "Network.TunInfo.Read(NetlinkAttributeReader)",
        [typeof(VlanInfo)] = "Network.VlanInfo.Read(NetlinkAttributeReader)",
        [typeof(VxlanInfo)] = "Network.VxlanInfo.Read(NetlinkAttributeReader)",
        [typeof(TrafficKinds)] = "Network.TrafficMessages.ParseQdisc(NetlinkMessage, Int32)",
        [typeof(TrafficKind)] = "Network.TrafficMessages.ParseQdisc(NetlinkMessage, Int32)",
        [typeof(TrafficStatistics)] = "Network.TrafficStatistics.Read(NetlinkAttribute)",
    };

    // What reads nothing itself, or only what a target reads too.
    private static readonly Dictionary<Type, string> s_exceptions = new()
    {
        [typeof(INetlinkMessageHandler)] = "gives each message to a parser",
        [typeof(NetlinkDumpEnumerator)] = "reads the error of a message, as the target 'a datagram' does",
        [typeof(GenericNetlinkFamily)] = "finds the start of the attributes",
        [typeof(PeerNamespaces)] = "gives the message to NamespaceIds.Read",
        [typeof(PeerNamespace)] = "gives the message to the tables of 'events of a peer'",
        [typeof(PacketSocketInfo)] = "gives its attributes to the one that Read has made",
        [typeof(QdiscCollection)] = "gives the message to TrafficMessages.ParseQdisc",
        [typeof(TrafficClassCollection)] = "gives the message to TrafficMessages.ParseClass",
        [typeof(TrafficFilterCollection)] = "gives the message to TrafficMessages.ParseFilter",
    };

    [Fact]
    public void Every_parser_is_a_target()
    {
        string[] targets = [.. FuzzTargets.All.Select(target => target.Name)];
        s_reached.Values.Should().BeSubsetOf(targets);
        FuzzMethods.All.Where(method => !FuzzMethods.IsTarget(method) && !IsExplained(method)).Select(FuzzMethods.NameOf)
            .Should().BeEmpty("each needs a target, or a reason here why it has none");
        targets.Should().OnlyHaveUniqueItems();
    }

    private static bool IsExplained(MethodInfo method)
    {
        // A private static method is called by others of its class with what they have read; those are targets.
        if (method.IsStatic)
        {
            return method.IsPrivate || method.ContainsGenericParameters;
        }

        // A lambda, which passes on what it gets, and so does an inner class of a parser.
        Type type = method.DeclaringType!;
        return type.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name.Contains('<', StringComparison.Ordinal)
            || IsListed(type) || (type.DeclaringType is { } outer && (IsListed(outer) || FuzzMethods.All.Any(other => other.DeclaringType == outer && FuzzMethods.IsTarget(other))));
    }

    private static bool IsListed(Type type) => s_reached.Keys.Concat(s_exceptions.Keys).Any(listed => listed.IsAssignableFrom(type) || (listed.IsGenericTypeDefinition && IsOf(listed, type)));

    private static bool IsOf(Type generic, Type? type) =>
        type is not null && ((type.IsGenericType && type.GetGenericTypeDefinition() == generic) || IsOf(generic, type.BaseType));
}

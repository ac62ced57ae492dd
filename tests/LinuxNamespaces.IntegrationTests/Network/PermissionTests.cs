using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Reflection;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network;

/// <summary>An ordinary user may not change the network namespace of the machine: each change is refused, in the words of the kernel.</summary>
[Collection("The kernel")]
public sealed class PermissionTests : IDisposable
{
    private readonly NetNamespace _home = NetNamespace.OpenCurrent();

    public PermissionTests() => Assert.SkipUnless(RightsOver.Has(_home.Handle, Linux.CAP_NET_ADMIN) == false, "This is for a user without rights over the network.");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Every_kind_of_link_is_refused()
    {
        MethodInfo add = typeof(LinkCollection).GetMethods().Single(method => method is { Name: "Add", IsGenericMethod: true });
        LinkOptions[] options = [.. Samples.All<LinkOptions>(_home.Loopback).Where(options => options.GetType() != typeof(LinkOptions))];
        // Those that only change a link have a class with the rest, which derives from them.
        options = [.. options.Where(sample => !Array.Exists(options, other => other.GetType().IsSubclassOf(sample.GetType())))];
        options.Length.Should().BeGreaterThan(25);
        foreach (LinkOptions sample in options)
        {
            LinkOptions whole = sample is XfrmOptions xfrm ? xfrm with { InterfaceId = 7 } : sample;
            ShouldBeRefused(sample, () => add.MakeGenericMethod(KindOf(sample.GetType())).Invoke(_home.Links, ["sample0", whole]));
        }
    }

    [Fact]
    public void Every_kind_of_traffic_control_is_refused()
    {
        Link link = _home.Loopback;
        TrafficHandle parent = new(1, 0);
        foreach (Qdisc qdisc in Samples.All<Qdisc>(link).Append(new RawQdisc("sample")))
        {
            ShouldBeRefused(qdisc, () => link.Qdiscs.Add(qdisc));
            ShouldBeRefused(qdisc, () => link.Qdiscs.Replace(qdisc));
            ShouldBeRefused(qdisc, () => link.Qdiscs.Change(qdisc));
        }

        foreach (TrafficClass item in Samples.All<TrafficClass>(link).Append(new RawTrafficClass("sample")))
        {
            TrafficClass whole = item is HfscClass hfsc ? hfsc with { LinkShare = new HfscCurve(8000) } : item;
            ShouldBeRefused(item, () => link.Classes.Add(whole with { Handle = new TrafficHandle(1, 1), Parent = parent }));
        }

        foreach (TrafficFilter filter in Samples.All<TrafficFilter>(link).Append(new RawTrafficFilter("sample")))
        {
            ShouldBeRefused(filter, () => link.Filters.Add(filter with { Parent = parent, Handle = filter is FwFilter ? 1u : null }));
            ShouldBeRefused(filter, () => link.Filters.Delete(filter with { Parent = parent, Priority = 1, Handle = 1 }));
        }

        foreach (TrafficAction action in Samples.All<TrafficAction>(link).Append(new RawTrafficAction("sample")))
        {
            TrafficAction whole = action is SkbeditAction edit ? edit with { Mark = 5 } : action;
            ShouldBeRefused(action, () => link.Filters.Add(new MatchallFilter { Parent = parent, Actions = [whole] }));
        }

        ShouldBeRefused("qdisc", () => link.Qdiscs.Delete(TrafficHandle.Root));
    }

    [Fact]
    public void Changes_of_links_are_refused()
    {
        Link link = _home.Loopback;
        ShouldBeRefused("settings", () => link.Set(new LinkSettings { Mtu = 1400 }));
        ShouldBeRefused("deletion", () => link.Delete());
        ShouldBeRefused("up", () => link.Down());
        ShouldBeRefused("name", () => link.Rename("sample0"));
        ShouldBeRefused("alternative name", () => link.AddAlternativeName("sample0"));
        ShouldBeRefused("entry", () => link.ForwardingDatabase.Add(new ForwardingEntry(PhysicalAddress.Parse("02-00-00-00-00-07"))));
        ShouldBeRefused("entry", () => link.ForwardingDatabase.Delete(new ForwardingEntry(PhysicalAddress.Parse("02-00-00-00-00-07"))));
        ShouldBeRefused("group", () => link.MulticastDatabase.Add(new MulticastEntry(IPAddress.Parse("239.1.1.1")) { LinkIndex = link.Index }));
        ShouldBeRefused("pair", () => VethPair.Create(_home, "sample0", _home, "sample1"));
        ShouldBeRefused("VLAN", () => new BridgeVlanCollection(link).Add(7));
    }

    [Fact]
    public void Changes_of_addresses_routes_rules_neighbours_and_nexthops_are_refused()
    {
        InterfaceAddress address = InterfaceAddress.Parse("10.77.0.1/16");
        Route route = new(IPNetwork.Parse("10.77.0.0/16")) { LinkIndex = 1 };
        RoutingRule rule = new(AddressFamily.InterNetwork) { Priority = 77, Table = 77 };
        Neighbour neighbour = new(IPAddress.Parse("10.77.0.1")) { LinkIndex = 1, LinkLayerAddress = PhysicalAddress.Parse("02-00-00-00-00-07") };
        Nexthop nexthop = new() { Id = 77, Blackhole = true };
        ShouldBeRefused("address", () => _home.Loopback.AddAddress(address), () => _home.Loopback.ReplaceAddress(address), () => _home.Loopback.DeleteAddress(address));
        ShouldBeRefused("route", () => _home.Routes.Add(route), () => _home.Routes.Replace(route), () => _home.Routes.Delete(route));
        ShouldBeRefused("rule", () => _home.Rules.Add(rule), () => _home.Rules.Delete(rule));
        ShouldBeRefused("neighbour", () => _home.Neighbours.Add(neighbour), () => _home.Neighbours.Change(neighbour), () => _home.Neighbours.Replace(neighbour), () => _home.Neighbours.Delete(neighbour));
        ShouldBeRefused("nexthop", () => _home.Nexthops.Add(nexthop), () => _home.Nexthops.Replace(nexthop), () => _home.Nexthops.Delete(77));
        ShouldBeRefused("id", () => _home.SetId(_home, 4711));
    }

    [Fact]
    public void Changes_and_lists_of_nftables_are_refused()
    {
        NftTable table = new(NftFamily.Inet, "sample");
        NftChain chain = new(table, "c");
        NftSet set = new(table, "s", NftDataType.Port);
        NftSetElement element = new(NftValue.OfPort(80));
        NftObject counter = NftObject.CreateCounter(table, "n");
        NftFlowTable flowTable = new(table, "f");
        ShouldBeRefused("lists", () => _home.Nftables.ListTables(), () => _home.Nftables.ResetObjects(table), () => _home.Nftables.ResetObject(counter), () => _home.Nftables.ResetElement(set, element));
        foreach (Action<NftTransaction> change in (Action<NftTransaction>[])[
            change => change.Add(table), change => change.Add(chain), change => change.Add(new NftRule(chain, NftAction.Accept)), change => change.Add(set), change => change.Add(flowTable), change => change.Create(flowTable), change => change.Delete(flowTable), change => change.AddElements(set, element), change => change.Add(counter),
            change => change.Delete(table), change => change.Delete(chain), change => change.Delete(set), change => change.DeleteElements(set, element), change => change.Delete(counter), change => change.Flush(table)])
        {
            ShouldBeRefused("nftables", () =>
            {
                using NftTransaction transaction = _home.Nftables.BeginTransaction();
                change(transaction);
                transaction.Commit();
            });
        }
    }

    private static Type KindOf(Type? type) => type is { IsGenericType: true } ? type.GetGenericArguments()[0] : KindOf(type!.BaseType);

    private static void ShouldBeRefused(object what, params Action[] acts)
    {
        foreach (Action act in acts)
        {
            Exception? error = Record.Exception(act);
            error = error is TargetInvocationException ? error.InnerException : error;
            LinuxException refusal = error.Should().BeAssignableTo<LinuxException>("{0} of the kind {1} is refused", what, what.GetType().Name).Which;
            refusal.Errno.Should().Be(Errno.EPERM, "{0}", refusal);
            refusal.Message.Should().Contain("EPERM").And.Contain("Could not");
            refusal.Remedy.Should().Contain("CAP_NET_ADMIN");
        }
    }
}

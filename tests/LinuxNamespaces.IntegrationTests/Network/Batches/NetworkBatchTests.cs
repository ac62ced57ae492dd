using System.Net;
using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.IntegrationTests.Oracles;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Batches;

/// <summary>Many changes in few messages, and what became of each.</summary>
[Collection("The kernel")]
public sealed class NetworkBatchTests : NetworkTest
{
    private const int Many = 2000;

    private static readonly IPAddress s_gateway = IPAddress.Parse("10.0.0.2");

    [Fact]
    public void Changes_of_all_kinds_are_made_in_their_order()
    {
        NetworkBatch batch = Red.CreateBatch();
        Neighbour neighbour = new(s_gateway) { LinkName = "a0", LinkLayerAddress = PhysicalAddress.Parse("02-00-00-00-00-07") };
        batch.Links.Set(First, new LinkSettings { Mtu = 1400, Alias = "one" });
        batch.Addresses.Add(Second, InterfaceAddress.Parse("10.7.0.1/24"));
        // Its gateway is known by then.
        batch.Routes.Add(new Route(IPNetwork.Parse("10.8.0.0/16")) { Gateway = IPAddress.Parse("10.7.0.2"), Metric = 5 });
        batch.Routes.Replace(new Route(IPNetwork.Parse("10.8.0.0/16")) { Gateway = IPAddress.Parse("10.7.0.3"), Metric = 5 });
        batch.Neighbours.Add(neighbour);
        batch.Count.Should().Be(5);
        Red.Routes.List(Route.MainTable).Should().NotContain(route => route.Metric == 5, "nothing is sent yet");

        NetworkBatchResult result = batch.Execute();
        result.Failures.Should().BeEmpty();
        (result.Count, result.Succeeded).Should().Be((5, true));
        result.ThrowIfFailed();
        First.Refresh();
        LinkOracle.ShouldAgree(Red);
        (First.Info.Mtu, First.Info.Alias).Should().Be((1400, "one"));
        Tool.RunIn(Red, "ip", "route", "show", "10.8.0.0/16").Trim().Should().Be("10.8.0.0/16 via 10.7.0.3 dev a1 metric 5");
        Tool.RunIn(Red, "ip", "neigh", "show", "10.0.0.2").Should().Contain("02:00:00:00:00:07 PERMANENT");

        batch.Clear();
        batch.Neighbours.Delete(neighbour);
        batch.Routes.Delete(new Route(IPNetwork.Parse("10.8.0.0/16")));
        batch.Addresses.Delete(Second, InterfaceAddress.Parse("10.7.0.1/24"));
        batch.Links.Delete(First);
        batch.Execute().ThrowIfFailed();
        Red.Links.Find("a0").Should().BeNull();
        Red.Links.Find("a1").Should().BeNull("the other end goes with it");
    }

    [Fact]
    public void Links_get_further_names_and_one_that_is_taken_fails_alone()
    {
        NetworkBatch batch = Red.CreateBatch();
        string name = new('n', 100);
        batch.Links.AddAlternativeName(First, name);
        batch.Links.AddAlternativeName(Second, "other");
        batch.Links.AddAlternativeName(Second, name);
        NetworkBatchFailure taken = batch.Execute().Failures.Should().ContainSingle().Subject;
        (taken.Position, taken.Errno, taken.Subject).Should().Be((2, Errno.EEXIST, (object)Second));
        Tool.RunIn(Red, "ip", "link", "show", name).Should().Contain(": a0@");
        Tool.RunIn(Red, "ip", "link", "show", "other").Should().Contain(": a1@");
        batch.Clear();
        batch.Invoking(all => all.Links.AddAlternativeName(First, "not valid")).Should().Throw<ArgumentException>();
        batch.Invoking(all => all.Links.AddAlternativeName(Blue.Loopback, "lo2")).Should().Throw<ArgumentException>();
        batch.Count.Should().Be(0);
    }

    [Fact]
    public void Each_failure_is_that_of_its_change()
    {
        Route[] routes = [.. Enumerable.Range(0, Many).Select(number => new Route(new IPNetwork(new IPAddress([10, 9, (byte)(number >> 8), (byte)number]), 32)) { Gateway = s_gateway })];
        int[] wrong = [0, 7, 500, Many - 1];
        foreach (int number in wrong)
        {
            routes[number] = routes[number] with { Gateway = IPAddress.Parse("172.16.0.1") };
        }

        NetworkBatch batch = Red.CreateBatch();
        foreach (Route route in routes)
        {
            batch.Routes.Add(route);
        }

        NetworkBatchResult result = batch.Execute();
        result.Failures.Select(failure => failure.Position).Should().Equal(wrong);
        foreach (NetworkBatchFailure failure in result.Failures)
        {
            failure.Subject.Should().BeSameAs(routes[failure.Position]);
            failure.Errno.Should().Be(Errno.ENETUNREACH);
            failure.Exception.Should().BeOfType<NetlinkException>().Which.Message.Should().Contain(routes[failure.Position].Destination.BaseAddress.ToString()).And.Contain("Nexthop has invalid gateway")
                .And.Contain("No link of the namespace has an address in the subnet of the gateway");
        }

        Red.Routes.List(new RouteFilter { Within = IPNetwork.Parse("10.9.0.0/16") }).Should().HaveCount(Many - wrong.Length);
        Action several = result.ThrowIfFailed;
        several.Should().Throw<AggregateException>().Which.InnerExceptions.Should().HaveCount(wrong.Length);

        // All exist by now, or cannot.
        batch.Execute().Failures.Should().HaveCount(Many);
    }

    [Fact]
    public void Routes_are_added_together()
    {
        Red.Routes.AddRange(Enumerable.Range(1, 100).Select(number => new Route(IPNetwork.Parse($"10.{number}.0.0/16")) { LinkName = "a0" }));
        Red.Routes.List(new RouteFilter { LinkName = "a0", Protocol = RouteProtocol.Boot }).Should().HaveCount(100);
        Action again = () => Red.Routes.AddRange([new Route(IPNetwork.Parse("10.1.0.0/16")) { LinkName = "a0" }, new Route(IPNetwork.Parse("10.200.0.0/16")) { LinkName = "a0" }]);
        again.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EEXIST);
        Red.Routes.List(new RouteFilter { Destination = IPNetwork.Parse("10.200.0.0/16") }).Should().ContainSingle("one that fails does not stop the others");
    }

    [Fact]
    public void Missing_feature_is_told_as_if_the_change_were_alone()
    {
        Assert.SkipWhen(Red.Support.MplsEncapsulation.IsSupported, "The kernel has MPLS encapsulation.");
        NetworkBatch batch = Red.CreateBatch();
        batch.Routes.Add(new Route(IPNetwork.Parse("10.1.0.0/16")) { Gateway = s_gateway, Encapsulation = new MplsEncapsulation(100) });
        batch.Routes.Add(new Route(IPNetwork.Parse("10.2.0.0/16")) { Gateway = s_gateway });
        NetworkBatchResult result = batch.Execute();
        result.Failures.Should().ContainSingle().Which.Exception.Should().BeOfType<NotSupportedException>().Which.Message.Should().Contain("CONFIG_MPLS_IPTUNNEL");
        Action act = result.ThrowIfFailed;
        act.Should().Throw<NotSupportedException>();
    }

    [Fact]
    public void What_cannot_be_in_the_batch_is_refused_when_it_is_added()
    {
        NetworkBatch batch = Red.CreateBatch();
        Action other = () => batch.Addresses.Add(Blue.Loopback, InterfaceAddress.Parse("127.0.0.2/8"));
        other.Should().Throw<ArgumentException>().Which.Message.Should().Contain(Blue.ToString());
        Bridge bridge = Red.Links.AddBridge("br0");
        Action kind = () => batch.Links.Set(bridge, new BridgeOptions { SpanningTree = true });
        kind.Should().Throw<ArgumentException>();
        Action unknown = () => batch.Routes.Add(new Route(IPNetwork.Parse("10.1.0.0/16")) { LinkName = "nothing" });
        unknown.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        batch.Count.Should().Be(0);
        batch.Execute().Succeeded.Should().BeTrue("there is nothing to do");

        batch.Links.Set(bridge, new LinkSettings { Mtu = 1500 });
        batch.Execute().ThrowIfFailed();
        batch.Links.Set(bridge, new LinkSettings { Up = true });
        // A link that takes its index must not be changed in its place.
        int index = bridge.Index;
        Tool.Ip(Red, "link del br0", $"link add br1 index {index} type bridge");
        Action gone = () => batch.Execute();
        gone.Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.ENODEV);
        Red.Links.Get("br1").IsUp.Should().BeFalse();
    }
}

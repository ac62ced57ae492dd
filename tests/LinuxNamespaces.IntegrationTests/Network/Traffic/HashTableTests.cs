using System.Net;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Network.Traffic;

[Collection("The kernel")]
public sealed class HashTableTests : TrafficTest
{
    private const int Rounds = 10;

    public HashTableTests()
    {
        First.Qdiscs.Add(new ClsactQdisc());
        Second.Qdiscs.Add(new ClsactQdisc());
    }

    [Fact]
    public void What_tc_makes_is_read_and_written_again()
    {
        Tc(Red, "filter add dev a0 ingress prio 5 handle 2: protocol ip u32 divisor 256");
        Tc(Red, "filter add dev a0 ingress protocol ip prio 5 u32 ht 2:5: match ip src 10.0.0.5/32 flowid 1:10");
        Tc(Red, "filter add dev a0 ingress protocol ip prio 5 u32 ht 2:6: match tcp dst 80 0xffff flowid 1:11");
        Tc(Red, "filter add dev a0 ingress protocol ip prio 5 u32 ht 800:: match ip src 10.0.0.0/8 hashkey mask 0x000000ff at 12 link 2:");
        Tc(Red, "filter add dev a0 ingress protocol ip prio 5 u32 match ip protocol 6 0xff offset at 0 mask 0f00 shift 6 plus 4 eat link 2:");
        U32Filter table = First.Filters.ListHashTables(TrafficHandle.ClsactIngress).Single(item => item.Handle == U32Filter.HandleOf(2));
        table.Divisor.Should().Be(256);
        Second.Filters.Add(table).Should().Be(table);
        IReadOnlyList<TrafficFilter> filters = First.Filters.List(TrafficHandle.ClsactIngress);
        filters.Should().HaveCount(4).And.AllBeOfType<U32Filter>();
        foreach (TrafficFilter filter in filters)
        {
            Second.Filters.Add(filter).Should().Be(filter);
        }

        // The JSON of tc is not valid here.
        Tool.RunIn(Blue, "tc", "-d", "filter", "show", "dev", "b0", "ingress").Should().Be(Tool.RunIn(Red, "tc", "-d", "filter", "show", "dev", "a0", "ingress"));
    }

    [Fact]
    public void Filters_in_tables_read_back_as_they_were_written() => Gen.Select(Gen.Int[1, 0x7FF], Gen.Int[0, 8], Gen.Int[0, 255], Gen.Int[-10, 30], Gen.UInt[1, uint.MaxValue], Gen.Select(Gen.Int[0, 65535], Gen.Int[0, 65535], Gen.Int[0, 15], Gen.Bool)).Sample(
        (number, size, bucket, offset, mask, next) =>
        {
            U32Filter table = new() { Parent = TrafficHandle.ClsactIngress, Priority = 5, Protocol = EtherType.IPv4, Handle = U32Filter.HandleOf(number), Divisor = 1 << size };
            First.Filters.Add(table).Should().Be(table);
            U32Filter inside = new() { Parent = table.Parent, Priority = 5, Protocol = EtherType.IPv4, HashTable = U32Filter.HandleOf(number, bucket % (1 << size)), Target = new TrafficHandle(1, 1), Keys = [new U32Key(0, 80, 0xFFFF) { IsBehindHeader = true }] };
            U32Filter link = new()
            {
                Parent = table.Parent, Priority = 5, Protocol = EtherType.IPv4, Link = table.Handle, HashKey = new U32HashKey(offset * 4, mask),
                NextHeader = new U32NextHeader { Offset = next.Item1, Mask = next.Item2, Shift = next.Item2 == 0 ? 0 : next.Item3, At = next.Item2 == 0 ? 0 : offset, IsPermanent = next.Item4 },
            };
            foreach (U32Filter filter in new[] { inside, link })
            {
                TrafficFilter added = First.Filters.Add(filter);
                (added with { Handle = null }).Should().Be(filter);
                First.Filters.List(TrafficHandle.ClsactIngress).Should().Contain(added);
            }

            First.Filters.ListHashTables(TrafficHandle.ClsactIngress).Should().HaveCount(2, "the priority has a table of its own").And.Contain(table);
            First.Filters.Delete(new U32Filter { Parent = table.Parent, Priority = 5, Protocol = EtherType.IPv4 });
            First.Filters.ListHashTables(TrafficHandle.ClsactIngress).Should().BeEmpty();
        },
        iter: Rounds,
        threads: 1);

    [Fact]
    public async Task Packets_are_found_by_their_hash()
    {
        U32Filter start = new() { Parent = TrafficHandle.ClsactEgress, Priority = 5, Protocol = EtherType.IPv4 };
        uint table = First.Filters.Add(start with { Handle = U32Filter.HandleOf(2), Divisor = 256 }).Handle!.Value;
        MirredAction count = new(Red.Loopback, MirredMode.EgressMirror);
        foreach (int host in new[] { 2, 3 })
        {
            First.Filters.Add(start with { HashTable = table | ((uint)host << 12), Keys = U32Key.FromDestination(IPNetwork.Parse($"10.0.0.{host}/32")), Actions = [count] });
        }

        First.Filters.Add(start with { Link = table, HashKey = new U32HashKey(16, 0xFF), Keys = U32Key.FromDestination(IPNetwork.Parse("10.0.0.0/24")) });
        (await Red.PingAsync(IPAddress.Parse("10.0.0.2"), new EchoOptions { Timeout = TimeSpan.FromSeconds(30) }, TestContext.Current.CancellationToken)).Succeeded.Should().BeTrue();
        U32Filter[] filters = [.. First.Filters.List(TrafficHandle.ClsactEgress).Cast<U32Filter>()];
        filters.Single(filter => filter.HashTable == (table | (2u << 12))).Actions[0].Statistics!.Packets.Should().BePositive();
        filters.Single(filter => filter.HashTable == (table | (3u << 12))).Actions[0].Statistics!.Packets.Should().Be(0);
    }

    [Fact]
    public void Table_that_is_used_is_not_deleted()
    {
        U32Filter start = new() { Parent = TrafficHandle.ClsactIngress, Priority = 5, Protocol = EtherType.IPv4 };
        U32Filter table = (U32Filter)First.Filters.Add(start with { Handle = U32Filter.HandleOf(2), Divisor = 16 });
        // A priority without filters goes with its tables.
        First.Filters.Add(start with { Target = new TrafficHandle(1, 1) });
        TrafficFilter link = First.Filters.Add(start with { Link = table.Handle });
        FluentActions.Invoking(() => First.Filters.Delete(table)).Should().Throw<NetlinkException>().Which.Errno.Should().Be(Errno.EBUSY);
        First.Filters.Delete(link);
        // The kernel lets go of the table a moment later.
        SpinWait.SpinUntil(() => TryDelete(table), TimeSpan.FromSeconds(30)).Should().BeTrue();
        First.Filters.ListHashTables(TrafficHandle.ClsactIngress).Should().NotContain(table);
    }

    private bool TryDelete(U32Filter table)
    {
        try
        {
            First.Filters.Delete(table);
            return true;
        }
        catch (NetlinkException e) when (e.Errno == Errno.EBUSY)
        {
            return false;
        }
    }
}

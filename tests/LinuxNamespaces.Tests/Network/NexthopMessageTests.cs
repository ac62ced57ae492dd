using System.Net;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>The bytes are those of linux/nexthop.h. struct nhmsg: family, scope, protocol, reserved; flags.</summary>
public sealed class NexthopMessageTests
{
    [Fact]
    public void Path_is_added() => Add(new() { Id = 5, Gateway = IPAddress.Parse("10.0.0.1"), LinkIndex = 7, OnLink = true, Protocol = RouteProtocol.Static }).Should().Be(string.Concat(
        "30000000", "6800", "0800", "0000000000000000",          // 48 bytes, RTM_NEWNEXTHOP, ECHO
        "02", "00", "04", "00", "04000000",                      // AF_INET, static; ONLINK
        "08000100", "05000000",                                  // NHA_ID 5
        "08000600", "0A000001",                                  // NHA_GATEWAY
        "08000500", "07000000"));                                // NHA_OIF 7

    [Fact]
    public void Group_has_weights_that_are_one_less_and_take_two_bytes() => Add(new() { Id = 9, Group = [new NexthopGroupMember(5, 3), new NexthopGroupMember(6, 257)] }).Should().Be(string.Concat(
        "34000000", "6800", "0800", "0000000000000000",          // 52 bytes, RTM_NEWNEXTHOP, ECHO
        "00", "00", "00", "00", "00000000",                      // AF_UNSPEC
        "08000100", "09000000",                                  // NHA_ID 9
        "14000200",                                              // NHA_GROUP
        "05000000", "02", "00", "0000",                          //   5, weight 3
        "06000000", "00", "01", "0000"));                        //   6, weight 257

    [Fact]
    public void Blackhole_and_entry_of_a_forwarding_database_are_flags()
    {
        Add(new() { Id = 1, Blackhole = true }).Should().EndWith(string.Concat("02000000", "00000000", "08000100", "01000000", "04000400"));
        Add(new() { Id = 1, ForwardingDatabase = true, Gateway = IPAddress.Parse("10.0.0.1") }).Should().EndWith(string.Concat("08000100", "01000000", "04000B00", "08000600", "0A000001"));
    }

    [Fact]
    public void Resilient_group_has_its_times_in_hundredths_of_a_second() =>
        Add(new() { Id = 1, Group = [new NexthopGroupMember(5)], GroupType = NexthopGroupType.Resilient, Buckets = 16, IdleTimer = TimeSpan.FromSeconds(1), UnbalancedTimer = TimeSpan.FromSeconds(2) })
            .Should().EndWith(string.Concat(
                "06000300", "01000000",                          // NHA_GROUP_TYPE NEXTHOP_GRP_TYPE_RES
                "1C000C80",                                      // NHA_RES_GROUP
                "06000100", "10000000",                          //   NHA_RES_GROUP_BUCKETS 16
                "08000200", "64000000",                          //   NHA_RES_GROUP_IDLE_TIMER
                "08000300", "C8000000"));                        //   NHA_RES_GROUP_UNBALANCED_TIMER

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        Action[] acts =
        [
            () => _ = new Nexthop { Id = 0 },
            () => _ = new Nexthop { Buckets = 65536 },
            () => _ = new Nexthop { IdleTimer = TimeSpan.FromMilliseconds(5) },
            () => _ = new NexthopGroupMember(0),
            () => _ = new NexthopGroupMember(1, 0),
            () => _ = new NexthopGroupMember(1, 65537),
        ];
        foreach (Action act in acts)
        {
            act.Should().Throw<ArgumentException>();
        }
    }

    private static string Add(Nexthop nexthop) => Convert.ToHexString(NexthopMessages.WriteAdd(new byte[NexthopMessages.LengthOf(nexthop)], nexthop, 0).Finish());
}

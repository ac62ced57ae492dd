using System.Net.NetworkInformation;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network.Kinds;

/// <summary>The attributes of macvlan and macvtap. The bytes are those of ip(8).</summary>
public sealed class MacvlanTests
{
    // ip link add link lo name m type macvlan mode source macaddr set 02:00:00:00:00:01 02:00:00:00:00:02 bcqueuelen 7
    private const string IpSource = "0800030003000000" + "1c000500" + "0a000400020000000001" + "0000" + "0a000400020000000002" + "0000" + "0800070007000000" + "0800010010000000";

    private static readonly PhysicalAddress[] s_addresses = [PhysicalAddress.Parse("02-00-00-00-00-01"), PhysicalAddress.Parse("02-00-00-00-00-02")];

    [Fact]
    public void Options_are_what_ip_writes()
    {
        using RecordedConnection parent = new();
        KindData.Of(new MacvlanOptions(parent.Link)).Should().BeEmpty();
        // ... mode bridge
        KindData.ShouldBeWhatIpWrites(new MacvlanOptions(parent.Link) { Mode = MacvlanMode.Bridge }, "0800010004000000");
        // ... mode passthru flag nopromisc flag nodst bcqueuelen 2000
        KindData.ShouldBeWhatIpWrites(
            new MacvlanOptions(parent.Link) { Mode = MacvlanMode.Passthru, Flags = MacvlanFlags.NoPromiscuous | MacvlanFlags.NoDestinationMatch, BroadcastQueueLength = 2000 },
            "08000700d007000008000100080000000600020003000000");
        KindData.ShouldBeWhatIpWrites(new MacvlanOptions(parent.Link) { Mode = MacvlanMode.Source, SourceAddresses = s_addresses, BroadcastQueueLength = 7 }, IpSource);
        // Type macvtap mode private flag nodst
        KindData.ShouldBeWhatIpWrites(new MacvtapOptions(parent.Link) { Mode = MacvlanMode.Private, Flags = MacvlanFlags.NoDestinationMatch }, "08000100010000000600020002000000");
    }

    [Fact]
    public void Parent_and_kind_are_written()
    {
        using RecordedConnection parent = new();
        // ip link add link lo name m type macvlan mode bridge, with the index 5 of the parent, NLA_F_NESTED, and a NUL after the kind
        Convert.ToHexStringLower(LinkRequests.Create(new byte[256], "m", new MacvlanOptions(parent.Link) { Mode = MacvlanMode.Bridge }).Finish()).Should().EndWith(
            "060003006d000000" + "0800050005000000" + "1c001280" + "0c0001006d6163766c616e00" + "0c000280" + "0800010004000000");
    }

    [Fact]
    public void Newer_attributes_and_an_empty_list_are_written()
    {
        KindData.Of(new MacvlanSettings { BroadcastCutoff = -1 }).Should().Be("08000900ffffffff");
        // ip link set m type macvlan macaddr add 02:00:00:00:00:01, ... del ...
        KindData.ShouldBeWhatIpWrites(new MacvlanSettings { SourceAddressToAdd = s_addresses[0] }, "0800030000000000" + "0a000400020000000001" + "0000");
        KindData.ShouldBeWhatIpWrites(new MacvlanSettings { SourceAddressToRemove = s_addresses[0] }, "0800030001000000" + "0a000400020000000001" + "0000");
        // MACVLAN_MACADDR_SET of nothing removes all.
        KindData.Of(new MacvlanSettings { SourceAddresses = [] }).Should().Be("0800030003000000" + "04000580");
    }

    [Fact]
    public void Settings_are_read()
    {
        // As kernel 6.18 returns them: mode, flags, count, addresses, lengths, cutoff.
        MacvlanInfo info = MacvlanInfo.Read(new NetlinkAttributeReader(Convert.FromHexString(
            "0800010010000000" + "06000200" + "02000000" + "0800060002000000" + "1c000500" + "0a000400020000000001" + "0000" + "0a000400020000000002" + "0000"
            + "0800070007000000" + "08000800e8030000" + "08000900ffffffff")));
        info.Should().BeEquivalentTo(new
        {
            Mode = MacvlanMode.Source,
            Flags = MacvlanFlags.NoDestinationMatch,
            SourceAddresses = s_addresses,
            BroadcastQueueLength = (long?)7,
            BroadcastQueueLengthUsed = (long?)1000,
            BroadcastCutoff = (int?)-1,
        });
    }

    [Fact]
    public void Wrong_options_are_rejected()
    {
        using RecordedConnection parent = new();
        KindData.ShouldBeRejected(new MacvlanOptions(parent.Link) { SourceAddresses = s_addresses });
        KindData.ShouldBeRejected(new MacvlanOptions(parent.Link) { SourceAddresses = [], Mode = MacvlanMode.Bridge });
        KindData.ShouldBeRejected(new MacvlanOptions(parent.Link) { SourceAddressToAdd = s_addresses[0] });
        KindData.ShouldBeRejected(new MacvlanOptions(parent.Link) { Mode = MacvlanMode.Source, SourceAddressToAdd = s_addresses[0], SourceAddresses = [] });
        KindData.ShouldNotChange(new MacvlanOptions(parent.Link) { Mode = MacvlanMode.Bridge }, "macvlan");
        KindData.ShouldNotChange(new MacvlanSettings { SourceAddressToAdd = s_addresses[0], SourceAddressToRemove = s_addresses[1] }, "macvlan");
        KindData.ShouldNotChange(new MacvlanSettings(), "macvtap");
        KindData.ShouldBeRejected(new MacvtapOptions(parent.Link) { SourceAddresses = s_addresses, Mode = MacvlanMode.Vepa });
        foreach (Action act in new Action[]
        {
            () => _ = new MacvlanOptions(null!),
            () => _ = new MacvtapOptions(null!),
            () => _ = new MacvlanSettings { Mode = 0 },
            () => _ = new MacvlanSettings { Mode = (MacvlanMode)3 },
            () => _ = new MacvlanSettings { Flags = (MacvlanFlags)4 },
            () => _ = new MacvlanSettings { BroadcastCutoff = -2 },
            () => _ = new MacvlanSettings { SourceAddresses = [PhysicalAddress.Parse("02-00-00-00-00")] },
            () => _ = new MacvlanSettings { SourceAddresses = [PhysicalAddress.Parse("01-00-00-00-00-01")] },
            () => _ = new MacvlanSettings { SourceAddresses = [PhysicalAddress.Parse("00-00-00-00-00-00")] },
            () => _ = new MacvlanSettings { SourceAddresses = [null!] },
        })
        {
            act.Should().Throw<ArgumentException>();
        }
    }
}

using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

/// <summary>A link that was just created is known by its index, while another program renames links, as udev does.</summary>
[Collection("The kernel")]
public sealed class CreatedLinkTests : KernelTest
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Thread> _renamers = [];
    private int _renamed;

    [Fact]
    public void Pairs_are_created_while_their_ends_are_renamed()
    {
        StartRenaming(Red);
        StartRenaming(Blue);
        for (int i = 0; i < 200; i++)
        {
            VethPair pair = VethPair.Create(Red, $"n{i}", Blue, $"m{i}");
            pair.First.Refresh().LinkIndex.Should().Be(pair.Second.Index);
            pair.Second.Refresh().LinkIndex.Should().Be(pair.First.Index);
            pair.Delete();
        }

        _renamed.Should().BePositive();
    }

    [Fact]
    public void Bridges_are_created_while_they_are_renamed()
    {
        StartRenaming(Red);
        for (int i = 0; i < 100; i++)
        {
            Bridge bridge = Red.Links.AddBridge($"n{i}", new BridgeOptions { Mtu = 1400, Priority = 7 });
            bridge.Refresh().Mtu.Should().Be(1400);
            bridge.Settings.Priority.Should().Be(7);
            bridge.Delete();
        }
    }

    [Fact]
    public void Links_move_while_they_are_renamed()
    {
        StartRenaming(Red);
        StartRenaming(Blue);
        for (int i = 0; i < 60; i++)
        {
            VethPair pair = VethPair.Create(Red, $"n{i}", Red, $"m{i}");
            Link moved = pair.First.MoveTo(Blue, i % 2 == 0 ? null : $"k{i}");
            moved.Namespace.Should().Be(Blue);
            moved.Refresh().LinkIndex.Should().Be(pair.Second.Index);
            pair.Second.Refresh().LinkIndex.Should().Be(moved.Index);
            pair.Delete();
        }
    }

    [Fact]
    public void Link_is_known_by_its_index_where_the_kernel_does_not_echo()
    {
        StartRenaming(Red);
        byte[] buffer = new byte[LinkRequests.BufferSize];
        for (int i = 0; i < 60; i++)
        {
            using DescriptorLease lease = new(Blue.Handle);
            NetlinkMessageWriter request = LinkRequests.Create(buffer, $"n{i}", new VethOptions($"m{i}", Blue), dataNamespace: lease.Descriptor);
            // The flags are after the length and the type.
            buffer[6] &= unchecked((byte)~Linux.NLM_F_ECHO);
            long seen = Red.Rtnetlink.LinkTime();
            Red.Rtnetlink.Execute(request, new NetlinkOperation("create veth pair", null));
            VethLink link = (VethLink)LinkMessages.GetCreated(Red.Rtnetlink, $"n{i}", null, seen);
            Blue.Links.Get($"m{i}").Index.Should().Be(link.PeerIndex);
            link.Delete();
        }
    }

    [Fact]
    public void Pair_is_created_where_each_end_takes_the_name_that_the_other_had()
    {
        for (int i = 0; i < 20; i++)
        {
            VethPair pair = VethPair.Create(Red, "n0", Blue, "n0");
            pair.First.Rename("k0");
            VethPair next = VethPair.Create(Red, "n0", Blue, "n1");
            next.First.Index.Should().NotBe(pair.First.Index);
            next.Second.Refresh().LinkIndex.Should().Be(next.First.Index);
            pair.Delete();
            next.Delete();
        }
    }

    protected override void Dispose(bool disposing)
    {
        _end.Cancel();
        _renamers.ForEach(thread => thread.Join());
        _end.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Gives every link of these names another one as soon as it is there.</summary>
    private void StartRenaming(NetNamespace netNamespace)
    {
        Thread thread = new(() =>
        {
            using RtnetlinkConnection connection = netNamespace.OpenRtnetlink();
            while (!_end.IsCancellationRequested)
            {
                foreach (Link link in connection.Links.Where(link => link.Name[0] is 'n' or 'm' or 'k'))
                {
                    try
                    {
                        link.Rename($"r{link.Index}-{Interlocked.Increment(ref _renamed) % 100000}");
                    }
                    catch (NetlinkException)
                    {
                        // It was deleted.
                    }
                }
            }
        });
        thread.Start();
        _renamers.Add(thread);
    }
}

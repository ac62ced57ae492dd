using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Inspection;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Inspection;

/// <summary>What only the kernel tells, by listns(2).</summary>
[Collection("The kernel")]
public sealed class ListingTests : KernelTest
{
    private const ulong FirstUserNamespace = 0xeffffffd;

    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Fact]
    public void Where_processes_are_and_what_is_open_is_listed_in_order()
    {
        RequireSight();
        List<ulong> listed = List();
        listed.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.Contain([.. Own(), IdOf(Red), IdOf(Blue)]);
        ulong gone = IdOf(Blue);
        Blue.Dispose();
        List().Should().NotContain(gone).And.Contain(IdOf(Red));
    }

    [Fact]
    public void A_single_kind_is_listed_and_opened_by_the_number()
    {
        foreach (NamespaceTypes type in Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None))
        {
            List<ulong> listed = List(type);
            using Namespace own = Namespace.OpenCurrent(type);
            listed.Should().BeInAscendingOrder().And.Contain(IdOf(own));
            List().Should().Contain(listed);
            foreach (ulong id in listed)
            {
                using NamespaceHandle handle = NamespaceHandle.TryOpenById(id, NamespaceTypes.None, 0, out _)!;
                handle.Type.Should().Be(type);
                NamespaceCalls.UniqueId(handle).Should().Be(id);
            }
        }

        List(NamespaceTypes.Network | NamespaceTypes.Uts).Should().BeEquivalentTo([.. List(NamespaceTypes.Network), .. List(NamespaceTypes.Uts)]);
    }

    [Theory]
    [InlineData(512)]
    [InlineData(1200)]
    public void However_many_there_are_all_are_listed(int count)
    {
        RequireSight();
        List<ulong> before = List(NamespaceTypes.Uts);
        List<UtsNamespace> many = [.. Enumerable.Range(0, count).Select(_ => UtsNamespace.Create())];
        try
        {
            // 512 and what there was before are a little more than the first buffer holds.
            List(NamespaceTypes.Uts).Except(before).Should().BeEquivalentTo(many.Select(IdOf));
        }
        finally
        {
            many.ForEach(item => item.Dispose());
        }
    }

    [Fact]
    public async Task A_descriptor_in_a_message_leads_to_its_namespace_and_to_what_that_needs()
    {
        RequireSight();
        await using Holder holder = await Holder.StartAsync();
        NamespaceGraph graph = NamespaceGraph.Snapshot();
        NamespaceInfo sent = Find(graph, holder["sent"])!;
        sent.Type.Should().Be(NamespaceTypes.Uts);
        sent.Holders.Should().BeEmpty();
        sent.Path.Should().BeNull();
        BlindSpot spot = graph.BlindSpots.Should().ContainSingle(spot => spot.Namespace == sent).Subject;
        spot.ToString().Should().Be($"Holders of uts:[{holder["sent"]}]: The kernel lists it, but nothing that keeps it alive could be read.");

        NamespaceInfo owner = Find(graph, holder["sent-owner"])!;
        sent.Owner.Should().Be(owner);
        owner.Holders.Should().ContainSingle().Which.Kind.Should().Be(NamespaceHolderKinds.Owned);
        graph.BlindSpots.Should().NotContain(spot => spot.Namespace == owner, "it is known what keeps it alive");
    }

    [Fact]
    public async Task A_mount_namespace_in_a_message_tells_what_is_mounted_in_it()
    {
        RequireSight();
        await using Holder holder = await Holder.StartAsync();
        NamespaceGraph graph = NamespaceGraph.Snapshot();
        NamespaceInfo mountNamespace = Find(graph, holder.All("sent-mounts")[0])!;
        mountNamespace.Holders.Should().BeEmpty();
        NamespaceHolder mount = Find(graph, holder.All("sent-mounts")[1])!.Holders.Should().ContainSingle().Subject;
        mount.ToString().Should().Be($"mount on {holder.Directory}/sent in mnt:[{holder.All("sent-mounts")[0]}]");
        mount.Namespace.Should().Be(mountNamespace);
    }

    [Fact]
    public async Task A_socket_in_a_message_leads_nowhere()
    {
        await using Holder holder = await Holder.StartAsync();
        Find(NamespaceGraph.Snapshot(), holder["sent-socket"]).Should().BeNull();
    }

    [Fact]
    public async Task What_is_not_looked_for_is_not_listed_either()
    {
        RequireSight();
        await using Holder holder = await Holder.StartAsync();
        NamespaceGraph networks = NamespaceGraph.Snapshot(new() { Types = NamespaceTypes.Network });
        networks.BlindSpots.Should().NotContain(spot => spot.Kind == BlindSpotKind.Holders && spot.Namespace!.Type != NamespaceTypes.Network);
        Find(networks, holder.All("sent-mounts")[1]).Should().NotBeNull();
        NamespaceGraph descriptors = NamespaceGraph.Snapshot(new() { Holders = NamespaceHolderKinds.Descriptor });
        descriptors.BlindSpots.Should().NotContain(spot => spot.Kind == BlindSpotKind.Holders);
        Find(descriptors, holder["sent"]).Should().BeNull();
    }

    [Fact]
    public void Who_has_no_capabilities_is_told_of_nothing_that_belongs_to_others()
    {
        RequireListing();
        List<ulong> listed = [];
        List<string> foreign = [];
        NamespaceGraph? graph = null;
        Thread thread = new(() =>
        {
            Native.DropCapabilities();
            listed = List();
            foreach (ulong id in listed.Except(Own()))
            {
                using NamespaceHandle? handle = NamespaceHandle.TryOpenById(id, NamespaceTypes.None, 0, out Errno? error);
                using NamespaceHandle? owner = handle is null ? null : NamespaceRelations.Owner(handle);
                if (handle is null || (handle.Type == NamespaceTypes.User ? handle : owner)?.Identity.Inode == FirstUserNamespace)
                {
                    foreign.Add(handle is null ? $"{id}: {error}" : $"{handle.Type}:[{handle.Identity.Inode}]");
                }
            }

            graph = NamespaceGraph.Snapshot();
        });
        thread.Start();
        thread.Join();
        listed.Should().Contain(Own());
        foreign.Should().BeEmpty("what belongs to the machine is root's");
        if (Require.HasPrivileges)
        {
            // An ordinary user has it in a user namespace of his own, which kernels may count as his.
            listed.Should().NotContain(IdOf(Red));
        }

        graph!.BlindSpots.Should().NotContain(spot => spot.Reason.StartsWith("The kernel lists", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_of_what_only_a_socket_keeps_is_told()
    {
        NetNamespace left = NetNamespace.Create();
        NamespaceIdentity identity = left.Identity;
        using Socket socket = left.CreateSocket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        left.Dispose();
        NamespaceGraph.Snapshot().Find(identity).Should().NotBeNull();
        await WaitForAsync(NamespaceChangeKind.Gone, new(), () => identity, socket.Dispose);
    }

    [Fact]
    public async Task What_comes_into_the_part_that_is_watched_is_told()
    {
        RequireSight();
        await using Holder holder = await Holder.StartAsync();
        NamespaceInfo sent = Find(NamespaceGraph.Snapshot(), holder["sent"])!;
        NamespaceHandle? opened = null;
        try
        {
            await WaitForAsync(NamespaceChangeKind.Appeared, new() { ProcessId = Environment.ProcessId }, () => sent.Identity, () => opened = NamespaceHandle.TryOpenById(sent.Id!.Value, NamespaceTypes.None, 0, out _));
        }
        finally
        {
            opened?.Dispose();
        }
    }

    [Fact]
    public async Task What_a_process_comes_to_live_in_is_told_whatever_the_kernel_lists()
    {
        Require.UserNamespaces();
        NamespaceProcess? process = null;
        try
        {
            // Below a user namespace of its own it is not on a list for an ordinary user, and still found as his process.
            await WaitForAsync(
                NamespaceChangeKind.Appeared,
                new(),
                () => UtsOf(process!),
                () => process = NamespaceProcess.Start(new("sleep", "60") { NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts }, TestContext.Current.CancellationToken));
        }
        finally
        {
            if (process is not null)
            {
                await process.DisposeAsync();
            }
        }
    }

    private static void RequireListing() => Assert.SkipWhen(Environment.OSVersion.Version < new Version(6, 19), "The kernel does not list namespaces (6.19).");

    /// <summary>Others than root of the machine are told of what is theirs by the first releases of 6.19, and only of where they are since.</summary>
    private void RequireSight() => Assert.SkipUnless(List().Contains(IdOf(Red)) || Require.IsRootOfTheMachine, "The kernel lists the own namespaces of this user only.");

    private static List<ulong> List(NamespaceTypes? kinds = null)
    {
        RequireListing();
        List<ulong>? listed = NamespaceListing.TryList((uint)(kinds ?? NamespaceKinds.All));
        listed.Should().NotBeNull();
        return listed!;
    }

    private static List<ulong> Own()
    {
        List<ulong> own = [];
        foreach (NamespaceTypes type in Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None))
        {
            using Namespace current = Namespace.OpenCurrent(type);
            own.Add(IdOf(current));
        }

        return own;
    }

    private static ulong IdOf(Namespace item) => NamespaceCalls.UniqueId(item.Handle)!.Value;

    private static NamespaceIdentity UtsOf(NamespaceProcess process)
    {
        using Namespace item = process.OpenNamespace(NamespaceTypes.Uts);
        return item.Identity;
    }

    private static NamespaceInfo? Find(NamespaceGraph graph, ulong inode) => graph.Namespaces.SingleOrDefault(info => info.Identity.Inode == inode);

    /// <summary>Watches, waits until nothing changes any more, does something, and waits for what that changes.</summary>
    /// <param name="kind">What is told of the namespace; another one may have had the same number before, whose end is told too.</param>
    private static async Task WaitForAsync(NamespaceChangeKind kind, NamespaceGraphOptions options, Func<NamespaceIdentity> identity, Action act)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        IAsyncEnumerable<NamespaceChange> changes = NamespaceGraph.WatchAsync(TimeSpan.FromMilliseconds(20), options, limit.Token);
        limit.CancelAfter(s_long);
        Task acting = Task.Run(
            async () =>
            {
                // So long that the list is the same for some looks.
                await Task.Delay(500, limit.Token);
                act();
            },
            limit.Token);
        await foreach (NamespaceChange change in changes)
        {
            await acting;
            if (change.Kind == kind && change.Namespace.Identity == identity())
            {
                return;
            }
        }

        throw new InvalidOperationException("Changes have no end.");
    }
}

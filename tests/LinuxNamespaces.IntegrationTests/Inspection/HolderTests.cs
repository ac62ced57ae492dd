using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Inspection;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Inspection;

/// <summary>Namespaces that only one thing keeps alive, each time another kind of thing.</summary>
[Collection("The kernel")]
public sealed class HolderTests : IAsyncLifetime
{
    private Holder _holder = null!;
    private NamespaceGraph _graph = null!;

    public async ValueTask InitializeAsync()
    {
        _holder = await Holder.StartAsync();
        _graph = NamespaceGraph.Snapshot();
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is not null)
        {
            await _holder.DisposeAsync();
        }
    }

    [Fact]
    public void A_thread_does()
    {
        foreach (ulong inode in _holder.All("thread"))
        {
            NamespaceInfo info = Find(inode);
            NamespaceHolder thread = OnlyHolder(info, NamespaceHolderKinds.Thread);
            thread.ThreadId.Should().Be((int)_holder["thread-id"]);
            info.Path.Should().Be($"/proc/{_holder.Id}/task/{thread.ThreadId}/ns/{ForeignThreads.NameOf(info.Type)}");
            ShouldLeadThere(info);
            thread.ToString().Should().Be($"thread {thread.ThreadId} of process {_holder.Id} (holder)");
        }

        _holder.All("thread").Select(Find).Select(info => info.Type).Should().Equal(NamespaceTypes.Uts, NamespaceTypes.Network, NamespaceTypes.Mount);
    }

    [Fact]
    public void A_socket_does()
    {
        NamespaceInfo info = Find(_holder["socket"]);
        info.Type.Should().Be(NamespaceTypes.Network);
        OnlyHolder(info, NamespaceHolderKinds.Socket).Descriptor.Should().Be((int)_holder["socket-descriptor"]);
        info.Path.Should().BeNull();
        (info.Id is not null).Should().Be(Environment.OSVersion.Version >= new Version(6, 18), "before, the kernel gives namespaces no number");
        info.ToString().Should().Be($"net:[{_holder["socket"]}] 1 socket");
    }

    [Fact]
    public void A_descriptor_does()
    {
        NamespaceInfo info = Find(_holder["descriptor"]);
        info.Type.Should().Be(NamespaceTypes.Ipc);
        OnlyHolder(info, NamespaceHolderKinds.Descriptor).Descriptor.Should().Be((int)_holder["descriptor-number"]);
        ShouldLeadThere(info);
    }

    [Fact]
    public void A_descriptor_does_that_shows_the_path_of_a_mount_that_is_gone()
    {
        NamespaceInfo info = Find(_holder["path"]);
        info.Type.Should().Be(NamespaceTypes.Uts);
        OnlyHolder(info, NamespaceHolderKinds.Descriptor).Descriptor.Should().Be((int)_holder["path-number"]);
        ShouldLeadThere(info);
    }

    [Fact]
    public void A_mount_in_another_mount_namespace_does()
    {
        NamespaceInfo info = Find(_holder["mount"]);
        info.Type.Should().Be(NamespaceTypes.Cgroup);
        NamespaceHolder mount = info.Holders.Should().ContainSingle(holder => holder.Namespace == Holding(NamespaceTypes.Mount)).Subject;
        mount.MountPoint.Should().Be($"{_holder.Directory}/a mount");
        // Copies of the mount namespace have it too.
        info.Holders.Should().OnlyContain(holder => holder.Kind == NamespaceHolderKinds.Mount);
        info.MountPoints.Should().Equal(mount.MountPoint);
        info.Owner.Should().Be(Holding(NamespaceTypes.User));
        info.Path.Should().BeNull("it is not mounted in the mount namespace of this process");
    }

    [Fact]
    public void A_mount_in_a_mount_namespace_without_process_does()
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(6, 11), "The kernel does not tell what is mounted in another mount namespace (6.11).");
        NamespaceInfo mountNamespace = Find(_holder.All("lonely")[0]);
        NamespaceInfo info = Find(_holder.All("lonely")[1]);
        OnlyHolder(mountNamespace, NamespaceHolderKinds.Descriptor);
        info.Type.Should().Be(NamespaceTypes.Network);
        NamespaceHolder mount = OnlyHolder(info, NamespaceHolderKinds.Mount);
        mount.Namespace.Should().Be(mountNamespace);
        mount.MountPoint.Should().Be($"{_holder.Directory}/lonely");
    }

    [Fact]
    public void Children_to_come_do()
    {
        NamespaceInfo info = Find(_holder["children"]);
        info.Type.Should().Be(NamespaceTypes.Time);
        info.Holders.Should().OnlyContain(holder => holder.Kind == NamespaceHolderKinds.Children && holder.Process!.ProcessId == _holder.Id);
        info.Holders[0].ThreadId.Should().BeNull("it is the process itself");
        ShouldLeadThere(info);
    }

    [Fact]
    public void A_child_does()
    {
        NamespaceInfo child = Find(_holder["child"]);
        NamespaceInfo parent = Find(_holder["parent"]);
        child.Process!.ProcessId.Should().Be((int)_holder["child-id"]);
        child.Process.ParentProcessId.Should().Be(_holder.Id);
        child.Parent.Should().Be(parent);
        child.Owner.Should().Be(parent);
        OnlyHolder(parent, NamespaceHolderKinds.Child).Namespace.Should().Be(child);
        parent.ProcessCount.Should().Be(0);
        parent.Parent.Should().Be(Holding(NamespaceTypes.User));
        parent.Children.Should().Equal(child);
        parent.Owned.Should().Equal(child);
        Holding(NamespaceTypes.User).Owned.Should().Contain([parent, Find(_holder["socket"]), Find(_holder["mount"])]);
    }

    [Fact]
    public void Less_is_found_when_less_is_looked_for()
    {
        NamespaceGraph sockets = NamespaceGraph.Snapshot(_holder.Options with { Holders = NamespaceHolderKinds.Socket, Types = NamespaceTypes.Network | NamespaceTypes.Uts });
        sockets.Namespaces.Select(info => info.Type).Distinct().Should().BeEquivalentTo([NamespaceTypes.Network, NamespaceTypes.Uts]);
        ulong[] inodes = [.. sockets.Namespaces.Select(info => info.Identity.Inode)];
        inodes.Should().Contain(_holder["socket"]).And.NotContain(_holder["path"]).And.NotContain(_holder.All("thread"));
        sockets.Processes.Keys.Should().BeEquivalentTo([_holder.Id, (int)_holder["child-id"]]);
    }

    [Fact]
    public void Everything_that_is_found_once_is_found_again()
    {
        NamespaceGraph alone = NamespaceGraph.Snapshot(_holder.Options);
        NamespaceGraph again = NamespaceGraph.Snapshot(_holder.Options);
        again.Diff(alone).IsEmpty.Should().BeTrue();
        _graph.Namespaces.Select(info => info.Identity).Should().Contain(alone.Namespaces.Select(info => info.Identity));
        alone.BlindSpots.Where(spot => spot.Process is not null).Should().BeEmpty();
        alone.Namespaces.Select(Describe).Should().BeEquivalentTo(again.Namespaces.Select(Describe));

        static string Describe(NamespaceInfo info) => $"{info} {info.Id} {info.Path} {info.Owner} {info.Parent} {string.Join(';', info.Holders)}";
    }

    private static void ShouldLeadThere(NamespaceInfo info)
    {
        using Namespace opened = Namespace.Open(info.Path!);
        opened.Identity.Should().Be(info.Identity);
        opened.Type.Should().Be(info.Type);
    }

    private NamespaceHolder OnlyHolder(NamespaceInfo info, NamespaceHolderKinds kind)
    {
        NamespaceHolder holder = info.Holders.Where(holder => holder.Kind != NamespaceHolderKinds.Owned).Should().ContainSingle().Subject;
        holder.Kind.Should().Be(kind);
        if (kind is not (NamespaceHolderKinds.Mount or NamespaceHolderKinds.Child))
        {
            holder.Process!.ProcessId.Should().Be(_holder.Id);
        }

        return holder;
    }

    private NamespaceInfo Holding(NamespaceTypes type) => _graph.Processes[_holder.Id].Namespaces.Single(info => info.Type == type);

    private NamespaceInfo Find(ulong inode) =>
        _graph.Namespaces.SingleOrDefault(info => info.Identity.Inode == inode)
        ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{inode} is not among {string.Join('\n', _graph.Namespaces)}\n{string.Join('\n', _graph.BlindSpots)}"));
}

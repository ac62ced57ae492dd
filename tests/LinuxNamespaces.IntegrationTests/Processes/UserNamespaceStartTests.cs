using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>New user namespaces: their maps, and those inside the user namespace of this program.</summary>
[Collection("The kernel")]
public sealed class UserNamespaceStartTests
{
    public UserNamespaceStartTests() => Require.UserNamespaces();

    [Fact]
    public async Task Without_a_map_the_process_keeps_its_user_and_group()
    {
        (await IdsAsync(null)).Should().Be($"{Libc.geteuid()} {Libc.getegid()}");
        (await IdsAsync(IdMap.Unmapped)).Should().Be("65534 65534");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_half_of_a_map_is_not_written(bool users)
    {
        IdMap half = users ? new() { Users = [new(0, Libc.geteuid())] } : new() { Groups = [new(0, Libc.getegid())] };
        string expected = users ? "0 65534" : "65534 0";
        (await IdsAsync(half)).Should().Be(expected);
        using UserNamespace created = UserNamespace.Create(half);
        (created.GetUsers().Count, created.GetGroups().Count).Should().Be(users ? (1, 0) : (0, 1));
        IdMap inner = users ? new() { Users = [new(5, 0)] } : new() { Groups = [new(5, 0)] };
        (await Run.OutputAsync(new("sh", "-c", "cat /proc/self/uid_map /proc/self/gid_map | wc -l")
        {
            NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, InnerIdMap = inner, PreserveCredentials = true, StandardOutput = ProcessStream.Pipe,
        })).Should().Be("1");
    }

    [Fact]
    public void Setgroups_that_cannot_be_had_is_refused_beforehand()
    {
        IdMap wanted = IdMap.CurrentUserAsRoot with { AllowSetGroups = true };
        Action inner = () => Run.Start(new("true") { NewNamespaces = NamespaceTypes.User, IdMap = IdMap.CurrentUserAsRoot, InnerIdMap = wanted });
        inner.Should().Throw<ArgumentException>().WithMessage("*AllowSetGroups*");
        bool isPossible = File.ReadAllText("/proc/self/setgroups").StartsWith("allow", StringComparison.Ordinal);
        Action start = () => Run.Start(new("true") { NewNamespaces = NamespaceTypes.User, IdMap = wanted }).Dispose();
        Action create = () => UserNamespace.Create(wanted).Dispose();
        if (isPossible && IdMapWriter.IsPrivileged)
        {
            using UserNamespace allowed = UserNamespace.Create(wanted);
            allowed.AllowsSetGroups().Should().BeTrue();
            start();
            return;
        }

        string reason = isPossible ? "*subgid*" : "*user namespace of the caller denies*";
        start.Should().Throw<LinuxException>().WithMessage(reason).Which.Errno.Should().Be(Errno.EPERM);
        create.Should().Throw<LinuxException>().WithMessage(reason);
    }

    [Fact]
    public async Task Setgroups_is_allowed_with_subordinate_groups()
    {
        if (SubordinateIds.GetGroups().Count == 0 || SubordinateIds.GetUsers().Count == 0 || !File.ReadAllText("/proc/self/setgroups").StartsWith("allow", StringComparison.Ordinal))
        {
            Assert.Skip("The user has no subordinate ids.");
        }

        Require.Program("newgidmap");
        (await Run.OutputAsync(new("cat", "/proc/self/setgroups")
        {
            NewNamespaces = NamespaceTypes.User, IdMap = IdMap.WithSubordinateIds() with { AllowSetGroups = true }, StandardOutput = ProcessStream.Pipe,
        })).Should().Be("allow");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_network_namespace_is_joined_with_a_new_user_namespace_alike_by_root_and_by_others(bool asRoot)
    {
        Require.NetworkNamespaces();
        using NetNamespace net = NetNamespace.Create();
        NamespaceProcessStartInfo info = new("sh", "-c", "id -u; id -g; readlink /proc/self/ns/net /proc/self/ns/user; cat /proc/self/setgroups; hostname; grep -c : /proc/net/dev; sleep 0")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts | NamespaceTypes.Mount | NamespaceTypes.Pid,
            JoinNamespaces = { net },
            IdMap = asRoot ? IdMap.CurrentUserAsRoot : null,
            HostName = "inside",
            Mounts = { Mount.Proc() },
            StandardOutput = ProcessStream.Pipe,
        };
        string[] lines = (await Run.OutputAsync(info)).Split('\n');
        lines[0].Should().Be(asRoot ? "0" : $"{Libc.geteuid()}");
        lines[1].Should().Be(asRoot ? "0" : $"{Libc.getegid()}");
        lines[2].Should().Be($"net:[{net.Identity.Inode}]");
        lines[3].Should().NotBe(new FileInfo("/proc/self/ns/user").LinkTarget);
        lines[4].Should().Be("deny");
        lines[5].Should().Be("inside");
        lines[6].Should().Be("1");
        // Nothing of the way there is left to the process: it is in the new user namespace, whose parent is that of the network namespace.
        await using NamespaceProcess process = Run.Start(new("sleep", "1000") { NewNamespaces = NamespaceTypes.User, JoinNamespaces = { net } });
        using UserNamespace user = UserNamespace.OpenProcess(process.Id);
        user.UserInside(Libc.geteuid()).Should().Be(Libc.geteuid());
        using Namespace owner = net.OpenOwner();
        using UserNamespace parent = user.OpenParent();
        parent.Identity.Should().Be(owner.Identity);
        using Namespace joined = process.OpenNamespace(NamespaceTypes.Network);
        joined.Identity.Should().Be(net.Identity);
    }

    [Fact]
    public void Ids_that_the_user_namespace_in_between_does_not_have_are_refused_with_the_reason()
    {
        Require.NetworkNamespaces();
        if (Require.HasPrivileges)
        {
            Assert.Skip("This is about callers without privilege.");
        }

        using NetNamespace net = NetNamespace.Create();
        Action start = () => Run.Start(new("true")
        {
            NewNamespaces = NamespaceTypes.User, JoinNamespaces = { net }, IdMap = new() { Users = [new(0, Libc.geteuid()), new(1, 4_000_000_000)], Groups = [new(0, Libc.getegid())] },
        });
        start.Should().Throw<LinuxException>().WithMessage("*user 4000000000*user namespace of this program*");
    }

    private static async Task<string> IdsAsync(IdMap? map) =>
        await Run.OutputAsync(new("sh", "-c", "echo $(id -u) $(id -g)") { NewNamespaces = NamespaceTypes.User, IdMap = map, PreserveCredentials = true, StandardOutput = ProcessStream.Pipe });
}

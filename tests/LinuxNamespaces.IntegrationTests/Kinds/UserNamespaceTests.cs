using System.Globalization;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class UserNamespaceTests : KindTest
{
    private static readonly uint s_user = Id("-u");
    private static readonly uint s_group = Id("-g");

    [Fact]
    public async Task That_of_a_process_belongs_to_somebody_else_when_that_is_said()
    {
        Require.RootOfTheMachine();
        IdRange range = new(0, 100_000, 10);
        NamespaceProcessStartInfo info = new("sleep", "1000")
        {
            NewNamespaces = NamespaceTypes.User,
            UserNamespaceOwner = (4711, 4712),
            IdMap = new IdMap { Users = [range], Groups = [range] },
        };
        await using NamespaceProcess process = NamespaceProcess.Start(info, TestContext.Current.CancellationToken);
        using UserNamespace user = UserNamespace.OpenProcess(process.Id);
        user.GetOwnerUser().Should().Be(4711);
        user.GetUsers().Should().Equal(range);
        user.GetGroups().Should().Equal(range);
    }

    [Fact]
    public void Who_it_belongs_to_is_who_the_process_is()
    {
        Require.RootOfTheMachine();
        NamespaceProcessStartInfo info = new("sh", "-c", "id -u; id -g; id -G")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Uts,
            UserNamespaceOwner = (4711, 4712),
            IdMap = new IdMap { Users = [new(5, 4711)], Groups = [new(6, 4712)] },
            StandardOutput = ProcessStream.Pipe,
        };
        using NamespaceProcess process = NamespaceProcess.Start(info, TestContext.Current.CancellationToken);
        using StreamReader reader = new(process.StandardOutput.AsStream());
        reader.ReadToEnd().Should().Be("5\n6\n6\n");
    }

    [Fact]
    public void One_is_created_without_a_process_and_entered_by_others()
    {
        using UserNamespace user = UserNamespace.Create();
        Enter(user, "id -u; id -g").Should().Be("0\n0");
        Enter(user, "cat /proc/self/uid_map").Split(' ', StringSplitOptions.RemoveEmptyEntries).Should().Equal("0", $"{s_user}", "1");
        user.GetUsers().Should().Equal(new IdRange(0, s_user));
        user.GetGroups().Should().Equal(new IdRange(0, s_group));
        user.AllowsSetGroups().Should().BeFalse();
        user.GetOwnerUser().Should().Be(s_user);
        using UserNamespace parent = user.OpenParent();
        using UserNamespace owner = user.OpenOwner();
        using UserNamespace current = UserNamespace.OpenCurrent();
        parent.Should().Be(current).And.Be(owner);
    }

    [Fact]
    public void Ids_are_translated_in_both_directions()
    {
        using UserNamespace user = UserNamespace.Create(new IdMap { Users = [new IdRange(7, s_user)], Groups = [new IdRange(8, s_group)] });
        user.UserInside(s_user).Should().Be(7);
        user.UserOutside(7).Should().Be(s_user);
        user.GroupInside(s_group).Should().Be(8);
        user.GroupOutside(8).Should().Be(s_group);
        user.UserInside(s_user + 1).Should().BeNull();
        user.UserOutside(0).Should().BeNull();
        user.GroupInside(s_group + 1).Should().BeNull();
        user.GroupOutside(0).Should().BeNull();
    }

    [Fact]
    public void Ranges_are_mapped_by_who_may()
    {
        Assert.SkipUnless(Require.IsRootOfTheMachine, "This needs the ids of the whole machine.");
        IdMap map = new() { Users = [new IdRange(0, 100000, 1000), new IdRange(5000, 300000, 10)], Groups = [new IdRange(0, 200000, 1000)], AllowSetGroups = true };
        using UserNamespace user = UserNamespace.Create(map);
        user.GetUsers().Should().Equal(map.Users);
        user.GetGroups().Should().Equal(map.Groups);
        user.AllowsSetGroups().Should().BeTrue();
        user.UserInside(100999).Should().Be(999);
        user.UserInside(101000).Should().BeNull();
        user.UserOutside(5009).Should().Be(300009);
        Enter(user, "cat /proc/self/uid_map").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Should().Equal("0", "100000", "1000", "5000", "300000", "10");
    }

    [Fact]
    public async Task Maps_of_a_process_are_those_that_proc_shows()
    {
        await using NamespaceProcess process = Start(NamespaceTypes.None);
        using UserNamespace user = UserNamespace.OpenProcess(process.Id);
        user.GetUsers().Select(range => range.ToString()).Should().Equal(Lines(process.Id, "uid_map"));
        user.GetGroups().Select(range => range.ToString()).Should().Equal(Lines(process.Id, "gid_map"));
        user.AllowsSetGroups().Should().BeFalse();
    }

    [Fact]
    public void Maps_of_the_machine_are_read_by_everybody()
    {
        Assert.SkipUnless(Require.HasAllUsers, "This is about the first user namespace.");
        using UserNamespace current = UserNamespace.OpenCurrent();
        current.GetUsers().Select(range => range.ToString()).Should().Equal(Lines(Environment.ProcessId, "uid_map"));
        current.UserInside(s_user).Should().Be(s_user);
        current.AllowsSetGroups().Should().Be(File.ReadAllText("/proc/self/setgroups").Trim() == "allow");
    }

    [Fact]
    public void What_is_above_is_told_to_be_out_of_reach()
    {
        Assert.SkipUnless(File.ReadAllText("/proc/self/uid_map").Contains("4294967295", StringComparison.Ordinal), "This is about the first user namespace.");
        using UserNamespace current = UserNamespace.OpenCurrent();
        Action act = () => current.OpenParent();
        act.Should().Throw<LinuxException>().Which.Message.Should().Contain($"{current}").And.Contain("at or below");
    }

    [Fact]
    public async Task Processes_are_started_in_one()
    {
        using UserNamespace user = UserNamespace.Create();
        await using NamespaceProcess process = NamespaceProcess.Start(
            new("id", "-u") { JoinNamespaces = { user.Handle }, StandardOutput = ProcessStream.Pipe }, TestContext.Current.CancellationToken);
        (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().Should().Be("0");
    }

    private static string Enter(UserNamespace user, string command) =>
        Tool.Run("nsenter", Require.IsRootOfTheMachine ? [$"--user={Tool.PathOf(user.Handle)}", "sh", "-c", command] : [$"--user={Tool.PathOf(user.Handle)}", "--preserve-credentials", "sh", "-c", command]).TrimEnd();

    private static IEnumerable<string> Lines(int processId, string file) =>
        File.ReadLines($"/proc/{processId}/{file}").Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static uint Id(string option) => uint.Parse(Tool.Run("id", option), CultureInfo.InvariantCulture);
}

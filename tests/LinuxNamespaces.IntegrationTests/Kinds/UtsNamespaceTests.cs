using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Kinds;

[Collection("The kernel")]
public sealed class UtsNamespaceTests : KindTest
{
    [Fact]
    public void Names_are_set_and_read_as_hostname_does()
    {
        string outside = Environment.MachineName;
        using UtsNamespace names = UtsNamespace.Create();
        names.GetHostName().Should().Be(outside, "a new one has the names of the old");
        names.SetHostName("red.example");
        names.SetDomainName("nis");
        RunIn(names, "uname", "-n").Trim().Should().Be("red.example");
        RunIn(names, "cat", "/proc/sys/kernel/domainname").Trim().Should().Be("nis");
        RunIn(names, "hostname", "blue");
        names.GetHostName().Should().Be("blue");
        names.GetDomainName().Should().Be("nis");
        File.ReadAllText("/proc/sys/kernel/hostname").Trim().Should().Be(outside);
    }

    [Fact]
    public async Task Names_of_a_process_in_a_user_namespace_of_its_own_are_set()
    {
        await using NamespaceProcess process = Start(NamespaceTypes.Uts);
        using UtsNamespace names = UtsNamespace.OpenProcess(process.Id);
        names.SetHostName("inside");
        RunIn(process, NamespaceTypes.Uts, "uname", "-n").Trim().Should().Be("inside");
        names.GetHostName().Should().Be("inside");
    }

    [Fact]
    public void Names_of_the_machine_are_read_by_everybody()
    {
        using UtsNamespace current = UtsNamespace.OpenCurrent();
        current.GetHostName().Should().Be(Tool.Run("uname", "-n").Trim());
        current.GetDomainName().Should().Be(File.ReadAllText("/proc/sys/kernel/domainname").Trim());
    }

    [Fact]
    public void Names_of_the_machine_are_not_set_by_an_ordinary_user()
    {
        Assert.SkipWhen(Require.HasPrivileges, "This is about users without CAP_SYS_ADMIN.");
        using UtsNamespace current = UtsNamespace.OpenCurrent();
        Action act = () => current.SetHostName("other");
        act.Should().Throw<LinuxException>().Which.Message.Should().Contain($"set the host name of '{current}'").And.Contain("EPERM").And.Contain("CAP_SYS_ADMIN");
    }

    [Fact]
    public void The_longest_name_and_none_are_taken_and_a_longer_one_is_not()
    {
        using UtsNamespace names = UtsNamespace.Create();
        string longest = new('ä', 32);
        names.SetHostName(longest);
        names.GetHostName().Should().Be(longest);
        names.SetHostName(string.Empty);
        names.GetHostName().Should().BeEmpty();
        Action act = () => names.SetHostName(new string('x', 65));
        act.Should().Throw<ArgumentException>();
        act = () => names.SetHostName("a\0b");
        act.Should().Throw<ArgumentException>();
        names.Dispose();
        act = () => _ = names.GetHostName();
        act.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Each_is_opened_as_what_it_is()
    {
        using UtsNamespace created = UtsNamespace.Create();
        using UtsNamespace opened = UtsNamespace.Open($"/proc/self/fd/{created.Handle.DangerousGetHandle()}");
        opened.Should().Be(created);
        using UserNamespace owner = created.OpenOwner();
        using UserNamespace own = UserNamespace.OpenCurrent();
        owner.Equals(own).Should().Be(Require.HasPrivileges);
        Action act = () => UtsNamespace.Open("/proc/self/ns/ipc");
        act.Should().Throw<InvalidDataException>().WithMessage("*Uts*Ipc*");
    }

    [Fact]
    public void Nothing_is_left_of_a_hundred_of_them()
    {
        int children = ChildProcesses.Find().Length;
        for (int i = 0; i < 100; i++)
        {
            using UtsNamespace names = UtsNamespace.Create();
            names.SetHostName($"host{i}");
        }

        ChildProcesses.Find().Should().HaveCount(children);
    }
}

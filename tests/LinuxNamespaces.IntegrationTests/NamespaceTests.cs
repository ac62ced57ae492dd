using System.Globalization;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.IntegrationTests;

[Collection("The kernel")]
public sealed class NamespaceTests : KernelTest
{
    [Fact]
    public void Namespaces_of_every_kind_are_opened_and_told_apart()
    {
        foreach (NamespaceTypes type in Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None))
        {
            string name = type switch
            {
                NamespaceTypes.Network => "net",
                NamespaceTypes.Mount => "mnt",
                _ => type.ToString().ToLowerInvariant(),
            };
            string link = new FileInfo($"/proc/self/ns/{name}").LinkTarget!;
            using Namespace current = Namespace.OpenCurrent(type);
            using Namespace process = Namespace.OpenProcess(Environment.ProcessId, type);
            using Namespace path = Namespace.Open($"/proc/self/ns/{name}");
            current.Should().Be(process).And.Be(path);
            current.Type.Should().Be(type);
            current.ToString().Should().Be(link);
            current.Identity.Inode.ToString(CultureInfo.InvariantCulture).Should().Be(Tool.Run("stat", "-Lc", "%i", $"/proc/{Environment.ProcessId}/ns/{name}").Trim());
            (current is NetNamespace).Should().Be(type == NamespaceTypes.Network);
            current.Should().NotBe(Red);
        }
    }

    [Fact]
    public void Current_namespace_is_that_of_the_process()
    {
        using NetNamespace current = NetNamespace.OpenCurrent();
        using NetNamespace process = NetNamespace.OpenProcess(Environment.ProcessId);
        current.Should().Be(process);
        current.Links.Select(link => link.Name).Should().BeEquivalentTo(Tool.Run("ip", "-o", "link").TrimEnd().Split('\n').Select(line => line.Split(' ')[1].TrimEnd(':').Split('@')[0]));
    }

    [Fact]
    public void Process_that_does_not_exist_is_told()
    {
        Action act = () => NetNamespace.OpenProcess(int.MaxValue);
        act.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
        Action negative = () => NetNamespace.OpenProcess(-1);
        negative.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void File_that_is_no_namespace_is_refused()
    {
        string file = Path.GetTempFileName();
        try
        {
            Action act = () => NetNamespace.Open(file);
            act.Should().Throw<InvalidDataException>().WithMessage($"*'{file}'*");
        }
        finally
        {
            File.Delete(file);
        }

        Action other = () => NetNamespace.Open("/proc/self/ns/uts");
        other.Should().Throw<InvalidDataException>().WithMessage("*Uts*");
        Action missing = () => NetNamespace.Open("/proc/self/ns/nothing");
        missing.Should().Throw<LinuxException>().Which.Errno.Should().Be(Errno.ENOENT);
        Action directory = () => NetNamespace.Open("/proc");
        directory.Should().Throw<InvalidDataException>();
    }
}

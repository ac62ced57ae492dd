using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests.Kinds;

public sealed class MountTableTests
{
    private const string Line = @"36 35 98:1 /a\040b /mnt/c\011d\134e ro,nosuid,relatime shared:7 master:3 propagate_from:2 unbindable new_tag:x - fuse.x s\012p rw,errors=continue";

    [Fact]
    public void All_that_the_kernel_says_is_read() => Read(Line).Should().Be(new MountPoint
    {
        Id = 36,
        ParentId = 35,
        Major = 98,
        Minor = 1,
        Root = "/a b",
        Target = "/mnt/c\td\\e",
        Options = "ro,nosuid,relatime",
        Flags = MountFlags.ReadOnly | MountFlags.NoSetUserId,
        PeerGroup = 7,
        MasterGroup = 3,
        IsUnbindable = true,
        FileSystem = "fuse.x",
        Source = "s\np",
        FileSystemOptions = "rw,errors=continue",
    });

    [Fact]
    public void Tags_may_be_missing_and_a_source_empty()
    {
        MountPoint mount = Read("36 35 98:0 / /- rw - tmpfs  rw,a b");
        mount.Should().BeEquivalentTo(new { PeerGroup = (int?)null, MasterGroup = (int?)null, IsUnbindable = false, Target = "/-", Source = string.Empty, FileSystemOptions = "rw,a b" });
    }

    [Theory]
    [InlineData(@"\04")]
    [InlineData(@"\")]
    [InlineData(@"\08x")]
    [InlineData(@"\999")]
    [InlineData("a\rb")]
    public void What_is_no_escape_stays(string text) => Read($"1 1 0:1 / /{text} rw - t s o").Target.Should().Be($"/{text}");

    [Theory]
    [InlineData("")]
    [InlineData("36 35 98:0 / /mnt rw tmpfs none rw")]
    [InlineData("36 35 98:0 / /mnt rw - tmpfs none")]
    [InlineData("36 35 98 / /mnt rw - tmpfs none rw")]
    [InlineData("36 35 98:x / /mnt rw - tmpfs none rw")]
    [InlineData("-36 35 98:0 / /mnt rw - tmpfs none rw")]
    [InlineData("36 99999999999 98:0 / /mnt rw - tmpfs none rw")]
    [InlineData("36 35 98:0 / /mnt rw shared:x - tmpfs none rw")]
    [InlineData("- - - - - -")]
    public void What_cannot_be_read_is_an_error(string line)
    {
        Action act = () => Read(line);
        act.Should().Throw<InvalidDataException>();
    }

    private static MountPoint Read(string line) => MountTable.Read(new StringReader(line + "\n")).Single();
}

using FluentAssertions;
using LinuxNamespaces.Ipc;
using Xunit;

namespace LinuxNamespaces.Tests.Kinds;

public sealed class IpcTableTests
{
    private const string Heading = "       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid      atime      dtime      ctime                   rss                  swap";
    private const string Line = "-1897782901          7  3640  18446744073709551615  3977  4000      2  1000  4294967294     0     0 1732540411          0 1732540400                     0                     0";

    [Fact]
    public void Segment_is_read_with_all_that_the_kernel_says()
    {
        SharedMemorySegment segment = IpcTable.ReadSegments(new StringReader($"{Heading}\n{Line}\n")).Should().ContainSingle().Which;
        segment.Should().Be(new SharedMemorySegment
        {
            Id = 7,
            Key = -1897782901,
            Permissions = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
            User = 1000,
            Group = 4294967294,
            CreatorUser = 0,
            CreatorGroup = 0,
            Changed = DateTimeOffset.FromUnixTimeSeconds(1732540400),
            Size = ulong.MaxValue,
            Attachments = 2,
            CreatorProcess = 3977,
            LastProcess = 4000,
            Attached = DateTimeOffset.FromUnixTimeSeconds(1732540411),
            Detached = null,
            IsDeleted = true,
            IsLocked = true,
        });
    }

    [Fact]
    public void Columns_are_found_wherever_they_are()
    {
        string[] names = Heading.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] values = Line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string turned = $"new {string.Join(' ', names.Reverse())}\n0 {string.Join(' ', values.Reverse())}\n";
        IpcTable.ReadSegments(new StringReader(turned)).Should().Equal(IpcTable.ReadSegments(new StringReader($"{Heading}\n{Line}\n")));
    }

    [Fact]
    public void Nothing_is_in_an_empty_table()
    {
        IpcTable.ReadSegments(new StringReader(Heading + "\n")).Should().BeEmpty();
        IpcTable.ReadQueues(new StringReader(string.Empty)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("7", "x")]
    [InlineData("7", "99999999999")]
    [InlineData("3640", "9")]
    [InlineData("3640", "77777777777777777777777")]
    [InlineData("1000", "-1")]
    [InlineData("18446744073709551615", "18446744073709551616")]
    [InlineData("1732540411", "18446744073709551615")]
    public void What_cannot_be_read_is_an_error(string value, string hostile)
    {
        string table = $"{Heading}\n{Line.Replace($" {value} ", $" {hostile} ", StringComparison.Ordinal)}\n";
        table.Should().NotContain($" {value} ");
        Action act = () => IpcTable.ReadSegments(new StringReader(table));
        act.Should().Throw<InvalidDataException>().WithMessage("*/proc/sysvipc*");
    }

    [Fact]
    public void A_line_that_is_cut_anywhere_is_read_or_an_error()
    {
        for (int length = 1; length < Line.Length; length++)
        {
            try
            {
                IpcTable.ReadSegments(new StringReader($"{Heading}\n{Line[..length]}\n"));
            }
            catch (InvalidDataException)
            {
                continue;
            }
        }
    }
}

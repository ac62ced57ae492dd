using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Ipc;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Kinds;

/// <summary>Texts of /proc and /etc that are not as they should be: an answer or an <see cref="InvalidDataException"/>, and nothing else.</summary>
public sealed class HostileTableTests
{
    private static readonly string[] s_pieces =
    [
        " ", "\n", "\t", ":", "-", ",", "\\", "\\040", "\\777", "\0", "\ufffd", "36 35 98:1 / /x rw - tmpfs none rw\n", "shared:", "master:", "unbindable", " - ", "0", "1", "4294967295",
        "4294967296", "99999999999999999999", "-1", "Name:\tx", "NSpid:\t", "\nNSpid:\t1\t2\n", "0::", "\n0::/a\n", "u:", "u:100000:65536\n", "monotonic", "boottime 864000 0\n",
        "         0       1000          1\n", "key shmid perms size cpid lpid nattch uid gid cuid cgid atime dtime ctime rss swap\n", "key semid perms nsems uid gid cuid cgid otime ctime\n",
        "key msqid perms cbytes qnum lspid lrpid uid gid cuid cgid stime rtime ctime\n", "777777777777", "  sl  local_address\n", "   0: 0100007F:0035 00000000:0000 0A 00000000:00000000 00:0 0 0 0 5 1\n",
    ];

    private static readonly Gen<string> s_texts = Gen.OneOf(
        Gen.Int[0, s_pieces.Length - 1].Array[0, 30].Select(pieces => string.Concat(pieces.Select(piece => s_pieces[piece]))),
        Gen.String[0, 100]);

    private static readonly Action<string>[] s_parsers =
    [
        text => MountTable.Read(new StringReader(text)),
        text => PidTables.ParseIds(text),
        text => CgroupNamespace.ParseUnified(text),
        text => SubordinateIds.Parse(text, "u", 1000),
        text => TimeOffsets.Parse(text),
        text => Translate(IdMapReader.Parse(text)),
        text => IpcTable.ReadSegments(new StringReader(text)),
        text => IpcTable.ReadSemaphores(new StringReader(text)),
        text => IpcTable.ReadQueues(new StringReader(text)),
        text => NetSocketTable.Read(new StringReader(text), System.Net.Sockets.ProtocolType.Tcp).ToList(),
    ];

    [Fact]
    public void A_text_is_read_or_is_invalid_data() => s_texts.Sample(text =>
    {
        foreach (Action<string> parse in s_parsers)
        {
            try
            {
                parse(text);
            }
            catch (InvalidDataException)
            {
            }
        }
    });

    // A process may give itself any name, and a mount any path.
    [Fact]
    public void A_name_cannot_pass_for_a_line_of_the_status()
    {
        // The kernel writes a new line in a name as a backslash and n.
        PidTables.ParseIds("Name:\tNSpid:\t7\\nNSpid:\t8\nUmask:\t0022\nNSpid:\t812\t1\n").Should().Equal(812, 1);
        PidTables.ParseIds("Name:\t) R 1 (\\nNSpid:\nNSpid:\t812\n").Should().Equal(812);
    }

    [Fact]
    public void A_path_cannot_pass_for_another_field()
    {
        MountPoint mount = MountTable.Read(new StringReader("36 35 0:1 / /a\\040-\\040nsfs\\012(b)\\134040 rw - tmpfs x\\011y\\040-\\040z rw\n")).Should().ContainSingle().Subject;
        mount.Target.Should().Be("/a - nsfs\n(b)\\040");
        mount.Source.Should().Be("x\ty - z");
        mount.FileSystem.Should().Be("tmpfs");
    }

    private static void Translate(IReadOnlyList<IdRange> ranges)
    {
        foreach (uint id in new uint[] { 0, 1, 1000, uint.MaxValue - 1, uint.MaxValue })
        {
            IdMapReader.Inside(ranges, id);
            IdMapReader.Outside(ranges, id);
        }
    }
}

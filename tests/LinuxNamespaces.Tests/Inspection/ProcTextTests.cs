using System.Text;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Inspection;
using Xunit;

namespace LinuxNamespaces.Tests.Inspection;

public sealed class ProcTextTests
{
    private static readonly NamespaceTypes[] s_types = [.. Enum.GetValues<NamespaceTypes>().Where(type => type != NamespaceTypes.None)];

    private static readonly string[] s_pieces = ["net:[", "1]", "(", ")", " ", "S", "12", "0:4", " - nsfs ", "\n", "\\04", "\nUid:\t", "\t", "socket:["];

    [Fact]
    public void A_link_tells_kind_and_inode()
    {
        foreach (NamespaceTypes type in s_types)
        {
            ProcText.TryParseNamespace(Bytes($"{type.ProcName()}:[4026531833]"), out NamespaceTypes kind, out ulong inode).Should().BeTrue();
            kind.Should().Be(type);
            inode.Should().Be(4026531833);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("net:[")]
    [InlineData("net:[]")]
    [InlineData("net:[x]")]
    [InlineData("net:[-1]")]
    [InlineData("net:[12")]
    [InlineData("net:[12]x")]
    [InlineData("net:[12]]")]
    [InlineData("net:[12 ]")]
    [InlineData("net:[99999999999999999999]")]
    [InlineData("/net:[12]")]
    [InlineData("nets:[12]")]
    [InlineData("net:12")]
    [InlineData("pipe:[12]")]
    [InlineData("NET:[12]")]
    public void What_is_no_link_to_a_namespace_is_none(string link) => ProcText.TryParseNamespace(Bytes(link), out _, out _).Should().BeFalse();

    [Fact]
    public void A_link_tells_the_inode_of_a_socket()
    {
        ProcText.TryParseSocket("socket:[8312]"u8, out ulong inode).Should().BeTrue();
        inode.Should().Be(8312);
        ProcText.TryParseSocket("socket:[8312"u8, out _).Should().BeFalse();
        ProcText.TryParseSocket("/socket:[8312]"u8, out _).Should().BeFalse();
    }

    [Fact]
    public void A_process_is_read()
    {
        ProcessState? state = ProcText.TryParseState("812 (bash) S 800 812 812 34816 900 4194304 1 2 3 4 5 6 7 8 20 0 17 0 99 1 2\n"u8);
        state.Should().Be(new ProcessState("bash", 800, 17, HasEnded: false, IsKernel: false));
        ProcText.TryParseState("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0\n"u8).Should().Be(new ProcessState("kthreadd", 0, 1, HasEnded: false, IsKernel: true));
        ProcText.TryParseState("3 (gone) Z 1 3 3 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0\n"u8)!.Value.HasEnded.Should().BeTrue();
        ProcText.TryParseState("3 (going) R 1 3 3 0 -1 4194308 0 0 0 0 0 0 0 0 20 0 1 0 1 0 0\n"u8)!.Value.HasEnded.Should().BeTrue();
    }

    [Theory]
    [InlineData("a) S 1 (b", "a) S 1 (b")]
    [InlineData(") R 1", ") R 1")]
    [InlineData("x\ny\u001b[31m", "x\\x0ay\\x1b[31m")]
    [InlineData("", "")]
    [InlineData("\u202eevil", "\\xe2\\x80\\xaeevil")]
    public void A_name_cannot_pass_for_something_else(string name, string printed)
    {
        ProcessState? state = ProcText.TryParseState(Bytes($"812 ({name}) S 800 812 812 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 3 0 1 0 0\n"));
        state.Should().Be(new ProcessState(printed, 800, 3, HasEnded: false, IsKernel: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("812")]
    [InlineData("812 (bash")]
    [InlineData("812 )bash(")]
    [InlineData("812 (bash)")]
    [InlineData("812 (bash) S")]
    [InlineData("812 (bash) S 800 812 812 0 -1 4194304 0 0 0 0 0 0 0 0 20 0")]
    [InlineData("812 (bash) S x 812 812 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 3 0")]
    [InlineData("812 (bash) S 99999999999 812 812 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 3 0")]
    public void What_is_cut_off_is_no_process(string stat) => ProcText.TryParseState(Bytes(stat)).Should().BeNull();

    [Fact]
    public void The_effective_user_is_read()
    {
        ProcText.TryParseUser("Name:\tx\nUmask:\t0022\nUid:\t1000\t1001\t1002\t1003\nGid:\t5\t5\t5\t5\n"u8).Should().Be(1001);
        ProcText.TryParseUser("Name:\tUid:\t7\t8\nUid:\t1000\t4294967294\t1002\t1003\n"u8).Should().Be(4294967294);
        ProcText.TryParseUser("Name:\tx\n"u8).Should().BeNull();
        ProcText.TryParseUser("\nUid:\t"u8).Should().BeNull();
        ProcText.TryParseUser("\nUid:\t1\t"u8).Should().BeNull();
    }

    [Fact]
    public void The_inode_of_a_descriptor_is_read()
    {
        ProcText.TryParseInode("pos:\t0\nflags:\t02100000\nmnt_id:\t14\nino:\t4026531833\n"u8).Should().Be(4026531833);
        ProcText.TryParseInode("pos:\t0\nflags:\t02100000\nmnt_id:\t14\nino:\t12\nscm_fds: 0\n"u8).Should().Be(12);
        ProcText.TryParseInode("pos:\t0\nflags:\t02100000\nmnt_id:\t14\n"u8).Should().BeNull();
        ProcText.TryParseInode("ino:\t12\n"u8).Should().BeNull();
        ProcText.TryParseInode("pos:\t0\nino:\t12"u8).Should().BeNull("it may be cut off");
        ProcText.TryParseInode("pos:\t0\nino:\t-1\n"u8).Should().BeNull();
    }

    [Fact]
    public void A_mounted_namespace_is_read()
    {
        NamespaceMount? mount = ProcText.TryParseMount(@"36 35 0:4 net:[4026532184] /run/netns/a\040b\134c rw shared:25 master:3 - nsfs nsfs rw"u8);
        mount!.Value.Type.Should().Be(NamespaceTypes.Network);
        mount.Value.Identity.Should().Be(new NamespaceIdentity(4, 4026532184));
        Encoding.UTF8.GetString(mount.Value.Path).Should().Be(@"/run/netns/a b\c");
        ProcText.TryParseMount("36 35 259:1048575 net:[1] /x rw - nsfs nsfs rw"u8)!.Value.Identity.Device.Should().Be((259UL << 20) | 1048575);
    }

    [Theory]
    [InlineData("36 35 0:4 / /run rw shared:25 - tmpfs nsfs rw")]
    [InlineData("36 35 0:4 net:[4026532184] /run/netns/red rw shared:25 - tmpfs nsfs rw")]
    [InlineData("36 35 0:4 net:[4026532184] /run/netns/red rw shared:25")]
    [InlineData("36 35 0:4 net:[4026532184] - nsfs nsfs rw")]
    [InlineData("36 35 0:4 / /x rw - nsfs nsfs rw")]
    [InlineData("36 35 04 net:[4026532184] /x rw - nsfs nsfs rw")]
    [InlineData("36 35 0:-4 net:[4026532184] /x rw - nsfs nsfs rw")]
    [InlineData("36 35 0:4 net:[4026532184] /x rw - nsfs")]
    [InlineData("")]
    [InlineData(" - nsfs ")]
    public void What_is_no_mounted_namespace_is_none(string line) => ProcText.TryParseMount(Bytes(line)).Should().BeNull();

    [Theory]
    [InlineData("30 1 0:22 / /proc rw,nosuid - proc proc rw", false)]
    [InlineData("30 1 0:22 / /proc rw,nosuid - proc proc rw,gid=4,hidepid=invisible", true)]
    [InlineData("30 1 0:22 / /proc rw,nosuid - proc proc rw,hidepid=2", true)]
    [InlineData("30 1 0:22 / /proc rw,nosuid - proc proc rw,hidepid=ptraceable,subset=pid", true)]
    [InlineData("30 1 0:22 / /proc rw,nosuid - proc proc rw,hidepid=noaccess", false)]
    [InlineData("30 1 0:22 / /proc rw,nosuid - proc proc rw,hidepid=", false)]
    [InlineData("30 1 0:22 / /mnt/proc rw,nosuid - proc proc rw,hidepid=2", false)]
    [InlineData("30 1 0:22 / /proc rw - proc proc rw,hidepid=2\n31 30 0:23 / /proc rw - proc proc rw", false)]
    [InlineData("", false)]
    public void Hidden_processes_are_told(string mountinfo, bool hidden) => ProcText.HidesProcesses(Bytes(mountinfo)).Should().Be(hidden);

    [Theory]
    [InlineData(@"\040", " ")]
    [InlineData(@"a\011b", "a\tb")]
    [InlineData(@"\04", @"\04")]
    [InlineData(@"\", @"\")]
    [InlineData(@"\999", @"\999")]
    [InlineData(@"\134134", @"\134")]
    public void Numbers_of_characters_are_undone_once(string escaped, string plain) =>
        Encoding.UTF8.GetString(ProcText.Unescape(Bytes(escaped))).Should().Be(plain);

    [Fact]
    public void Nothing_makes_a_parser_fail() =>
        Gen.OneOf(Gen.Byte.Array[0, 200], Gen.Int[0, s_pieces.Length - 1].Array[0, 40].Select(pieces => Bytes(string.Concat(pieces.Select(piece => s_pieces[piece])))))
            .Sample(bytes =>
            {
                _ = ProcText.TryParseNamespace(bytes, out _, out _);
                _ = ProcText.TryParseSocket(bytes, out _);
                ProcText.TryParseState(bytes);
                ProcText.TryParseUser(bytes);
                ProcText.TryParseMount(bytes);
                ProcText.TryParseInode(bytes);
                ProcText.HidesProcesses(bytes);
                ProcText.Unescape(bytes);
                PrintableText.OfArguments((byte[])bytes.Clone())?.Any(char.IsControl).Should().BeFalse();
            });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

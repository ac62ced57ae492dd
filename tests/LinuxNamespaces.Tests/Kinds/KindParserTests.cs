using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Kinds;

public sealed class KindParserTests
{
    private const string Heading = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
    private const string Socket = "   0: 0100007F:1F90 0A00A8C0:0050 01 00000005:00000007 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0";

    [Fact]
    public void Socket_is_read_with_its_addresses()
    {
        Assert.SkipUnless(BitConverter.IsLittleEndian, "The addresses are written in the byte order of the machine.");
        Read(Socket).Should().Be(new NetSocketInfo
        {
            Protocol = ProtocolType.Tcp,
            Local = new IPEndPoint(IPAddress.Loopback, 8080),
            Remote = new IPEndPoint(IPAddress.Parse("192.168.0.10"), 80),
            State = TcpState.Established,
            SendQueue = 5,
            ReceiveQueue = 7,
            User = 1000,
            Inode = 4711,
        });
        Read(Socket.Replace("0100007F", "B80D01200000000000000000EFCDAB89", StringComparison.Ordinal)).Local
            .Should().Be(new IPEndPoint(IPAddress.Parse("2001:db8::89ab:cdef"), 8080));
        Read(Socket.Replace(" 01 ", " 0A ", StringComparison.Ordinal)).State.Should().Be(TcpState.Listen);
        Read(Socket.Replace(" 01 ", " FF ", StringComparison.Ordinal)).State.Should().Be(TcpState.Unknown);
    }

    [Theory]
    [InlineData("0100007F:", "0100007:")]
    [InlineData("0100007F:", "0100007G:")]
    [InlineData(":1F90", ":11F90")]
    [InlineData(":1F90", "")]
    [InlineData("00000005:00000007", "00000005")]
    [InlineData(" 1000 ", " -1 ")]
    [InlineData(" 4711 ", " x ")]
    [InlineData(" 01 ", " ")]
    public void What_is_no_socket_is_an_error(string part, string hostile)
    {
        Socket.Should().Contain(part);
        Action act = () => Read(Socket.Replace(part, hostile, StringComparison.Ordinal));
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void A_socket_that_is_cut_anywhere_is_read_or_an_error()
    {
        for (int length = 0; length < Socket.Length; length++)
        {
            Action act = () => Read(Socket[..length]);
            act.Should().NotThrow<IndexOutOfRangeException>();
        }
    }

    [Fact]
    public void Offsets_of_clocks_are_read()
    {
        TimeOffsets.Parse("monotonic         -2 500000000\nboottime           0  1234567890\nnew 1 1\n").Should().NotBeNull();
        TimeOffsets offsets = new() { Monotonic = TimeSpan.FromSeconds(-1.5), Boottime = TimeSpan.FromTicks(1) };
        TimeOffsets.Parse(offsets.Format()).Should().Be(offsets);
    }

    [Theory]
    [InlineData("monotonic 1")]
    [InlineData("monotonic x 1")]
    [InlineData("monotonic 9223372036854775807 0")]
    [InlineData("monotonic -9223372036854775808 0")]
    [InlineData("monotonic 1 -1")]
    public void What_is_no_offset_is_an_error(string text)
    {
        Action act = () => TimeOffsets.Parse(text);
        act.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Path_of_a_cgroup_is_that_of_the_unified_hierarchy()
    {
        CgroupNamespace.ParseUnified("12:pids:/a\n1:name=systemd:/b\n0::/c:d e\n").Should().Be("/c:d e");
        CgroupNamespace.ParseUnified("12:pids:/0::/a\n").Should().BeNull();
        CgroupNamespace.ParseUnified(string.Empty).Should().BeNull();
    }

    [Fact]
    public void Reference_is_written_and_read()
    {
        NamespaceReference reference = new() { Type = NamespaceTypes.Mount, Identity = new NamespaceIdentity(4, 4026531841), Id = 17, Boot = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e") };
        reference.ToString().Should().Be("mnt:4:4026531841:17:0f8fad5b-d9cb-469f-a165-70867728950e");
        NamespaceReference.Parse(reference.ToString()).Should().Be(reference);
        NamespaceReference.Parse((reference with { Id = null }).ToString()).Should().Be(reference with { Id = null });
        reference.TryOpen().Should().BeNull("that was another run of the machine");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("mnt")]
    [InlineData("xyz:4:5:6:0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("mnt:-4:5:6:0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("mnt:4:5:99999999999999999999:0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("mnt:4:5:6:boot")]
    [InlineData("mnt:4:5:6:0f8fad5b-d9cb-469f-a165-70867728950e:7")]
    public void What_is_no_reference_is_refused(string? text)
    {
        NamespaceReference.TryParse(text, out NamespaceReference? reference).Should().BeFalse();
        reference.Should().BeNull();
    }

    [Fact]
    public void Names_in_a_directory_are_read_and_a_cut_list_is_an_error()
    {
        byte[] list = [.. Entry(".", 4), .. Entry("all", 4), .. Entry("ip_forward", 8)];
        DirectoryEntries.Read(list).Should().Equal("all/", "ip_forward");
        for (int length = 1; length < list.Length; length++)
        {
            if (length != 24 && length != 48)
            {
                Action act = () => DirectoryEntries.Read(list.AsSpan(0, length));
                act.Should().Throw<InvalidDataException>();
            }
        }

        list[16] = 0;
        Action hostile = () => DirectoryEntries.Read(list);
        hostile.Should().Throw<InvalidDataException>();

        static byte[] Entry(string name, byte type)
        {
            byte[] entry = new byte[(19 + name.Length + 1 + 7) / 8 * 8];
            entry[16] = (byte)entry.Length;
            entry[18] = type;
            System.Text.Encoding.ASCII.GetBytes(name, entry.AsSpan(19));
            return entry;
        }
    }

    private static NetSocketInfo Read(string line) => NetSocketTable.Read(new StringReader(Heading + line + "\n"), ProtocolType.Tcp).Single();
}

using System.Net;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

/// <summary>Packets come from anybody on the network: whatever they hold, they are an answer or none.</summary>
public sealed class HostilePacketTests
{
    private const int Rounds = 100_000;
    private const ushort Identifier = 0x1234;
    private const ushort Sequence = 7;

    private static readonly byte[] s_identity = [0x12, 0x34, 0, 7];

    public static TheoryData<bool> Families => [true, false];

    [Theory]
    [MemberData(nameof(Families))]
    public void Noise_is_no_answer(bool v4) =>
        Gen.Byte.Array[0, 128].Where(packet => packet.AsSpan().IndexOf(s_identity) < 0)
            .Sample(packet => IcmpProtocol.Read(packet, v4, Identifier, Sequence) is null, iter: Rounds);

    [Theory]
    [MemberData(nameof(Families))]
    public void Changed_answers_are_read_or_passed_over(bool v4)
    {
        byte[][] answers = [Answer(v4), v4 ? Error(v4) : ErrorV6(60, 44, 0, 1, 4, 0, 0, 0, 0, 58, 0, 0, 1, 0, 0, 0, 9)];
        int read = 0;
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[0, 3], Gen.Int[0, 120]).Sample(
            (kind, changes, cut) =>
            {
                byte[] packet = [.. answers[kind]];
                foreach ((int offset, byte value) in changes)
                {
                    packet[offset % packet.Length] = value;
                }

                ReadOnlySpan<byte> received = packet.AsSpan(0, cut % 2 == 0 ? packet.Length : Math.Min(cut, packet.Length));
                if (IcmpProtocol.Read(received, v4, Identifier, Sequence) is { } answer)
                {
                    Interlocked.Increment(ref read);
                    answer.Size.Should().BeLessThanOrEqualTo(received.Length);
                }
            },
            iter: Rounds);
        read.Should().BeInRange(Rounds / 10, Rounds - (Rounds / 10), "a test that only takes or only passes over tells little");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Answers_and_errors_are_read(bool v4)
    {
        IcmpProtocol.Read(Answer(v4), v4, Identifier, Sequence).Should().Be(new IcmpAnswer(EchoStatus.Success, v4 ? 64 : null, 16));
        IcmpProtocol.Read(Error(v4), v4, Identifier, Sequence)
            .Should().Be(new IcmpAnswer(EchoStatus.DestinationUnreachable, v4 ? 64 : null, v4 ? 44 : 64));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Answers_to_others_are_passed_over(bool v4)
    {
        foreach (byte[] packet in new[] { Answer(v4), Error(v4) })
        {
            IcmpProtocol.Read(packet, v4, Identifier + 1, Sequence).Should().BeNull();
            IcmpProtocol.Read(packet, v4, Identifier, Sequence + 1).Should().BeNull();
        }
    }

    [Fact]
    public void Requests_are_found_behind_the_extension_headers_of_IPv6()
    {
        byte[] first = [58, 0, 0, 1, 0, 0, 0, 9];
        IcmpProtocol.Read(ErrorV6(44, first), v4: false, Identifier, Sequence)!.Value.Status.Should().Be(EchoStatus.DestinationUnreachable);
        byte[] options = [44, 1, .. new byte[14], .. first];
        foreach (byte kind in new byte[] { 0, 43, 60 })
        {
            IcmpProtocol.Read(ErrorV6(kind, options), v4: false, Identifier, Sequence).Should().NotBeNull();
        }

        byte[] later = [58, 0, 0, 8, 0, 0, 0, 9];
        IcmpProtocol.Read(ErrorV6(44, later), v4: false, Identifier, Sequence).Should().BeNull("what follows is from the middle of a packet");
        IcmpProtocol.Read(ErrorV6(17), v4: false, Identifier, Sequence).Should().BeNull("it is about UDP");
        IcmpProtocol.Read(ErrorV6(60, 58, 255, 0, 0, 0, 0, 0, 0), v4: false, Identifier, Sequence).Should().BeNull("the header is longer than the packet");
    }

    [Fact]
    public void Control_messages_are_read_or_passed_over() =>
        Gen.Select(Gen.Byte.Array[0, 256], Gen.Int[0, 3]).Sample(
            (controls, shape) =>
            {
                // cmsghdr: a length of 8 bytes, level, type. Lengths are small, so that several messages follow one another.
                for (int i = 0; shape > 0 && i + 16 <= controls.Length; i += 8)
                {
                    BitConverter.TryWriteBytes(controls.AsSpan(i), (long)(controls[i] % 64));
                    if (shape > 1)
                    {
                        BitConverter.TryWriteBytes(controls.AsSpan(i + 8), Linux.IPPROTO_IPV6);
                        BitConverter.TryWriteBytes(controls.AsSpan(i + 12), Linux.IPV6_HOPLIMIT);
                        i += shape == 2 ? 8 : 16;
                    }
                }

                PacketReceiver.ReadHopLimit(controls);
            },
            iter: Rounds);

    [Fact]
    public void The_hop_limit_is_found_behind_other_control_messages()
    {
        byte[] controls =
        [
            17, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 29, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0,  // SOL_SOCKET, of 1 byte and 7 of padding
            20, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 0, 52, 0, 0, 0, 63, 0, 0, 0,               // IPPROTO_IPV6, IPV6_HOPLIMIT, 63
        ];
        PacketReceiver.ReadHopLimit(controls).Should().Be(63);
        PacketReceiver.ReadHopLimit(controls.AsSpan(0, 43)).Should().BeNull();
    }

    [Fact]
    public void Socket_addresses_are_read() =>
        Gen.Byte.Array[28].Sample(
            address =>
            {
                BitConverter.TryWriteBytes(address, (ushort)(address[0] % 2 == 0 ? Linux.AF_INET : Linux.AF_INET6));
                IPAddress from = PacketReceiver.ReadAddress(address);
                return from.GetAddressBytes().SequenceEqual(address[0] == Linux.AF_INET ? address[4..8] : address[8..24]);
            },
            iter: Rounds);

    [Fact]
    public void The_text_of_an_address_is_read_or_refused() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789abcdef:./%"], 0, 45]).Sample(
            text =>
            {
                try
                {
                    InterfaceAddress.Parse(text);
                }
                catch (FormatException)
                {
                }
            },
            iter: Rounds);

    private static byte[] Answer(bool v4) => v4
        ? [.. HeaderV4, 0, 0, 0, 0, 0x12, 0x34, 0, 7, .. Payload]
        : [129, 0, 0, 0, 0x12, 0x34, 0, 7, .. Payload];

    // An error has 4 bytes of its own and then the packet that it is about.
    private static byte[] Error(bool v4) => v4
        ? [.. HeaderV4, 3, 1, 0, 0, 0, 0, 0, 0, .. HeaderV4, 8, 0, 0, 0, 0x12, 0x34, 0, 7, .. Payload]
        : ErrorV6(58);

    // Of IPv6, with what stands between the header and the request.
    private static byte[] ErrorV6(byte next, params byte[] extensions) =>
        [1, 0, 0, 0, 0, 0, 0, 0, 0x60, 0, 0, 0, 0, 0, next, .. new byte[33], .. extensions, 128, 0, 0, 0, 0x12, 0x34, 0, 7, .. Payload];

    private static byte[] HeaderV4 => [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 1, .. new byte[10]];

    private static byte[] Payload => new byte[8];
}

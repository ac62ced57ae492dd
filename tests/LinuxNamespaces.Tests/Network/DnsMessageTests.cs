using System.Net;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Network;
using Xunit;

namespace LinuxNamespaces.Tests.Network;

public sealed class DnsMessageTests
{
    private const ushort Id = 0x1234;
    private const string Name = "www.example.org";

    // The header of an answer with one question, and the question.
    private static readonly byte[] s_question = [.. Hex("0377777707 6578616d706c65 036f7267 00 0001 0001")];

    [Fact]
    public void A_question_is_as_the_standard_has_it() =>
        DnsMessage.Query(Id, Name, DnsMessage.A).Should().Equal(Hex("1234 0100 0001 0000 0000 0000").Concat(s_question));

    [Fact]
    public void Addresses_are_read_by_way_of_aliases()
    {
        // www.example.org is an alias of host.example.org, which has two addresses; another host's is not ours.
        byte[] message = Answer(4, "c00c 0005 0001 0000003c 0007 04686f7374 c010", "c02d 0001 0001 0000003c 0004 c0000201", "c010 0001 0001 0000003c 0004 c0000263", "c02d 0001 0001 0000003c 0004 c0000202");
        DnsMessage.Parse(message, Id, Name, DnsMessage.A)!.Addresses.Should().Equal(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
    }

    [Fact]
    public void Aliases_may_come_in_any_order()
    {
        byte[] message = Answer(2, "03777778 00 0001 0001 0000003c 0004 c0000263", "c00c 0005 0001 0000003c 0002 c010");
        DnsMessage.Parse(message, Id, Name, DnsMessage.A)!.Addresses.Should().BeEmpty("the address is of another host");
        message = Answer(3, "c010 0001 0001 0000003c 0004 c0000201", "c00c 0005 0001 0000003c 0002 c010", "c00c 0005 0001 0000003c 0002 c00c");
        DnsMessage.Parse(message, Id, Name, DnsMessage.A)!.Addresses.Should().Equal(IPAddress.Parse("192.0.2.1"));
    }

    [Fact]
    public void Aliases_in_a_circle_have_no_address()
    {
        byte[] message = Answer(2, "c00c 0005 0001 0000003c 0002 c010", "c010 0005 0001 0000003c 0002 c00c");
        DnsMessage.Parse(message, Id, Name, DnsMessage.A)!.Addresses.Should().BeEmpty();
    }

    [Fact]
    public void Of_very_many_addresses_some_are_taken()
    {
        byte[] message = Answer(200, [.. Enumerable.Range(0, 200).Select(i => $"c00c 0001 0001 0000003c 0004 c00002{i:x2}")]);
        DnsMessage.Parse(message, Id, Name, DnsMessage.A)!.Addresses.Should().HaveCount(DnsMessage.MaxAddresses);
    }

    [Fact]
    public void Pointers_that_lead_far_back_have_an_end()
    {
        // 20,000 pointers, each to the one before: one name of this kind is slow, thousands of them would hang.
        List<byte> data = [0];
        int start = 12 + s_question.Length + 10 + 2;
        for (int at = start; data.Count < 30_000 && at < 0x3ffe; at += 2)
        {
            data.AddRange([(byte)(0xc0 | ((data.Count == 1 ? at : at - 1) >> 8)), (byte)(data.Count == 1 ? at : at - 1)]);
        }

        byte[] message = [.. Answer(2, "c00c 0010 0001 0000003c " + $"{data.Count:x4}"), .. data, .. Hex("ffff 0001 0001 0000003c 0004 c0000201")];
        DnsMessage.Parse(message, Id, Name, DnsMessage.A).Should().BeNull();
    }

    [Fact]
    public void A_question_may_tell_that_datagrams_can_be_larger() =>
        DnsMessage.Query(Id, Name, DnsMessage.A, edns: true).Should().Equal([.. Hex("1234 0100 0001 0000 0000 0001"), .. s_question, .. Hex("00 0029 04b0 00 00 0000 0000")]);

    [Fact]
    public void A_dot_inside_a_label_is_not_taken_for_two_labels()
    {
        byte[] question = Hex("0b7777772e6578616d706c65 036f7267 00 0001 0001");
        DnsMessage.Parse([.. Hex("1234 8180 0001 0000 0000 0000"), .. question], Id, Name, DnsMessage.A).Should().BeNull();
    }

    [Theory]
    [InlineData("1234 8181 0000 0000 0000 0000", 1)]
    [InlineData("1234 8184 0000 0000 0000 0000", 4)]
    [InlineData("1234 8180 0000 0000 0000 0000", null)]
    [InlineData("1234 8183 0000 0000 0000 0000", null)]
    [InlineData("1235 8181 0000 0000 0000 0000", null)]
    [InlineData("1234 0101 0000 0000 0000 0000", null)]
    [InlineData("1234 8181 0000 0000 0000", null)]
    public void An_error_may_come_without_the_question(string header, int? code) => (DnsMessage.Parse(Hex(header), Id, Name, DnsMessage.A)?.Code).Should().Be(code);

    [Theory]
    [InlineData("1234 8180 0001 0000 0000 0000", true)]
    [InlineData("1234 8400 0001 0000 0000 0000", true)]
    [InlineData("1234 8100 0001 0000 0002 0001", true)]
    [InlineData("1234 8100 0001 0000 0002 0000", false)]
    [InlineData("1234 8183 0001 0000 0000 0000", true)]
    [InlineData("1234 8182 0001 0000 0000 0000", false)]
    [InlineData("1234 8185 0001 0000 0000 0000", false)]
    public void Only_some_answers_settle_the_question(string header, bool isFinal) =>
        DnsMessage.Parse([.. Hex(header), .. s_question], Id, Name, DnsMessage.A)!.IsFinal.Should().Be(isFinal);

    [Fact]
    public void What_is_no_answer_to_the_question_is_none()
    {
        byte[] message = Answer(1, "c00c 0001 0001 0000003c 0004 c0000201");
        DnsMessage.Parse(message, Id, "WWW.example.ORG", DnsMessage.A)!.Addresses.Should().ContainSingle();
        DnsMessage.Parse(message, Id + 1, Name, DnsMessage.A).Should().BeNull();
        DnsMessage.Parse(message, Id, "www.example.com", DnsMessage.A).Should().BeNull();
        DnsMessage.Parse(message, Id, Name, DnsMessage.Aaaa).Should().BeNull();
        DnsMessage.Parse(DnsMessage.Query(Id, Name, DnsMessage.A), Id, Name, DnsMessage.A).Should().BeNull("it is the question");
    }

    [Fact]
    public void Names_that_do_not_exist_and_answers_that_are_cut_are_told_apart()
    {
        DnsMessage.Parse([.. Hex("1234 8183 0001 0000 0000 0000"), .. s_question], Id, Name, DnsMessage.A)!.Code.Should().Be(DnsAnswer.NoSuchName);
        DnsAnswer cut = DnsMessage.Parse([.. Hex("1234 8380 0001 0009 0000 0000"), .. s_question], Id, Name, DnsMessage.A)!;
        cut.IsTruncated.Should().BeTrue();
        cut.Addresses.Should().BeEmpty();
    }

    [Theory]
    [InlineData("c021 0001 0001 0000003c 0004 c0000201")] // points to itself
    [InlineData("c023 c021 0001 0001 0000003c 0004 c0000201")] // points ahead
    [InlineData("c00c 0001 0001 0000003c 0040 c0000201")] // longer than the message
    [InlineData("c00c 0001 0001 0000003c 0004 c000")]
    [InlineData("3f41 0001")]
    [InlineData("8041")]
    [InlineData("")]
    public void Broken_answers_are_none(string record) => DnsMessage.Parse(Answer(1, record), Id, Name, DnsMessage.A).Should().BeNull();

    [Fact]
    public void Nothing_that_comes_does_harm() =>
        Gen.Select(Gen.Byte.Array[0, 100], Gen.Int[0, 60], Gen.Bool).Sample((noise, at, behindQuestion) =>
        {
            byte[] message = behindQuestion ? [.. Answer(3), .. noise] : Answer(2, "c00c 0001 0001 0000003c 0004 c0000201", "c00c 0005 0001 0000003c 0007 04686f7374 c010");
            if (!behindQuestion)
            {
                noise.AsSpan(0, Math.Min(noise.Length, Math.Max(0, message.Length - at))).CopyTo(message.AsSpan(Math.Min(at, message.Length)));
            }

            DnsMessage.Parse(message, Id, Name, DnsMessage.A);
            DnsMessage.Parse(message.AsSpan(0, Math.Min(at, message.Length)), Id, Name, DnsMessage.A);
        });

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-b.example", true)]
    [InlineData("", false)]
    [InlineData("a..b", false)]
    [InlineData(".a", false)]
    [InlineData("ä.example", false)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123.example", false)]
    public void Only_what_fits_into_a_question_is_a_name(string name, bool isName) => DnsMessage.IsName(name).Should().Be(isName);

    private static byte[] Answer(byte count, params string[] records) =>
        [.. Hex($"1234 8180 0001 00{count:x2} 0000 0000"), .. s_question, .. records.SelectMany(Hex)];

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));
}

using System.Text;
using FluentAssertions;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.TestTools;
using Xunit;

namespace LinuxNamespaces.Tests.Netlink;

/// <summary>Texts that the kernel repeats are allocated once, and are always the text of the message.</summary>
public sealed class KnownTextsTests
{
    [Fact]
    public void A_text_that_is_read_again_allocates_nothing()
    {
        byte[] veth = "veth\0"u8.ToArray();
        int length = 0;
        Allocations.Count(1000, () => length += KnownTexts.Read(new NetlinkAttribute(1, veth)).Length).Should().Be(0);
        length.Should().BePositive();
    }

    [Fact]
    public void Every_text_is_that_of_its_message()
    {
        // Many more than are kept, so that they take the places of each other.
        string[] texts = [.. Enumerable.Range(0, 5000).Select(i => $"a{i}b"), string.Empty, "\u00e9\u00e9", "a text of more than sixteen bytes", "sixteen-bytes-16"];
        foreach (string text in (string[])[.. texts, .. texts.Reverse()])
        {
            KnownTexts.Read(new NetlinkAttribute(1, Encoding.UTF8.GetBytes(text + '\0'))).Should().Be(text);
        }
    }

    [Fact]
    public void Bytes_that_are_not_text_come_back()
    {
        byte[] bytes = [0xff, 0x41, 0];
        KnownTexts.Read(new NetlinkAttribute(1, bytes)).Should().Be(new NetlinkAttribute(1, bytes).ReadString());
    }
}

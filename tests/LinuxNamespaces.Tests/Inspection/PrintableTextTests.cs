using FluentAssertions;
using LinuxNamespaces.Inspection;
using Xunit;

namespace LinuxNamespaces.Tests.Inspection;

public sealed class PrintableTextTests
{
    [Fact]
    public void What_is_printable_stays() => PrintableText.Of("grün \\ 日本 🚀"u8).Should().Be("grün \\ 日本 🚀");

    [Fact]
    public void What_steers_a_terminal_does_not() => PrintableText.Of("\u001b]0;x\u0007\r\n\u0085\u2028"u8).Should().Be(@"\x1b]0;x\x07\x0d\x0a\xc2\x85\xe2\x80\xa8");

    [Fact]
    public void Bytes_that_are_no_text_are_numbers() => PrintableText.Of([0x61, 0xff, 0xc3, 0x62, 0xe2, 0x82]).Should().Be(@"a\xff\xc3b\xe2\x82");

    [Fact]
    public void Arguments_are_parted_by_blanks()
    {
        PrintableText.OfArguments("a\0b c\0\0\0"u8.ToArray()).Should().Be("a b c");
        PrintableText.OfArguments("a\0\0b\0"u8.ToArray()).Should().Be("a  b");
        PrintableText.OfArguments("\0\0"u8.ToArray()).Should().BeNull();
        PrintableText.OfArguments([]).Should().BeNull();
    }
}

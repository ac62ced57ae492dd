using System.Text;
using FluentAssertions;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests;

public sealed class LinuxTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("café 日本 😀")]
    public void Utf8_is_what_it_always_was(string text)
    {
        LinuxText.Encode(text).Should().Equal(Encoding.UTF8.GetBytes(text));
        LinuxText.Decode(Encoding.UTF8.GetBytes(text)).Should().Be(text);
        LinuxText.CountBytes(text).Should().Be(Encoding.UTF8.GetByteCount(text));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_come_back()
    {
        byte[] latin = [(byte)'c', (byte)'a', (byte)'f', 0xe9];
        LinuxText.Decode(latin).Should().Be("caf\udce9");
        LinuxText.Encode("caf\udce9").Should().Equal(latin);
        LinuxText.Encode("\udce9😀\udc80").Should().Equal([0xe9, .. Encoding.UTF8.GetBytes("😀"), 0x80]);
        Random random = new(1);
        for (int round = 0; round < 10_000; round++)
        {
            byte[] bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            LinuxText.Encode(LinuxText.Decode(bytes)).Should().Equal(bytes);
        }
    }

    [Fact]
    public void Lone_surrogates_that_stand_for_no_byte_are_refused()
    {
        // Attributes could not hold them.
        foreach (string text in new[] { "\ud800", "a\udc7f", "\udd00", "\ud83dx", "\udce9\udc00" })
        {
            Action encode = () => LinuxText.Encode(text);
            encode.Should().Throw<ArgumentException>().WithMessage("*U+D*");
            Action count = () => LinuxText.CountBytes(text);
            count.Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void Variables_that_dotnet_has_damaged_are_found()
    {
        byte[] environment = LinuxText.Encode("A=b\0NAME=caf\udce9\0N\udce9=x=y\0=odd\0none\0");
        ProcessBytes.FindDamaged(environment).Should().Equal(
            ("NAME", "NAME", "caf\ufffd", "caf\udce9"),
            ("N\ufffd", "N\udce9", "x=y", "x=y"));
        ProcessBytes.Split([.. LinuxText.Encode("a\0\0caf\udce9\0")]).Should().Equal("a", "", "caf\udce9");
        ProcessBytes.Split("a\0b"u8).Should().Equal("a", "b");
    }

    [Fact]
    public void The_environment_is_that_of_dotnet_where_nothing_is_damaged()
    {
        const string name = "LinuxTextTests";
        Environment.SetEnvironmentVariable(name, "new");
        LinuxText.GetEnvironmentVariables()[name].Should().Be("new");
        Environment.SetEnvironmentVariable(name, null);
        LinuxText.GetEnvironmentVariables().Should().NotContainKey(name).And.ContainKey("PATH");
    }
}

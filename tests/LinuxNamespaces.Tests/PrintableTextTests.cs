using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Tests;

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

    [Fact]
    public void Strings_are_shown_as_their_bytes_are()
    {
        PrintableText.Of("grün \\ 日本 🚀").Should().Be("grün \\ 日本 🚀");
        PrintableText.Of("a\u001b[31m\n\u2028\ud800b").Should().Be(@"a\x1b[31m\x0a\xe2\x80\xa8\ud800b");
        PrintableText.Of(PrintableText.Of("a\nb")).Should().Be(@"a\x0ab", "what has gone through it stays");
    }

    [Fact]
    public void What_is_long_ends_with_an_ellipsis_and_paths_may_be_longer()
    {
        PrintableText.Short(new string('a', 256)).Should().Be(new string('a', 256));
        PrintableText.Short(new string('a', 257)).Should().Be(new string('a', 256) + "…");
        PrintableText.Short("/" + new string('a', 4095)).Should().HaveLength(4096);
        PrintableText.Short("/" + new string('a', 4096)).Should().HaveLength(4097).And.EndWith("a…");
        PrintableText.Short(new string('a', 255) + "🚀").Should().Be(new string('a', 255) + "…", "no half of a character is left");
    }

    [Fact]
    public void An_exception_shows_no_control_character_and_is_not_endless()
    {
        LinuxException failure = new(Errno.EPERM, "do\nthis", "name\u001b[31m" + new string('x', 1_000_000), "remedy\r", "kernel\n", " in '\n'");
        failure.Message.Should().NotContainAny("\n", "\r", "\u001b").And.StartWith(@"Could not do\x0athis 'name\x1b[31mxxx").And.EndWith(@"…' in '\x0a': EPERM (Operation not permitted): kernel\x0a. remedy\x0d");
        failure.Message.Length.Should().BeLessThan(1000);
        failure.Target.Should().HaveLength(260).And.StartWith(@"name\x1b[31m").And.EndWith("x…");
        failure.Operation.Should().Be(@"do\x0athis");
        failure.Remedy.Should().Be(@"remedy\x0d");
    }

    [Fact]
    public void An_exception_shows_a_long_path_whole()
    {
        string path = "/" + string.Join('/', Enumerable.Repeat(new string('d', 255), 15));
        new LinuxException(Errno.ENOENT, "open", path).Message.Should().Contain($"'{path}'");
    }

    [Fact]
    public void Words_of_the_kernel_are_shown_as_other_text()
    {
        NetlinkException failure = new(Errno.EINVAL, "set link", "a", kernelMessage: "bad\nline" + new string('y', 10_000));
        failure.KernelMessage.Should().StartWith(@"bad\x0aline").And.EndWith("…");
        failure.Message.Should().NotContain("\n");
        failure.Message.Length.Should().BeLessThan(1000);
    }
}

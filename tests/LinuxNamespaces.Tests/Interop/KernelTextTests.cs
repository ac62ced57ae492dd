using System.Text;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Interop;

public sealed class KernelTextTests
{
    [Fact]
    public void Bytes_of_any_kind_come_back() => Gen.Byte.Array[0, 40].Sample(bytes => Encode(KernelText.Decode(bytes)).Should().Equal(bytes));

    [Theory]
    [InlineData("eth0")]
    [InlineData("ä€😀")]
    [InlineData("")]
    public void Text_is_UTF8(string text)
    {
        Encode(text).Should().Equal(Encoding.UTF8.GetBytes(text));
        KernelText.Decode(Encoding.UTF8.GetBytes(text)).Should().Be(text);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_become_unpaired_surrogates()
    {
        // An attribute would not keep such strings.
        (string Bytes, string Text)[] cases =
            [("636166E9", "caf\udce9"), ("FF80", "\udcff\udc80"), ("E282", "\udce2\udc82"), ("C3A4FFC3A4", "ä\udcffä"), ("EDA080", "\udced\udca0\udc80")];
        foreach ((string bytes, string text) in cases)
        {
            KernelText.Decode(Convert.FromHexString(bytes)).Should().Be(text);
            Encode(text).Should().Equal(Convert.FromHexString(bytes));
        }
    }

    private static byte[] Encode(string text)
    {
        byte[] bytes = new byte[KernelText.GetByteCount(text)];
        KernelText.GetBytes(text, bytes);
        return bytes;
    }
}

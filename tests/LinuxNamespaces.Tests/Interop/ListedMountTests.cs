using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using FluentAssertions;
using LinuxNamespaces.Interop;
using Xunit;

namespace LinuxNamespaces.Tests.Interop;

public sealed class ListedMountTests
{
    private const ulong AllTexts = Linux.STATMOUNT_FS_TYPE | Linux.STATMOUNT_FS_SUBTYPE | Linux.STATMOUNT_MNT_ROOT | Linux.STATMOUNT_MNT_POINT
        | Linux.STATMOUNT_SB_SOURCE | Linux.STATMOUNT_MNT_OPTS;

    [Theory]
    [InlineData(0U, "")]
    [InlineData(1U, "")]
    [InlineData(int.MaxValue, "nsfs")]
    [InlineData(int.MaxValue + 1U, "nsfs")]
    [InlineData(uint.MaxValue, "nsfs")]
    public void A_size_beyond_the_answer_is_that_of_the_answer(uint size, string expected)
    {
        byte[] answer = Answer(new statmount { size = size, mask = Linux.STATMOUNT_FS_TYPE }, "nsfs\0"u8);
        new ListedMount(answer).FileSystem.SequenceEqual(System.Text.Encoding.ASCII.GetBytes(expected)).Should().BeTrue();
    }

    [Theory]
    [InlineData(5U)]
    [InlineData(6U)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue + 1U)]
    [InlineData(uint.MaxValue)]
    public void A_text_beyond_the_answer_is_empty(uint offset)
    {
        statmount facts = new() { size = uint.MaxValue, mask = Linux.STATMOUNT_MNT_POINT, mnt_point = offset };
        new ListedMount(Answer(facts, "nsfs\0"u8)).Point.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void A_text_without_end_ends_with_the_answer() =>
        new ListedMount(Answer(new statmount { size = uint.MaxValue, mask = Linux.STATMOUNT_MNT_POINT }, "/mnt"u8)).Point.SequenceEqual("/mnt"u8).Should().BeTrue();

    [Fact]
    public void No_answer_is_read_beyond_its_end() =>
        Gen.Select(Gen.UInt, Gen.OneOf(Gen.UInt[0, 40], Gen.UInt), Gen.Byte.Array[0, 40]).Sample((size, offset, texts) =>
        {
            statmount facts = new() { size = size, mask = AllTexts, fs_type = offset, fs_subtype = offset, mnt_root = offset, mnt_point = offset, sb_source = offset, mnt_opts = offset };
            ListedMount mount = new(Answer(facts, texts));
            int length = mount.FileSystem.Length;
            return length == mount.Point.Length && length == mount.Root.Length && length == mount.Source.Length && length == mount.Options.Length
                && length == mount.FileSystemSubtype.Length && (length == 0 || offset + length <= texts.Length);
        });

    private static byte[] Answer(statmount facts, ReadOnlySpan<byte> texts)
    {
        byte[] answer = new byte[Unsafe.SizeOf<statmount>() + texts.Length];
        MemoryMarshal.Write(answer, facts);
        texts.CopyTo(answer.AsSpan(Unsafe.SizeOf<statmount>()));
        return answer;
    }
}

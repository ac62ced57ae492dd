using System.Runtime.InteropServices;
using System.Text;

namespace LinuxNamespaces.Netlink;

/// <summary>
/// Chooses the attributes inside a nest by an attribute beside it: by its text, as IFLA_INFO_KIND decides what is in IFLA_INFO_DATA, or by
/// its number, as RTA_ENCAP_TYPE decides what is in RTA_ENCAP.
/// </summary>
public sealed class NetlinkAttributeSelector
{
    private readonly SelectorChoice _choose;

    /// <summary>Creates a selector.</summary>
    /// <param name="number">The number of the attribute that decides.</param>
    /// <param name="choose">
    /// Returns the attributes for the text of that attribute, which is <see langword="null"/> if the message does not contain it. The
    /// function returns <see langword="null"/> if it does not know the text.
    /// </param>
    public NetlinkAttributeSelector(int number, Func<string?, NetlinkAttributeSet?> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        Number = number;
        _choose = payload => choose(payload.IsPresent ? Encoding.UTF8.GetString(payload.Bytes).TrimEnd('\0') : null);
    }

    /// <summary>Creates a selector that always makes the same choice, which is not needed before the first error. Sets can refer to each other that way.</summary>
    /// <param name="choose">Returns the attributes.</param>
    public NetlinkAttributeSelector(Func<NetlinkAttributeSet> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        _choose = _ => choose();
    }

    private NetlinkAttributeSelector(int number, SelectorChoice choose)
    {
        Number = number;
        _choose = choose;
    }

    /// <summary>Gets the number of the attribute that decides; <see langword="null"/> if none does.</summary>
    public int? Number { get; }

    /// <summary>Creates a selector for an attribute that is a number of 1, 2, 4 or 8 bytes in the byte order of the machine.</summary>
    /// <param name="number">The number of the attribute that decides.</param>
    /// <param name="choose">
    /// Returns the attributes for the value of that attribute, which is <see langword="null"/> if the message does not contain it or it has
    /// another length. The function returns <see langword="null"/> if it does not know the value.
    /// </param>
    /// <returns>The selector.</returns>
    public static NetlinkAttributeSelector ByValue(int number, Func<ulong?, NetlinkAttributeSet?> choose)
    {
        ArgumentNullException.ThrowIfNull(choose);
        return new NetlinkAttributeSelector(number, (SelectorChoice)(payload => choose(payload.ReadNumber())));
    }

    internal NetlinkAttributeSet? Choose(SelectorPayload payload) => _choose(payload);
}

/// <summary>Chooses attributes by the content of the attribute that decides.</summary>
internal delegate NetlinkAttributeSet? SelectorChoice(SelectorPayload payload);

/// <summary>The content of the attribute that decides.</summary>
internal readonly ref struct SelectorPayload
{
    internal SelectorPayload(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
        IsPresent = true;
    }

    /// <summary>Whether the message contains the attribute.</summary>
    internal bool IsPresent { get; }

    internal ReadOnlySpan<byte> Bytes { get; }

    internal ulong? ReadNumber() => Bytes.Length switch
    {
        sizeof(byte) => Bytes[0],
        sizeof(ushort) => MemoryMarshal.Read<ushort>(Bytes),
        sizeof(uint) => MemoryMarshal.Read<uint>(Bytes),
        sizeof(ulong) => MemoryMarshal.Read<ulong>(Bytes),
        _ => null,
    };
}

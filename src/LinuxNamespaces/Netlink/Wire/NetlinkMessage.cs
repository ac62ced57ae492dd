using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Netlink;

/// <summary>Represents a received message, in the buffer that it was received in. It is valid until the handler returns.</summary>
/// <example>
/// <code>
/// ifinfomsg header = message.ReadStruct&lt;ifinfomsg&gt;();
/// foreach (NetlinkAttribute attribute in message.AttributesAfter&lt;ifinfomsg&gt;())
/// {
///     name = attribute.Type == IFLA_IFNAME ? attribute.ReadString() : name;
/// }
/// </code>
/// </example>
public readonly ref struct NetlinkMessage
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <param name="bytes">The message with its header, which the caller has checked.</param>
    internal NetlinkMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Gets the message type (<c>nlmsg_type</c>).</summary>
    public ushort Type => Header.nlmsg_type;

    /// <summary>Gets the flags (<c>nlmsg_flags</c>).</summary>
    public NetlinkMessageFlags Flags => (NetlinkMessageFlags)Header.nlmsg_flags;

    /// <summary>Gets the sequence number of the request that the message answers; 0 for a notification.</summary>
    public uint Sequence => Header.nlmsg_seq;

    /// <summary>Gets the port that made the request; 0 for the kernel.</summary>
    public uint PortId => Header.nlmsg_pid;

    /// <summary>Gets what follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _bytes.Length > NetlinkMessageWriter.HeaderLength ? _bytes[NetlinkMessageWriter.HeaderLength..] : [];

    internal nlmsghdr Header => _bytes.Length >= NetlinkMessageWriter.HeaderLength
        ? Unsafe.ReadUnaligned<nlmsghdr>(ref MemoryMarshal.GetReference(_bytes))
        : default;

    /// <summary>Reads the structure that the payload starts with. Fields that an older kernel does not send are zero.</summary>
    /// <typeparam name="T">A structure with the layout of the kernel's.</typeparam>
    /// <returns>The structure.</returns>
    public T ReadStruct<T>()
        where T : unmanaged => NetlinkAttribute.ReadPrefix<T>(Payload);

    /// <summary>Gets the attributes that follow a structure.</summary>
    /// <typeparam name="T">The structure that the payload starts with.</typeparam>
    /// <returns>The attributes; none if the payload is not longer than the structure.</returns>
    public NetlinkAttributeReader AttributesAfter<T>()
        where T : unmanaged => Attributes(Unsafe.SizeOf<T>());

    /// <summary>Gets the attributes that follow a structure.</summary>
    /// <param name="headerLength">The length of the structure that the payload starts with, in bytes; 0 for none.</param>
    /// <returns>The attributes; none if the payload is not longer than the structure.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public NetlinkAttributeReader Attributes(int headerLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headerLength);
        ReadOnlySpan<byte> payload = Payload;
        // A length that wraps is negative.
        uint offset = unchecked((uint)NetlinkAlignment.Align(headerLength));
        return new NetlinkAttributeReader(offset < (uint)payload.Length ? payload[(int)offset..] : []);
    }

    /// <summary>Reads the error number that NLMSG_ERROR and NLMSG_DONE start with; positive, 0 for success.</summary>
    internal Errno ReadErrno()
    {
        // NLMSG_DONE lacks it on some paths of the kernel; that is success.
        ReadOnlySpan<byte> payload = Payload;
        int value = payload.Length >= sizeof(int) ? MemoryMarshal.Read<int>(payload) : 0;
        return new Errno(value == int.MinValue ? int.MaxValue : Math.Abs(value));
    }
}
